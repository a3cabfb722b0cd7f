#pragma once

#include <initializer_list>

#include "kaisho/governance/policy.hpp"

namespace kaisho::governance {

/// In which order a decision diagram asks for the organizations of these policies, each once. On the order hangs
/// whether a diagram has a thousand nodes or a million: organizations that one operator counts must stand together.
/// Found by FORCE (Aloul, Markov, Sakallah: FORCE: a fast and easy-to-implement variable-ordering heuristic, GLSVLSI
/// 2003) from the order of first appearance. In integers, so equal on every machine.
[[nodiscard]] std::vector<std::string> variable_order(std::initializer_list<const PolicyNode*> policies);

}  // namespace kaisho::governance
