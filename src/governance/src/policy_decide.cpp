#include <algorithm>
#include <iterator>

#include "decision_diagram.hpp"
#include "variable_order.hpp"

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

/// A least set without which the old policy can not hold: from everybody who is missing, leave out whoever can be left
/// out. There is no NOT in the language, so what is false without many is decided once with all the others.
OrganizationSet missed(const Policy& old, const OrganizationSet& enough) {
  const OrganizationSet all = old.organizations();
  OrganizationSet missing;
  std::ranges::set_difference(all, enough, std::inserter(missing, missing.end()));
  const OrganizationSet candidates = missing;
  OrganizationSet present = all;
  for (const auto& organization : missing) present.erase(organization);
  for (const auto& organization : candidates) {
    present.insert(organization);
    if (old.holds_for(present)) {
      present.erase(organization);
    } else {
      missing.erase(organization);
    }
  }
  return missing;
}

}  // namespace

std::string Counterexample::in_words() const {
  const std::string who = enumerate(enough) + " would be enough";
  return without.empty() ? who : "without " + enumerate(without) + ", " + who;
}

std::expected<Decided<bool>, TooComplex> is_satisfiable(const Policy& policy, std::uint64_t max_steps) {
  DecisionDiagram diagram(variable_order({&policy.root()}), max_steps);
  const auto node = diagram.of(policy.root());
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});
  return Decided<bool>{node != DecisionDiagram::kFalse, diagram.steps()};
}

std::expected<Decided<std::optional<Counterexample>>, TooComplex> weaker_by(const Policy& next, const Policy& old,
                                                                            std::uint64_t max_steps) {
  DecisionDiagram diagram(variable_order({&old.root(), &next.root()}), max_steps);
  const auto old_node = diagram.of(old.root());
  const auto difference = diagram.without(diagram.of(next.root()), old_node);
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});

  Decided<std::optional<Counterexample>> decided{std::nullopt, diagram.steps()};
  if (difference == DecisionDiagram::kFalse) return decided;
  const OrganizationSet enough = diagram.smallest_set(difference);
  decided.answer = Counterexample{enough, missed(old, enough)};
  return decided;
}

std::expected<Decided<bool>, TooComplex> is_equivalent(const Policy& a, const Policy& b, std::uint64_t max_steps) {
  DecisionDiagram diagram(variable_order({&a.root(), &b.root()}), max_steps);
  const auto first = diagram.of(a.root());
  const auto second = diagram.of(b.root());
  if (diagram.exceeded()) return std::unexpected(TooComplex{max_steps});
  return Decided<bool>{first == second, diagram.steps()};
}

}  // namespace kaisho::governance
