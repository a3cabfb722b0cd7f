#include "outcome.hpp"

#include "native_types.hpp"

namespace kaisho::evm {
namespace {

using ledger::Outcome;

Outcome outcome_of(std::int32_t status) {
  switch (status) {
    case KAISHO_STATUS_SUCCESS:
      return Outcome::success;
    case KAISHO_STATUS_REVERT:
      return Outcome::revert;
    default:
      return Outcome::halt;
  }
}

ledger::Log to_log(const kaisho_log& log) {
  ledger::Log copy{.address = to_address(log.address), .topics = {}, .data = bytes_of(to_view(log.data))};
  copy.topics.reserve(log.topic_count);
  for (std::size_t i = 0; i < log.topic_count; ++i) copy.topics.push_back(to_word(log.topics[i]));
  return copy;
}

/// Slots and accounts come in ascending order, so every insertion goes to the end.
ledger::AccountDiff to_account_diff(const kaisho_change& change) {
  ledger::AccountDiff diff;
  if (change.deleted == 0) {
    diff.account = ledger::Account{.nonce = change.account.nonce,
                                   .balance = to_number(change.account.balance),
                                   .code_hash = to_hash(change.account.code_hash)};
  }
  for (std::size_t i = 0; i < change.slot_count; ++i) {
    diff.storage.emplace_hint(diff.storage.end(), to_word(change.slots[i].key), to_word(change.slots[i].value));
  }
  return diff;
}

ledger::StateDiff to_diff(const kaisho_outcome& outcome) {
  ledger::StateDiff diff;
  for (std::size_t i = 0; i < outcome.change_count; ++i) {
    const kaisho_change& change = outcome.changes[i];
    diff.accounts.emplace_hint(diff.accounts.end(), to_address(change.address), to_account_diff(change));
    if (change.new_code.size != 0) {
      diff.codes.emplace(to_hash(change.account.code_hash),
                         std::make_shared<const Bytes>(bytes_of(to_view(change.new_code))));
    }
  }
  return diff;
}

}  // namespace

ledger::ExecutionResult to_result(const kaisho_outcome& outcome) {
  ledger::ExecutionResult result{.outcome = outcome_of(outcome.status),
                                 .gas_used = outcome.gas_used,
                                 .gas_refunded = outcome.gas_refunded,
                                 .output = bytes_of(to_view(outcome.output)),
                                 .logs = {},
                                 .created = {},
                                 .halt_reason = std::string(text_of(to_view(outcome.detail))),
                                 .diff = to_diff(outcome)};
  if (outcome.has_created != 0) result.created = to_address(outcome.created);
  result.logs.reserve(outcome.log_count);
  for (std::size_t i = 0; i < outcome.log_count; ++i) result.logs.push_back(to_log(outcome.logs[i]));
  return result;
}

}  // namespace kaisho::evm
