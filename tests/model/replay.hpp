#pragma once

#include "system.hpp"

namespace kaisho::model {

/// Sends the same calls as signed transactions through the ledger's own transition: validity, admission, the real EVM.
/// What is answered otherwise than before; empty if nothing is.
[[nodiscard]] std::string replay(Organizations founders, const std::vector<Call>& calls);

}  // namespace kaisho::model
