#include "decision_diagram.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>

namespace kaisho::governance {

using Kind = PolicyNode::Kind;

std::size_t DecisionDiagram::TripleHash::operator()(const Triple& triple) const {
  std::uint64_t mixed = (std::uint64_t{triple.a} << 32) ^ triple.b;
  mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9ull + triple.c;
  return static_cast<std::size_t>((mixed ^ (mixed >> 32)) * 0x94d049bb133111ebull >> 8);
}

DecisionDiagram::DecisionDiagram(std::vector<std::string> order, std::uint64_t max_steps)
    : max_steps_(max_steps), names_(std::move(order)) {
  for (std::uint32_t i = 0; i < names_.size(); ++i) variables_.emplace(names_[i], i);
}

std::uint32_t DecisionDiagram::top(Node node) const { return nodes_[node].variable; }

DecisionDiagram::Node DecisionDiagram::side(Node node, std::uint32_t variable, bool high) const {
  const Branch& one = nodes_[node];
  if (one.variable != variable) return node;
  return high ? one.high : one.low;
}

DecisionDiagram::Node DecisionDiagram::variable(const std::string& organization) {
  const auto found = variables_.find(organization);
  KAISHO_ASSERT(found != variables_.end());
  return branch(found->second, kFalse, kTrue);
}

DecisionDiagram::Node DecisionDiagram::branch(std::uint32_t variable, Node low, Node high) {
  if (low == high) return low;
  const auto [found, is_new] = unique_.try_emplace({variable, low, high}, static_cast<Node>(nodes_.size()));
  if (is_new) nodes_.push_back({variable, low, high});
  return found->second;
}

DecisionDiagram::Node DecisionDiagram::choose(Node f, Node g, Node h) {
  if (f == kTrue || g == h) return g;
  if (f == kFalse) return h;
  if (g == kTrue && h == kFalse) return f;
  const Triple key{f, g, h};
  if (const auto known = computed_.find(key); known != computed_.end()) return known->second;
  if (++steps_ > max_steps_) return kFalse;

  const std::uint32_t first = std::min({top(f), top(g), top(h)});
  const Node low = choose(side(f, first, false), side(g, first, false), side(h, first, false));
  const Node high = choose(side(f, first, true), side(g, first, true), side(h, first, true));
  if (exceeded()) return kFalse;
  const Node result = branch(first, low, high);
  computed_.emplace(key, result);
  return result;
}

/// Row j holds "at least j of the parts seen so far", built part by part from the last one.
DecisionDiagram::Node DecisionDiagram::threshold(const PolicyNode& policy) {
  if (policy.threshold > policy.parts.size()) return kFalse;
  std::vector<Node> at_least(static_cast<std::size_t>(policy.threshold) + 1, kFalse);
  at_least[0] = kTrue;
  std::vector<Node> parts;
  for (const auto& part : policy.parts) parts.push_back(of(part));
  for (std::size_t i = parts.size(); i-- > 0 && !exceeded();) {
    for (std::size_t j = at_least.size() - 1; j > 0; --j) at_least[j] = choose(parts[i], at_least[j - 1], at_least[j]);
  }
  return at_least.back();
}

DecisionDiagram::Node DecisionDiagram::of(const PolicyNode& policy) {
  if (policy.kind == Kind::organization) return variable(policy.organization);
  if (policy.kind == Kind::out_of) return threshold(policy);
  const bool is_all = policy.kind == Kind::all;
  Node result = is_all ? kTrue : kFalse;
  for (const auto& part : policy.parts) {
    const Node next = of(part);
    result = is_all ? choose(result, next, kFalse) : choose(result, kTrue, next);
    if (exceeded()) return kFalse;
  }
  return result;
}

OrganizationSet DecisionDiagram::smallest_set(Node node) const {
  KAISHO_ASSERT(node != kFalse);
  constexpr std::uint32_t kImpossible = ~0u / 2;
  // A node's children have smaller numbers, so one pass upward knows each cost.
  std::vector<std::uint32_t> cost{kImpossible, 0};
  for (std::size_t i = 2; i <= node; ++i) {
    cost.push_back(std::min(cost[nodes_[i].low], cost[nodes_[i].high] + 1));
  }
  OrganizationSet chosen;
  while (node != kTrue) {
    const Branch& one = nodes_[node];
    const bool go_high = cost[one.high] + 1 < cost[one.low];
    if (go_high) chosen.insert(names_[one.variable]);
    node = go_high ? one.high : one.low;
  }
  return chosen;
}

}  // namespace kaisho::governance
