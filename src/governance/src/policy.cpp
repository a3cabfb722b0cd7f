#include "kaisho/governance/policy.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>

#include "policy_nodes.hpp"

namespace kaisho::governance {
namespace {

using Kind = PolicyNode::Kind;

/// Organizations first, then composed parts, each by their texts.
struct PartOrder {
  bool operator()(const PolicyNode& a, const PolicyNode& b) const {
    const bool a_composed = a.kind != Kind::organization;
    const bool b_composed = b.kind != Kind::organization;
    if (a_composed != b_composed) return b_composed;
    return text_of_node(a) < text_of_node(b);
  }
};

/// Takes over the parts of a part with the same operator: A AND (B AND C) is A AND B AND C.
void flatten(PolicyNode& node) {
  std::vector<PolicyNode> flat;
  for (auto& part : node.parts) {
    if (part.kind == node.kind) {
      std::ranges::move(part.parts, std::back_inserter(flat));
    } else {
      flat.push_back(std::move(part));
    }
  }
  node.parts = std::move(flat);
}

/// A threshold that is really AND or OR. One that is never reached stays as it is.
void name_threshold(PolicyNode& node) {
  if (node.threshold == node.parts.size()) node.kind = Kind::all;
  if (node.threshold == 1) node.kind = Kind::any;
  if (node.kind != Kind::out_of) node.threshold = 0;
}

std::string joined(const PolicyNode& node, std::string_view separator) {
  std::string text;
  for (const auto& part : node.parts) {
    if (!text.empty()) text += separator;
    const bool needs_parentheses =
        (node.kind == Kind::all && part.kind == Kind::any) || (node.kind == Kind::any && part.kind == Kind::all);
    text += needs_parentheses ? "(" + text_of_node(part) + ")" : text_of_node(part);
  }
  return text;
}

void collect(const PolicyNode& node, OrganizationSet& into) {
  if (node.kind == Kind::organization) into.insert(node.organization);
  for (const auto& part : node.parts) collect(part, into);
}

bool holds(const PolicyNode& node, const OrganizationSet& signers) {
  if (node.kind == Kind::organization) return signers.contains(node.organization);
  const auto true_parts = static_cast<std::uint64_t>(
      std::ranges::count_if(node.parts, [&](const PolicyNode& part) { return holds(part, signers); }));
  if (node.kind == Kind::all) return true_parts == node.parts.size();
  if (node.kind == Kind::any) return true_parts > 0;
  return true_parts >= node.threshold;
}

}  // namespace

PolicyNode canonical(PolicyNode node) {
  if (node.kind == Kind::organization) return node;
  for (auto& part : node.parts) part = canonical(std::move(part));
  if (node.kind == Kind::out_of) name_threshold(node);
  if (node.kind != Kind::out_of) flatten(node);
  std::ranges::sort(node.parts, PartOrder{});
  if (node.kind != Kind::out_of) {
    const auto repeated = std::ranges::unique(node.parts);
    node.parts.erase(repeated.begin(), repeated.end());
  }
  if (node.parts.size() == 1 && node.kind != Kind::out_of) {
    PolicyNode only = std::move(node.parts.front());  // a copy of its own: moving a part into its parent would alias
    return only;
  }
  return node;
}

std::string text_of_node(const PolicyNode& node) {
  switch (node.kind) {
    case Kind::organization:
      return node.organization;
    case Kind::all:
      return joined(node, " AND ");
    case Kind::any:
      return joined(node, " OR ");
    case Kind::out_of:
      break;
  }
  const std::string list = "[" + joined(node, ", ") + "]";
  if (node.threshold == node.parts.size() / 2 + 1) return "Majority" + list;
  return "OutOf(" + std::to_string(node.threshold) + ", " + list + ")";
}

Policy Policy::majority_of(const std::vector<std::string>& organizations) {
  KAISHO_ASSERT(!organizations.empty());
  PolicyNode node{Kind::out_of, {}, organizations.size() / 2 + 1, {}};
  for (const auto& name : organizations) node.parts.push_back({Kind::organization, name, 0, {}});
  return Policy(canonical(std::move(node)));
}

Policy Policy::with_indispensable(std::string_view organization) const {
  PolicyNode node{Kind::all, {}, 0, {{Kind::organization, std::string(organization), 0, {}}, root_}};
  return Policy(canonical(std::move(node)));
}

Policy Policy::with(const Policy& other) const { return Policy(canonical({Kind::all, {}, 0, {root_, other.root_}})); }

std::optional<Policy> Policy::without_indispensable(const OrganizationSet& organizations) const {
  const auto goes = [&](const PolicyNode& node) {
    return node.kind == Kind::organization && organizations.contains(node.organization);
  };
  if (goes(root_)) return std::nullopt;
  if (root_.kind != Kind::all) return *this;
  PolicyNode node = root_;
  std::erase_if(node.parts, goes);
  if (node.parts.empty()) return std::nullopt;
  return Policy(canonical(std::move(node)));
}

std::string Policy::text() const { return text_of_node(root_); }

OrganizationSet Policy::organizations() const {
  OrganizationSet all;
  collect(root_, all);
  return all;
}

bool Policy::holds_for(const OrganizationSet& signers) const { return holds(root_, signers); }

OrganizationSet indispensable(const Policy& policy) {
  const OrganizationSet all = policy.organizations();
  OrganizationSet needed;
  if (!policy.holds_for(all)) return all;  // never holds, so certainly not without any one of them
  for (const auto& organization : all) {
    OrganizationSet others = all;
    others.erase(organization);
    if (!policy.holds_for(others)) needed.insert(organization);
  }
  return needed;
}

}  // namespace kaisho::governance
