#include "kaisho/services/types.hpp"

#include "errors.hpp"

namespace kaisho::services {
namespace {

ErrorCode code_of(storage::ErrorCode code) {
  switch (code) {
    case storage::ErrorCode::unknown_height:
      return ErrorCode::unknown_block;
    case storage::ErrorCode::pruned:
      return ErrorCode::pruned;
    default:
      return ErrorCode::storage;
  }
}

ErrorCode code_of(consensus::RefusalCode code) {
  switch (code) {
    case consensus::RefusalCode::busy:
    case consensus::RefusalCode::stopped:
    case consensus::RefusalCode::not_durable:
      return ErrorCode::unavailable;
    default:
      return ErrorCode::refused;
  }
}

}  // namespace

std::uint64_t MinedTransaction::first_log_index() const {
  if (logs_before) return *logs_before;
  std::uint64_t logs = 0;
  for (std::uint32_t i = 0; i < index; ++i) logs += block->block.receipts[i].logs.size();
  return logs;
}

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::refused:
      return "refused";
    case ErrorCode::reverted:
      return "reverted";
    case ErrorCode::halted:
      return "halted";
    case ErrorCode::unknown_block:
      return "unknown_block";
    case ErrorCode::pruned:
      return "pruned";
    case ErrorCode::invalid_request:
      return "invalid_request";
    case ErrorCode::too_much:
      return "too_much";
    case ErrorCode::cancelled:
      return "cancelled";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::unknown_account:
      return "unknown_account";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::storage:
      return "storage";
    case ErrorCode::key_reused:
      return "key_reused";
    case ErrorCode::in_flight:
      return "in_flight";
    case ErrorCode::four_eyes:
      return "four_eyes";
    case ErrorCode::not_awaiting:
      return "not_awaiting";
  }
  return "unknown";
}

Error error_of(const storage::StoreError& error) {
  return {code_of(error.code), std::string(storage::name_of(error.code)) + ": " + error.text, {}, {}};
}

Error error_of(const consensus::Refused& refused) {
  return {.code = code_of(refused.code),
          .text = refused.text,
          .transaction = refused.hash,
          .invalid = refused.invalid,
          .pool = refused.pool};
}

Error error_of(const ledger::StateError& error) { return {ErrorCode::storage, error.what(), {}, {}}; }

}  // namespace kaisho::services
