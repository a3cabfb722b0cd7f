#pragma once

#include <unordered_set>

#include "kaisho/consensus/replica.hpp"

namespace kaisho::consensus {

/// Which transactions can still become valid after a state. Dead is what no later transaction can put right: a rule of
/// the form, a nonce that is used, a sender that is a program. A balance, a gap in the nonces or an admission may
/// change before its turn.
class Liveness {
 public:
  Liveness(const ledger::StateView& state, const ledger::BlockContext& context, const ledger::Rules& rules)
      : state_(state), context_(context), options_{.limit_code_size = rules.limit_code_size} {}

  /// Nothing where it can still become valid.
  [[nodiscard]] std::optional<std::string> why_dead(const ledger::SignedTransaction& tx) const;
  [[nodiscard]] std::uint64_t nonce_of(const Address& sender) const;
  [[nodiscard]] Gas gas_limit() const { return context_.gas_limit; }

 private:
  const ledger::StateView& state_;
  const ledger::BlockContext& context_;
  ledger::ValidityOptions options_;
};

/// The transactions of a block's batches so far. A batch belongs into the block when it brings a live transaction that
/// is not there yet: one rule for those who propose and those who vote.
class Listed {
 public:
  explicit Listed(const Liveness& liveness) : liveness_(liveness) {}
  /// Whether the batch belongs, and why not. Ends at the first transaction that makes it belong.
  [[nodiscard]] Verdict judge(const Batch& batch) const;
  /// The same, and takes the batch in where it belongs.
  [[nodiscard]] Verdict add(const Batch& batch);
  [[nodiscard]] std::size_t transactions() const { return transactions_; }

 private:
  const Liveness& liveness_;
  std::unordered_set<Hash, FixedBytesHash> hashes_;
  std::size_t transactions_ = 0;
};

/// Chooses what to propose (Replica::prepare).
class Selection {
 public:
  struct Room {
    std::uint64_t bytes = 0;
    std::size_t transactions = 0;
  };
  Selection(const Liveness& liveness, std::span<const Offer> offers, const Room& room);

  /// See ReplicaLimits::patience.
  [[nodiscard]] std::vector<std::size_t> choose(std::uint64_t height, std::uint64_t patience);

 private:
  /// Positions of what fits, without those that are held back.
  [[nodiscard]] std::vector<std::size_t> fitting() const;
  /// Holds back those with a transaction whose earlier nonces are neither in the state nor in the others; whether any.
  bool hold_gapped(const std::vector<std::size_t>& chosen, std::uint64_t height, std::uint64_t patience);

  const Liveness& liveness_;
  std::span<const Offer> offers_;
  Room room_;
  std::vector<Gas> gas_;    // by offer: gas limits of what can still become valid
  std::vector<bool> held_;  // by offer
};

}  // namespace kaisho::consensus
