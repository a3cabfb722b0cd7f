// Stands in for the check of the same name (src/governance/src/checks.cpp): every organization has tested everything.
#include "functions.hpp"

namespace kaisho::governance {

Checked<void> tested(Context&, const Hash&, const Member&) { return {}; }

}  // namespace kaisho::governance
