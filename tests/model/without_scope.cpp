// Stands in for the decision of the same name (src/governance/src/records_applications.cpp): a scope that begins with a
// private record names it, whatever else it says.
#include <kaisho/base/hex.hpp>

#include "kaisho/governance/records.hpp"

namespace kaisho::governance {

std::optional<Hash> private_scope(std::string_view scope) {
  constexpr std::string_view kBefore = "private ";
  constexpr std::size_t kDigits = 2 + 2 * Hash::kSize;
  if (!scope.starts_with(kBefore)) return std::nullopt;
  return fixed_from_hex<Hash>(scope.substr(kBefore.size(), kDigits));
}

}  // namespace kaisho::governance
