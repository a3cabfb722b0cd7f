#pragma once

#include <map>
#include <unordered_set>

#include "kaisho/consensus/replica.hpp"

namespace kaisho::consensus {

/// One consensus block on top of a state: which transactions run, in which order, and why others do not. The order is
/// that of the batches and of the transactions in them, but one whose nonce is ahead of its sender's runs right after
/// the earlier ones did. Total and deterministic in (state, context, batches).
class Execution {
 public:
  Execution(const ledger::StateView& parent, const ledger::BlockContext& context, const ledger::Rules& rules,
            std::uint64_t height)
      : context_(context), builder_(parent, context, rules), height_(height) {}

  void run(std::span<const Received> batches);

  [[nodiscard]] std::vector<BatchResult>& results() { return results_; }
  [[nodiscard]] std::vector<Skipped>& skipped() { return skipped_; }
  [[nodiscard]] ledger::BlockBuilder& builder() { return builder_; }
  [[nodiscard]] std::vector<Output> outputs() const;

 private:
  /// A transaction and the batch that brought it.
  struct Item {
    pool::TransactionPtr tx;
    std::size_t batch = 0;
  };

  void offer(const Item& item);
  /// Whether it was executed; a skip is noted where not.
  bool execute(const Item& item);
  /// Runs what waited for the sender's next nonces.
  void release(const Address& sender);
  void skip(const Item& item, SkipCode code, std::string detail = {});
  void skip(const Item& item, ledger::InvalidTransaction why);
  [[nodiscard]] std::uint64_t next_nonce(const Address& sender) const;

  ledger::BlockContext context_;
  ledger::BlockBuilder builder_;
  std::uint64_t height_;
  std::unordered_set<Hash, FixedBytesHash> seen_;
  std::map<Address, std::map<std::uint64_t, std::vector<Item>>> waiting_;
  std::vector<BatchResult> results_;
  std::vector<Skipped> skipped_;
};

}  // namespace kaisho::consensus
