#pragma once

#include "kaisho/ledger/executor.hpp"
#include "kaisho/native.h"

namespace kaisho::evm {

/// The ledger's copy of an outcome whose status is success, revert or halt.
[[nodiscard]] ledger::ExecutionResult to_result(const kaisho_outcome& outcome);

}  // namespace kaisho::evm
