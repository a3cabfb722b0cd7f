#include "refusals.hpp"

namespace kaisho::consensus {

Refused refused(const ledger::InvalidTransaction& why, const Hash& hash) {
  std::string text{ledger::describe(why.code)};
  if (!why.detail.empty()) text += ": " + why.detail;
  return {.code = RefusalCode::invalid, .text = std::move(text), .hash = hash, .invalid = why.code, .pool = {}};
}

Refused refused(pool::Refusal why, const Hash& hash) {
  return {.code = RefusalCode::pool, .text = std::string(describe(why)), .hash = hash, .invalid = {}, .pool = why};
}

Refused refused(const ledger::RecoverError& why) {
  Refused refusal{
      .code = RefusalCode::undecodable, .text = std::string(why.describe()), .hash = {}, .invalid = {}, .pool = {}};
  if (why.high_s) refusal.invalid = ledger::Invalid::high_s;
  return refusal;
}

Refused refused(const storage::StoreError& why) {
  return {
      .code = RefusalCode::stopped,
      .text = "the node takes no transactions any more: " + std::string(storage::name_of(why.code)) + ": " + why.text,
      .hash = {},
      .invalid = {},
      .pool = {}};
}

}  // namespace kaisho::consensus
