#pragma once

#include <map>
#include <unordered_map>

#include "kaisho/ledger/types.hpp"

namespace kaisho::ledger {

/// The state at one moment, read-only. Implementations may throw `StateError` when the medium below fails (a damaged
/// disk); nothing else can go wrong in a look-up.
class StateView {
 public:
  StateView() = default;
  StateView(const StateView&) = default;
  StateView& operator=(const StateView&) = default;
  virtual ~StateView() = default;

  /// Nothing for an account that does not exist (an empty one never does, EIP-161).
  [[nodiscard]] virtual std::optional<Account> account(const Address& address) const = 0;
  /// Zero for a slot never written.
  [[nodiscard]] virtual Word storage(const Address& address, const Word& slot) const = 0;
  /// Code by its Keccak-256 hash; null for an unknown hash. `kEmptyCodeHash` gives empty code.
  [[nodiscard]] virtual Code code(const Hash& code_hash) const = 0;
  /// Hash of an earlier block (BLOCKHASH); zero where it is unknown.
  [[nodiscard]] virtual Hash block_hash(Height height) const = 0;
};

/// What changed in one account. `account` is its value afterwards, nothing where it ceased to exist (or began and ended
/// in between); it is always given, also where only storage changed.
struct AccountDiff {
  std::optional<Account> account;
  std::map<Word, Word> storage;  ///< slot -> value afterwards; zero removes the slot
  friend bool operator==(const AccountDiff&, const AccountDiff&) = default;
};

/// What an execution changed, ordered so that every node writes and hashes it alike.
struct StateDiff {
  std::map<Address, AccountDiff> accounts;
  std::map<Hash, Code> codes;  ///< new code by hash

  /// Adds a later diff on top of this one; moves its nodes where they are new here.
  void merge(StateDiff later);
};

/// Hash of the overlay's tables. Addresses and slots can be chosen by a sender, so the tables are seeded: keys that
/// fall into one bucket here do not in the next overlay. No order of these tables reaches a result.
struct SeededHash {
  std::uint64_t seed = 0;

  /// Seeded by where the owner of the table happens to stand in memory, which a sender can not foresee.
  [[nodiscard]] static SeededHash at(const void* place) {
    return {static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(place)) * 0x9e3779b97f4a7c15ull};
  }

  template <std::size_t N, class Tag>
  std::size_t operator()(const FixedBytes<N, Tag>& value) const {
    std::uint64_t mixed = seed;
    for (std::size_t at = 0; at < N; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, value.bytes.data() + at, N - at < 8 ? N - at : 8);
      mixed = (mixed ^ word) * 0xff51afd7ed558ccdull;
      mixed ^= mixed >> 32;
    }
    return mixed;
  }
};

/// A view with diffs laid over it: the candidate state of a block in the making. Reads that reach the base are
/// remembered, so one overlay serves one thread.
class Overlay final : public StateView {
 public:
  /// `base` outlives the overlay and does not change meanwhile.
  explicit Overlay(const StateView& base);

  void apply(StateDiff diff);
  /// Everything applied so far, as one diff.
  [[nodiscard]] const StateDiff& diff() const { return diff_; }
  /// The same, given away: the overlay is not used afterwards.
  [[nodiscard]] StateDiff take_diff() && { return std::move(diff_); }

  [[nodiscard]] std::optional<Account> account(const Address& address) const override;
  [[nodiscard]] Word storage(const Address& address, const Word& slot) const override;
  [[nodiscard]] Code code(const Hash& code_hash) const override;
  [[nodiscard]] Hash block_hash(Height height) const override { return base_.block_hash(height); }

 private:
  using Slots = std::unordered_map<Word, Word, SeededHash>;
  struct Known {
    explicit Known(const SeededHash& hash) : slots(0, hash) {}
    bool account_is_known = false;
    std::optional<Account> account;
    Slots slots;
  };
  Known& known(const Address& address) const { return known_.try_emplace(address, hash_).first->second; }

  const StateView& base_;
  SeededHash hash_;
  StateDiff diff_;
  mutable std::unordered_map<Address, Known, SeededHash> known_;
  mutable std::unordered_map<Hash, Code, SeededHash> codes_;
};

}  // namespace kaisho::ledger
