#pragma once

#include <map>
#include <unordered_map>

#include "kaisho/governance/policy.hpp"

namespace kaisho::governance {

/// A reduced ordered binary decision diagram (Bryant 1986) over organizations: one function, one node. The order is
/// given. Deterministic in what it costs: a step is one new expansion of if-then-else.
class DecisionDiagram {
 public:
  using Node = std::uint32_t;
  static constexpr Node kFalse = 0;
  static constexpr Node kTrue = 1;

  /// `order` names every organization of the policies that will be asked about.
  DecisionDiagram(std::vector<std::string> order, std::uint64_t max_steps);

  /// The function of a policy. Meaningless once `exceeded()`.
  [[nodiscard]] Node of(const PolicyNode& policy);
  /// a and not b.
  [[nodiscard]] Node without(Node a, Node b) { return choose(a, choose(b, kFalse, kTrue), kFalse); }
  /// A smallest set of organizations that makes the function true; the function is not constantly false.
  [[nodiscard]] OrganizationSet smallest_set(Node node) const;

  [[nodiscard]] bool exceeded() const { return steps_ > max_steps_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Triple {
    std::uint32_t a, b, c;
    friend bool operator==(const Triple&, const Triple&) = default;
  };
  struct TripleHash {
    std::size_t operator()(const Triple& triple) const;
  };
  struct Branch {
    std::uint32_t variable;
    Node low, high;
  };

  Node variable(const std::string& organization);
  Node branch(std::uint32_t variable, Node low, Node high);
  /// if f then g else h.
  Node choose(Node f, Node g, Node h);
  Node threshold(const PolicyNode& policy);
  [[nodiscard]] std::uint32_t top(Node node) const;
  [[nodiscard]] Node side(Node node, std::uint32_t variable, bool high) const;

  std::uint64_t max_steps_;
  std::uint64_t steps_ = 0;
  std::vector<Branch> nodes_{{~0u, 0, 0}, {~0u, 1, 1}};
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t, std::less<>> variables_;
  std::unordered_map<Triple, Node, TripleHash> unique_;    // looked up, never iterated
  std::unordered_map<Triple, Node, TripleHash> computed_;  // likewise
};

}  // namespace kaisho::governance
