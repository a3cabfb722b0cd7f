#pragma once

#include "kaisho/ledger/bloom_memo.hpp"
#include "kaisho/ledger/executor.hpp"
#include "kaisho/ledger/system_contract.hpp"
#include "kaisho/ledger/validity.hpp"

/// The pure state transition: one transaction, one block.
namespace kaisho::ledger {

/// The rules of one chain: who executes, which system contracts stand, who is admitted. All members outlive it.
struct Rules {
  const Executor& executor;
  std::span<const SystemContract* const> system_contracts;
  const Admission* admission = nullptr;  ///< none: everybody
  CreateMode create_mode = CreateMode::governed;
  bool limit_code_size = true;
};

struct Applied {
  Receipt receipt;
  StateDiff diff;
  Bytes output;             ///< returned or revert data; not part of the receipt
  std::string halt_reason;  ///< where the EVM halted
};

/// Applies one transaction to `state`. `gas_used_before` is what the block's earlier transactions used; `memo`, if
/// given, spares hashing where several transactions are applied in a row. Asserts that the executor kept the value
/// (`conserves_value`) and stayed within the gas limit: going on after that would write a false balance down for ever.
[[nodiscard]] std::expected<Applied, InvalidTransaction> apply(const StateView& state, const BlockContext& block,
                                                               const SignedTransaction& tx, Gas gas_used_before,
                                                               const Rules& rules, BloomMemo* memo = nullptr);

/// A block in the making: transactions are applied one after another to an overlay of the parent's state.
class BlockBuilder {
 public:
  BlockBuilder(const StateView& parent, const BlockContext& context, const Rules& rules);

  /// Room for as many transactions.
  void reserve(std::size_t transactions);

  /// Applies it or says why it may not stand here; an invalid one changes nothing.
  [[nodiscard]] std::expected<void, InvalidTransaction> add(SignedTransaction tx);

  [[nodiscard]] const Overlay& state() const { return state_; }
  [[nodiscard]] Gas gas_left() const { return context_.gas_limit - gas_used_; }
  [[nodiscard]] std::size_t size() const { return transactions_.size(); }
  /// Result of the transaction at `index`: returned or revert data, for the client that waits. Its diff has moved into
  /// `state()` and is empty here.
  [[nodiscard]] const Applied& applied(std::size_t index) const { return applied_.at(index); }

  struct Result {
    Block block;  ///< complete but for the state root
    StateDiff diff;
  };
  /// Ends the block: header with every root but the state's, which the state tree gives for `diff`.
  [[nodiscard]] Result finish(const Hash& parent_hash, Bytes extra) &&;

 private:
  BlockContext context_;
  Rules rules_;
  Overlay state_;
  BloomMemo memo_;
  Gas gas_used_ = 0;
  std::vector<SignedTransaction> transactions_;
  std::vector<Applied> applied_;
};

/// A checker that runs after every transaction: wei is never made, and never lost but for `burnt` (the base fee) and
/// for what a contract held that was created and destroyed by the same transaction (EIP-6780), which the diff then
/// names as an account that does not exist.
[[nodiscard]] bool conserves_value(const StateView& before, const StateDiff& diff, const Amount& burnt);

}  // namespace kaisho::ledger
