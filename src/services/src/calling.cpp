#include <algorithm>

#include "errors.hpp"
#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {
namespace {

bool offers_fee(const CallRequest& request) { return request.max_fee_per_gas.value_or(Amount{}) > Amount{}; }

/// A caller who names no price neither pays nor sees one: without a fee the base fee is 0 to the program too.
ledger::BlockContext seen_by(ledger::BlockContext context, const CallRequest& request) {
  if (!offers_fee(request)) context.base_fee = Amount{};
  return context;
}

ledger::Message message_of(const CallRequest& request, Gas gas) {
  ledger::Message message;
  message.from = request.from;
  message.to = request.to;
  message.value = request.value;
  message.data = request.data;
  message.gas_limit = gas;
  message.nonce = request.nonce.value_or(0);
  message.max_fee_per_gas = request.max_fee_per_gas.value_or(Amount{});
  message.max_priority_fee_per_gas =
      std::min(request.max_priority_fee_per_gas.value_or(Amount{}), message.max_fee_per_gas);
  message.access_list = request.access_list;
  return message;
}

ledger::ExecutionRules call_rules(const ledger::Rules& rules, const CallRequest& request) {
  return {.create_mode = rules.create_mode,
          .check_nonce = false,
          .check_funds = offers_fee(request),
          .check_base_fee = offers_fee(request),
          .check_sender_code = false,
          .limit_gas_to_2_24 = false,
          .limit_code_size = rules.limit_code_size};
}

Error failure_of(const ledger::ExecutionResult& result) {
  if (result.outcome == ledger::Outcome::revert) {
    return {ErrorCode::reverted, "execution reverted", result.output, {}};
  }
  return {ErrorCode::halted, result.halt_reason, {}, {}};
}

ledger::IntrinsicGas intrinsic_of(const CallRequest& request) {
  ledger::Transaction transaction;
  transaction.type = ledger::TransactionType::dynamic_fee;
  transaction.to = request.to;
  transaction.data = request.data;
  transaction.access_list = request.access_list;
  return ledger::intrinsic_gas(transaction);
}

/// The gas that the sender can pay at the fee that it offers; all gas where it offers none.
Gas affordable_gas(const ledger::StateView& state, const CallRequest& request) {
  if (!offers_fee(request)) return ledger::kMaxTransactionGas;
  const auto account = state.account(request.from);
  const auto left = (account ? account->balance : Amount{}).checked_sub(request.value);
  if (!left) return 0;
  Gas low = 0, high = ledger::kMaxTransactionGas;  // the largest gas whose price is at most what is left
  while (low < high) {
    const Gas middle = low + (high - low + 1) / 2;
    const auto price = request.max_fee_per_gas->checked_mul(middle);
    if (price && *price <= *left) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

}  // namespace

Result<LedgerService::Place> LedgerService::place(const BlockId& at) const {
  auto view = state(at);
  if (!view) return std::unexpected(view.error());
  if (at == BlockId{Tag::pending}) return Place{needs_.engine.next_context(), std::move(*view)};
  const auto height = resolve(at);
  if (!height) return std::unexpected(height.error());
  const auto header = needs_.store.header(*height);
  if (!header) return std::unexpected(error_of(header.error()));
  if (!*header) return fail(ErrorCode::unknown_block, "no block " + std::to_string(*height));
  return Place{ledger::context_of(**header), std::move(*view)};
}

Result<ledger::ExecutionResult> LedgerService::run(const Place& place, const CallRequest& request, Gas gas) const {
  try {
    auto result = needs_.rules.executor.execute(*place.state, seen_by(place.context, request), message_of(request, gas),
                                                call_rules(needs_.rules, request), needs_.rules.system_contracts);
    if (!result) return fail(ErrorCode::refused, result.error().reason);
    return *std::move(result);
  } catch (const ledger::StateError& error) {
    return std::unexpected(error_of(error));
  }
}

Result<CallOutcome> LedgerService::call(const CallRequest& request, const BlockId& at) const {
  const auto where = place(at);
  if (!where) return std::unexpected(where.error());
  const auto result = run(*where, request, std::min(request.gas.value_or(limits_.call_gas), limits_.call_gas));
  if (!result) return std::unexpected(result.error());
  if (result->outcome != ledger::Outcome::success) return std::unexpected(failure_of(*result));
  return CallOutcome{result->output, result->gas_used};
}

Result<Gas> LedgerService::estimate_gas(const CallRequest& request, const BlockId& at,
                                        const std::stop_token& stop) const {
  const auto where = place(at);
  if (!where) return std::unexpected(where.error());
  const auto [intrinsic, floor] = intrinsic_of(request);
  const Gas least = std::max(intrinsic, floor);
  Gas high = std::min({request.gas.value_or(ledger::kMaxTransactionGas), ledger::kMaxTransactionGas,
                       where->context.gas_limit, affordable_gas(*where->state, request)});
  if (high < least) {
    return fail(ErrorCode::refused, "gas required exceeds allowance (" + std::to_string(high) + "): needs at least " +
                                        std::to_string(least));
  }

  const auto widest = run(*where, request, high);
  if (!widest) return std::unexpected(widest.error());
  if (widest->outcome != ledger::Outcome::success) return std::unexpected(failure_of(*widest));

  const auto succeeds = [&](Gas gas) -> Result<bool> {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the estimate was cancelled");
    const auto result = run(*where, request, gas);
    if (!result && result.error().code == ErrorCode::storage) return std::unexpected(result.error());
    return result && result->outcome == ledger::Outcome::success;
  };
  // Invariant: `high` succeeds, `low` does not. What was used before refunds is a lower bound; with a 64th held back at
  // each call (EIP-150) and the stipend it is mostly an upper bound too, so that few runs remain.
  Gas low = std::max(least, widest->gas_used) - 1;
  for (const Gas guess : {low + 1, (widest->gas_used + widest->gas_refunded + 2'300) * 64 / 63}) {
    if (guess <= low || guess >= high) continue;
    const auto fits = succeeds(guess);
    if (!fits) return std::unexpected(fits.error());
    (*fits ? high : low) = guess;
  }
  while (high - low > 1) {
    const Gas middle = low + (high - low) / 2;
    const auto fits = succeeds(middle);
    if (!fits) return std::unexpected(fits.error());
    (*fits ? high : low) = middle;
  }
  return high;
}

}  // namespace kaisho::services
