#pragma once

#include "kaisho/consensus/engine.hpp"

namespace kaisho::consensus {

/// Holds the transaction itself where admission did not take it.
[[nodiscard]] Refused refused(const ledger::InvalidTransaction& why, const pool::TransactionPtr& tx);
[[nodiscard]] Refused refused(pool::Refusal why, const Hash& hash);
[[nodiscard]] Refused refused(const ledger::RecoverError& why);
[[nodiscard]] Refused refused(const storage::StoreError& why);

}  // namespace kaisho::consensus
