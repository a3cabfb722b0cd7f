#pragma once

#include <map>

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

/// What changed in one account. `account` is its value afterwards, nothing where it ceased to exist.
struct AccountDiff {
  std::optional<Account> account;
  std::map<Word, Word> storage;  ///< slot -> value afterwards; zero removes the slot
  friend bool operator==(const AccountDiff&, const AccountDiff&) = default;
};

/// What an execution changed, ordered so that every node writes and hashes it alike.
struct StateDiff {
  std::map<Address, AccountDiff> accounts;
  std::map<Hash, Code> codes;  ///< new code by hash

  /// Adds a later diff on top of this one.
  void merge(const StateDiff& later);
};

/// A view with diffs laid over it: the candidate state of a block in the making. Reads that reach the base are
/// remembered.
class Overlay final : public StateView {
 public:
  explicit Overlay(const StateView& base) : base_(base) {}

  void apply(const StateDiff& diff);
  /// Everything applied so far, as one diff.
  [[nodiscard]] const StateDiff& diff() const { return diff_; }

  [[nodiscard]] std::optional<Account> account(const Address& address) const override;
  [[nodiscard]] Word storage(const Address& address, const Word& slot) const override;
  [[nodiscard]] Code code(const Hash& code_hash) const override;
  [[nodiscard]] Hash block_hash(Height height) const override { return base_.block_hash(height); }

 private:
  const StateView& base_;
  StateDiff diff_;
};

}  // namespace kaisho::ledger
