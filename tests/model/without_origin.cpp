// Stands in for the decision of the same name (src/governance/src/functions_policies.cpp): a policy is compared with
// the one in force, whatever it was before its user agreed to anything.
#include "functions.hpp"

namespace kaisho::governance {

Policy with_successor(Context&, const Policy& old, const ApplicationRecord&, const OrganizationSet& former,
                      std::string_view organization) {
  const auto rest = old.without_indispensable(former);
  return rest ? rest->with_indispensable(organization) : Policy::majority_of({std::string(organization)});
}

}  // namespace kaisho::governance
