#include "policy_nodes.hpp"

namespace kaisho::governance {
namespace {

constexpr std::size_t kNameSize = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; }

using Parsed = std::expected<PolicyNode, PolicyError>;

/// Recursive descent over the grammar of docs/formats/policy.md; the depth is bounded before each step down.
class PolicyParser {
 public:
  explicit PolicyParser(std::string_view text) : text_(text) {}

  Parsed whole() {
    auto node = any(0);
    if (!node) return node;
    skip_space();
    if (at_ < text_.size()) return error("unexpected " + seen() + " after the policy's end");
    return node;
  }

 private:
  Parsed any(unsigned depth) { return joined(depth, "OR", PolicyNode::Kind::any, &PolicyParser::all); }
  Parsed all(unsigned depth) { return joined(depth, "AND", PolicyNode::Kind::all, &PolicyParser::primary); }

  Parsed joined(unsigned depth, std::string_view word, PolicyNode::Kind kind, Parsed (PolicyParser::*part)(unsigned)) {
    PolicyNode node{kind, {}, 0, {}};
    do {
      auto next = (this->*part)(depth);
      if (!next) return next;
      node.parts.push_back(std::move(*next));
    } while (take_word(word));
    if (node.parts.size() == 1) return std::move(node.parts.front());
    return node;
  }

  Parsed primary(unsigned depth) {
    if (depth >= PolicyLimits::kDepth) {
      return error("nested deeper than " + std::to_string(PolicyLimits::kDepth) + " levels");
    }
    skip_space();
    if (take('(')) return parenthesis(depth);
    const std::size_t begin = at_;
    const std::string word(read_word());
    if (word.empty()) return error("expected an organization or '(' instead of " + seen());
    if (word == "Any") return list(depth, PolicyNode::Kind::any);
    if (word == "All") return list(depth, PolicyNode::Kind::all);
    if (word == "Majority") return majority(depth);
    if (word == "OutOf") return out_of(depth);
    at_ = begin;
    return organization(word);
  }

  Parsed organization(const std::string& word) {
    if (is_policy_word(word)) return error("'" + word + "' is a word of the language, where an organization should be");
    if (!is_letter(word.front())) return error("an organization's name begins with a letter, not as " + seen());
    if (word.size() > kNameSize) return error("a name longer than " + std::to_string(kNameSize) + " characters");
    at_ += word.size();
    return PolicyNode{PolicyNode::Kind::organization, word, 0, {}};
  }

  Parsed parenthesis(unsigned depth) {
    auto node = any(depth + 1);
    if (!node) return node;
    if (!take_after_space(')')) return error("expected ')' instead of " + seen());
    return node;
  }

  Parsed list(unsigned depth, PolicyNode::Kind kind) {
    PolicyNode node{kind, {}, 0, {}};
    if (!take_after_space('[')) return error("expected '[' instead of " + seen());
    do {
      auto part = any(depth + 1);
      if (!part) return part;
      if (part->kind == PolicyNode::Kind::organization && has_part(node, part->organization)) {
        return error("'" + part->organization + "' stands twice in one list");
      }
      node.parts.push_back(std::move(*part));
    } while (take_after_space(','));
    if (!take_after_space(']')) return error("expected ',' or ']' instead of " + seen());
    return node;
  }

  Parsed majority(unsigned depth) {
    auto node = list(depth, PolicyNode::Kind::out_of);
    if (node) node->threshold = node->parts.size() / 2 + 1;
    return node;
  }

  Parsed out_of(unsigned depth) {
    if (!take_after_space('(')) return error("expected '(' after OutOf instead of " + seen());
    skip_space();
    std::uint64_t threshold = 0;
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_digit(text_[at_]) && at_ - begin < 5) {
      threshold = threshold * 10 + static_cast<std::uint64_t>(text_[at_++] - '0');
    }
    if (threshold == 0) return at_ = begin, error("OutOf needs a number from 1 instead of " + seen());
    if (!take_after_space(',')) return error("expected ',' instead of " + seen());
    auto node = list(depth, PolicyNode::Kind::out_of);
    if (!node) return node;
    node->threshold = threshold;
    if (!take_after_space(')')) return error("expected ')' instead of " + seen());
    return node;
  }

  static bool has_part(const PolicyNode& node, std::string_view name) {
    for (const auto& part : node.parts) {
      if (part.kind == PolicyNode::Kind::organization && part.organization == name) return true;
    }
    return false;
  }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_after_space(char c) {
    skip_space();
    return take(c);
  }
  std::string_view read_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  bool take_word(std::string_view word) {
    skip_space();
    const std::size_t begin = at_;
    if (read_word() == word) return true;
    at_ = begin;
    return false;
  }

  /// What stands at the current place, for messages: a printable character or "the end".
  std::string seen() const {
    if (at_ >= text_.size()) return "the end";
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x21 || c > 0x7e) return "a character outside ASCII or a control character";
    return std::string("'") + text_[at_] + "'";
  }
  std::unexpected<PolicyError> error(std::string message) const {
    return std::unexpected(PolicyError{at_, std::move(message)});
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// An organization that a threshold would count twice, also after simplification (`A OR A` is `A`).
const std::string* counted_twice(const PolicyNode& node) {
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    const PolicyNode& part = node.parts[i];
    const bool is_organization = part.kind == PolicyNode::Kind::organization;
    if (is_organization && i > 0 && node.parts[i - 1] == part) return &part.organization;  // parts are sorted
    if (const auto* name = counted_twice(part)) return name;
  }
  return nullptr;
}

}  // namespace

bool is_policy_word(std::string_view word) {
  std::string lower;
  for (const char c : word) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view reserved : {"and", "or", "not", "majority", "outof", "any", "all"}) {
    if (lower == reserved) return true;
  }
  return false;
}

std::expected<Policy, PolicyError> Policy::parse(std::string_view text) {
  if (text.size() > PolicyLimits::kTextSize) {
    return std::unexpected(PolicyError{
        PolicyLimits::kTextSize, "the policy is longer than " + std::to_string(PolicyLimits::kTextSize) + " bytes"});
  }
  auto node = PolicyParser(text).whole();
  if (!node) return std::unexpected(node.error());
  Policy policy(canonical(std::move(*node)));
  if (const auto* name = counted_twice(policy.root())) {
    return std::unexpected(PolicyError{0, "'" + *name + "' would count twice in one list"});
  }
  if (policy.organizations().size() > PolicyLimits::kOrganizations) {
    return std::unexpected(PolicyError{
        0, "more than " + std::to_string(PolicyLimits::kOrganizations) + " different organizations in one policy"});
  }
  // `A AND B OR C` needs parentheses in canonical form, so that may be longer or deeper than what was written.
  const std::string text_again = policy.text();
  if (text_again.size() > PolicyLimits::kTextSize || !PolicyParser(text_again).whole()) {
    return std::unexpected(PolicyError{0, "its canonical form is beyond the limits of length or nesting"});
  }
  return policy;
}

}  // namespace kaisho::governance
