#include <algorithm>

#include "decision_diagram.hpp"

namespace kaisho::governance {
namespace {

/// "Org1", "Org1 and Org2", "Org1, Org2 and Org3".
std::string enumerate(const OrganizationSet& names) {
  std::string text;
  std::size_t left = names.size();
  for (const auto& name : names) {
    text += name;
    --left;
    if (left > 0) text += left == 1 ? " and " : ", ";
  }
  return text;
}

}  // namespace

std::string Counterexample::in_words() const {
  const std::string who = enumerate(enough) + " would be enough";
  return without.empty() ? who : "without " + enumerate(without) + ", " + who;
}

std::expected<Decided<bool>, TooComplex> is_satisfiable(const Policy& policy, std::uint64_t max_steps) {
  DecisionDiagram diagram(max_steps);
  const auto node = diagram.of(policy.root());
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});
  return Decided<bool>{node != DecisionDiagram::kFalse, diagram.steps()};
}

std::expected<Decided<std::optional<Counterexample>>, TooComplex> weaker_by(const Policy& next, const Policy& old,
                                                                            std::uint64_t max_steps) {
  DecisionDiagram diagram(max_steps);
  const auto old_node = diagram.of(old.root());
  const auto difference = diagram.without(diagram.of(next.root()), old_node);
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});

  Decided<std::optional<Counterexample>> decided{std::nullopt, diagram.steps()};
  if (difference == DecisionDiagram::kFalse) return decided;
  Counterexample example{diagram.smallest_set(difference), {}};
  for (const auto& organization : old.organizations()) {
    if (!example.enough.contains(organization)) example.without.insert(organization);
  }
  decided.answer = std::move(example);
  return decided;
}

std::expected<Decided<bool>, TooComplex> is_equivalent(const Policy& a, const Policy& b, std::uint64_t max_steps) {
  DecisionDiagram diagram(max_steps);
  const auto first = diagram.of(a.root());
  const auto second = diagram.of(b.root());
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});
  return Decided<bool>{first == second, diagram.steps()};
}

}  // namespace kaisho::governance
