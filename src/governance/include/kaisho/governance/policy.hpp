#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// DeployPolicy (G6): which organizations must sign before a token program runs. Grammar: docs/formats/policy.md.
namespace kaisho::governance {

struct PolicyLimits {
  static constexpr std::size_t kTextSize = 8'192;    ///< bytes: room for 64 names of 64 characters
  static constexpr unsigned kDepth = 32;             ///< nesting
  static constexpr std::size_t kOrganizations = 64;  ///< different ones in one policy
  static constexpr std::uint64_t kSteps = 200'000;   ///< of a decision between policies; equal on every node
};

/// One operator over parts, or an organization. `all` is AND and `All[…]`, `any` is OR and `Any[…]`, and `out_of`
/// counts how many parts hold: `Majority[…]` of n parts is `out_of` with n/2 + 1.
struct PolicyNode {
  enum class Kind : std::uint8_t { organization, all, any, out_of };
  Kind kind = Kind::organization;
  std::string organization;
  std::uint64_t threshold = 0;  ///< of out_of
  std::vector<PolicyNode> parts;
  friend bool operator==(const PolicyNode&, const PolicyNode&) = default;
};

/// What is wrong with a text, in a sentence, and where (byte offset).
struct PolicyError {
  std::size_t offset = 0;
  std::string message;
};

using OrganizationSet = std::set<std::string, std::less<>>;

/// A policy in canonical form: nested equal operators joined, parts sorted and each once under AND and OR, `Any`, `All`
/// and thresholds of 1 and n written as OR and AND. Two texts that differ only in these have one canonical text.
class Policy {
 public:
  [[nodiscard]] static std::expected<Policy, PolicyError> parse(std::string_view text);
  /// `Majority[…]` of these organizations (one: the organization itself). At least one.
  [[nodiscard]] static Policy majority_of(const std::vector<std::string>& organizations);
  /// `organization AND (this)`.
  [[nodiscard]] Policy with_indispensable(std::string_view organization) const;
  /// `(this) AND (other)`.
  [[nodiscard]] Policy with(const Policy& other) const;

  /// The same without these organizations where they stand beside AND at the top; nothing where no part would be left.
  [[nodiscard]] std::optional<Policy> without_indispensable(const OrganizationSet& organizations) const;

  [[nodiscard]] const PolicyNode& root() const { return root_; }
  /// Canonical text; parsing it gives this policy back.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] OrganizationSet organizations() const;
  /// Whether it holds when exactly these signed.
  [[nodiscard]] bool holds_for(const OrganizationSet& signers) const;

 private:
  explicit Policy(PolicyNode root) : root_(std::move(root)) {}
  PolicyNode root_;
};

// Decisions below are exact: by a reduced ordered binary decision diagram.

/// The diagram grew beyond the step limit: the question is too hard to be decided on a ledger.
struct TooComplex {
  std::uint64_t steps = PolicyLimits::kSteps;
};

/// What a decision gives, and what it cost (the same on every node; charged as gas).
template <class Answer>
struct Decided {
  Answer answer;
  std::uint64_t steps = 0;
};

/// Organizations that would be enough for one policy and not for the other.
struct Counterexample {
  OrganizationSet enough;   ///< satisfies the new policy but not the old one
  OrganizationSet without;  ///< without them all the old policy never holds; none of them could be left out here
  /// "without Org1, Org2 and Org3 would be enough"
  [[nodiscard]] std::string in_words() const;
};

[[nodiscard]] std::expected<Decided<bool>, TooComplex> is_satisfiable(const Policy& policy,
                                                                      std::uint64_t max_steps = PolicyLimits::kSteps);
/// Nothing if every set of organizations that satisfies `next` satisfies `old`; else a smallest set that does not.
[[nodiscard]] std::expected<Decided<std::optional<Counterexample>>, TooComplex> weaker_by(
    const Policy& next, const Policy& old, std::uint64_t max_steps = PolicyLimits::kSteps);
[[nodiscard]] std::expected<Decided<bool>, TooComplex> is_equivalent(const Policy& a, const Policy& b,
                                                                     std::uint64_t max_steps = PolicyLimits::kSteps);
/// Organizations without which the policy is false whoever else signs (G8). There is no NOT in the language, so this is
/// decided without a diagram.
[[nodiscard]] OrganizationSet indispensable(const Policy& policy);

}  // namespace kaisho::governance
