#include "refusals.hpp"

namespace kaisho::consensus {

Refused refused(const ledger::InvalidTransaction& why, const pool::TransactionPtr& tx) {
  std::string text{ledger::describe(why.code)};
  if (!why.detail.empty()) text += ": " + why.detail;
  Refused refusal{.code = RefusalCode::invalid, .text = std::move(text), .hash = tx->hash, .invalid = why.code};
  if (why.code == ledger::Invalid::not_admitted) refusal.transaction = tx;
  return refusal;
}

Refused refused(pool::Refusal why, const Hash& hash) {
  return {.code = RefusalCode::pool, .text = std::string(describe(why)), .hash = hash, .pool = why};
}

Refused refused(const ledger::RecoverError& why) {
  Refused refusal{.code = RefusalCode::undecodable, .text = std::string(why.describe())};
  if (why.high_s) refusal.invalid = ledger::Invalid::high_s;
  return refusal;
}

Refused refused(const storage::StoreError& why) {
  return {
      .code = RefusalCode::stopped,
      .text = "the node takes no transactions any more: " + std::string(storage::name_of(why.code)) + ": " + why.text};
}

}  // namespace kaisho::consensus
