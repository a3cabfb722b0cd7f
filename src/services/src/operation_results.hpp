#pragma once

#include <map>
#include <string>

#include "kaisho/services/types.hpp"

namespace kaisho::services {

/// What the governance's events of a transaction say to who asked for it: "application", "contract", "proposal",
/// "packageHash", "userId", "tokenId", "consent", as far as they stand there.
[[nodiscard]] std::map<std::string, std::string> results_of(const ledger::Receipt& receipt);

}  // namespace kaisho::services
