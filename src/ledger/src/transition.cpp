#include "kaisho/ledger/transition.hpp"

#include <kaisho/base/assert.hpp>
#include <utility>

namespace kaisho::ledger {
namespace {

Message message_of(const SignedTransaction& tx) {
  const auto& from = tx.transaction;
  return {.from = tx.sender,
          .to = from.to,
          .value = from.value,
          .data = from.data,
          .gas_limit = from.gas_limit,
          .nonce = from.nonce,
          .max_fee_per_gas = from.max_fee_per_gas,
          .max_priority_fee_per_gas = from.max_priority_fee_per_gas,
          .type = from.type,
          .access_list = from.access_list};
}

ExecutionRules execution_rules(const Rules& rules) {
  return {.create_mode = rules.create_mode, .limit_code_size = rules.limit_code_size};
}

/// The EVM has judged the price before, so the product fits: it was part of what the sender could pay.
Amount burnt_fee(const BlockContext& block, Gas gas_used) {
  const auto burnt = block.base_fee.checked_mul(gas_used);
  KAISHO_ASSERT(burnt.has_value());
  return *burnt;
}

Applied finish(ExecutionResult&& result, const SignedTransaction& tx, const BlockContext& block, Gas gas_used_before,
               BloomMemo* memo) {
  Applied applied;
  auto& receipt = applied.receipt;
  receipt.type = tx.transaction.type;
  receipt.success = result.outcome == Outcome::success;
  receipt.cumulative_gas_used = gas_used_before + result.gas_used;
  receipt.bloom = memo != nullptr ? memo->bloom_of(result.logs) : bloom_of(result.logs);
  receipt.logs = std::move(result.logs);
  receipt.gas_used = result.gas_used;
  receipt.effective_gas_price = tx.transaction.effective_gas_price(block.base_fee);
  if (!tx.transaction.to) receipt.contract_address = contract_address(tx.sender, tx.transaction.nonce);
  applied.diff = std::move(result.diff);
  applied.output = std::move(result.output);
  applied.halt_reason = std::move(result.halt_reason);
  return applied;
}

}  // namespace

std::expected<Applied, InvalidTransaction> apply(const StateView& state, const BlockContext& block,
                                                 const SignedTransaction& tx, Gas gas_used_before, const Rules& rules,
                                                 BloomMemo* memo) {
  KAISHO_ASSERT(gas_used_before <= block.gas_limit);
  const auto gas_available = block.gas_limit - gas_used_before;
  const ValidityOptions options{.limit_code_size = rules.limit_code_size};
  if (auto valid = check_transaction(state, block, tx, gas_available, rules.admission, options); !valid) {
    return std::unexpected(std::move(valid).error());
  }
  auto result = rules.executor.execute(state, block, message_of(tx), execution_rules(rules), rules.system_contracts);
  if (!result) {
    return std::unexpected(InvalidTransaction{Invalid::refused_by_executor, std::move(result).error().reason});
  }
  KAISHO_ASSERT(result->gas_used <= tx.transaction.gas_limit);
  KAISHO_ASSERT(result->outcome == Outcome::success || result->logs.empty());
  KAISHO_ASSERT(conserves_value(state, result->diff, burnt_fee(block, result->gas_used)));
  return finish(*std::move(result), tx, block, gas_used_before, memo);
}

}  // namespace kaisho::ledger
