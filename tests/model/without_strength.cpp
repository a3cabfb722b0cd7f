// Stands in for the decision of the same name (src/governance/src/policy_decide.cpp): no policy is weaker than another.
#include "kaisho/governance/policy.hpp"

namespace kaisho::governance {

std::expected<Decided<std::optional<Counterexample>>, TooComplex> weaker_by(const Policy&, const Policy&,
                                                                            std::uint64_t) {
  return Decided<std::optional<Counterexample>>{std::nullopt, 0};
}

}  // namespace kaisho::governance
