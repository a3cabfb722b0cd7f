#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <random>

#include "kaisho/governance/policy.hpp"

// Every decision about policies against enumeration: a truth table over all subsets of 12 organizations, made from the
// way in which a random policy was put together, without parser, canonical form and decision diagram.
namespace kaisho::governance {
namespace {

constexpr unsigned kLetters = 12;
constexpr std::size_t kSubsets = std::size_t{1} << kLetters;
constexpr unsigned kPolicies = 10'000;

using Subset = std::uint32_t;  ///< bit i: organization i signed

/// For each subset one bit: does the policy hold?
class Table {
 public:
  static Table all(bool value) {
    Table table;
    table.words_.fill(value ? ~0ull : 0);
    return table;
  }
  static Table of_letter(unsigned letter) {
    Table table = all(false);
    for (Subset subset = 0; subset < kSubsets; ++subset) {
      if ((subset >> letter & 1u) != 0) table.words_[subset / 64] |= 1ull << subset % 64;
    }
    return table;
  }
  [[nodiscard]] bool holds(Subset subset) const { return (words_[subset / 64] >> subset % 64 & 1u) != 0; }
  friend Table operator&(const Table& a, const Table& b) {
    return joined(a, b, [](auto x, auto y) { return x & y; });
  }
  friend Table operator|(const Table& a, const Table& b) {
    return joined(a, b, [](auto x, auto y) { return x | y; });
  }
  /// a and not b.
  friend Table operator-(const Table& a, const Table& b) {
    return joined(a, b, [](auto x, auto y) { return x & ~y; });
  }
  friend bool operator==(const Table&, const Table&) = default;

 private:
  static Table joined(const Table& a, const Table& b, auto join) {
    Table table;
    for (std::size_t i = 0; i < table.words_.size(); ++i) table.words_[i] = join(a.words_[i], b.words_[i]);
    return table;
  }
  std::array<std::uint64_t, kSubsets / 64> words_{};
};

const Table& letter_table(unsigned letter) {
  static const auto kTables = [] {
    std::vector<Table> tables;
    for (unsigned i = 0; i < kLetters; ++i) tables.push_back(Table::of_letter(i));
    return tables;
  }();
  return kTables[letter];
}

/// At least `threshold` of the tables hold.
Table counted(const std::vector<Table>& parts, std::uint64_t threshold) {
  if (threshold > parts.size()) return Table::all(false);
  std::vector<Table> at_least(threshold + 1, Table::all(false));
  at_least[0] = Table::all(true);
  for (const auto& part : parts) {
    for (std::size_t j = threshold; j > 0; --j) at_least[j] = at_least[j] | (part & at_least[j - 1]);
  }
  return at_least[threshold];
}

std::string name_of(unsigned letter) { return std::string(1, static_cast<char>('A' + letter)); }

struct Sample {
  std::string text;
  Table table;
};

/// Policies in every form of the language, with blanks and parentheses where they may stand.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Sample over(unsigned letters, unsigned depth) {
    if (depth == 0 || pick(4) == 0) {
      const auto letter = pick(letters);
      return {name_of(letter), letter_table(letter)};
    }
    std::vector<Sample> parts;
    for (unsigned i = 0, count = 1 + pick(4); i < count; ++i) parts.push_back(over(letters, depth - 1));
    return composed(parts);
  }

  /// Something near the policy, so that chance makes the two comparable: it, and or or something else.
  Sample near(const Sample& policy, unsigned letters) {
    const auto other = over(letters, 1);
    return pick(2) == 0 ? composed_of({policy, other}, 0) : composed_of({policy, other}, 1);
  }

  unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }

 private:
  Sample composed(const std::vector<Sample>& parts) { return composed_of(parts, pick(6)); }

  Sample composed_of(const std::vector<Sample>& parts, unsigned form) {
    std::vector<Table> tables;
    for (const auto& part : parts) tables.push_back(part.table);
    const auto size = parts.size();
    const auto threshold = 1 + pick(static_cast<unsigned>(size) + 1);
    switch (form) {
      case 0:
        return {joined(parts, " AND "), counted(tables, size)};
      case 1:
        return {joined(parts, "\nOR\t"), counted(tables, 1)};
      case 2:
        return {"All" + list(parts), counted(tables, size)};
      case 3:
        return {"Any " + list(parts), counted(tables, 1)};
      case 4:
        return {"Majority" + list(parts), counted(tables, size / 2 + 1)};
      default:
        return {"OutOf(" + blank() + std::to_string(threshold) + "," + list(parts) + blank() + ")",
                counted(tables, threshold)};
    }
  }

  std::string list(const std::vector<Sample>& parts) {
    std::string text = "[" + blank();
    for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : blank() + ",") + blank() + parts[i].text;
    return text + blank() + "]";
  }
  std::string joined(const std::vector<Sample>& parts, const std::string& word) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "(" : word + "(") + part.text + ")";
    return text;
  }
  std::string blank() { return pick(3) == 0 ? " " : ""; }

  std::mt19937 random_;
};

/// The table of a canonical tree, by its kinds.
Table table_of(const PolicyNode& node) {
  if (node.kind == PolicyNode::Kind::organization) {
    return letter_table(static_cast<unsigned>(node.organization[0] - 'A'));
  }
  std::vector<Table> parts;
  for (const auto& part : node.parts) parts.push_back(table_of(part));
  if (node.kind == PolicyNode::Kind::all) return counted(parts, parts.size());
  if (node.kind == PolicyNode::Kind::any) return counted(parts, 1);
  return counted(parts, node.threshold);
}

Subset subset_of(const OrganizationSet& names) {
  Subset subset = 0;
  for (const auto& name : names) subset |= 1u << (name[0] - 'A');
  return subset;
}
OrganizationSet names_of(Subset subset) {
  OrganizationSet names;
  for (unsigned i = 0; i < kLetters; ++i) {
    if ((subset >> i & 1u) != 0) names.insert(name_of(i));
  }
  return names;
}

int smallest_size(const Table& table) {
  int size = kLetters + 1;
  for (Subset subset = 0; subset < kSubsets; ++subset) {
    if (table.holds(subset)) size = std::min(size, std::popcount(subset));
  }
  return size;
}

/// A policy as it was made and as the product reads it; nothing where a list names an organization twice.
struct Pair {
  Sample sample;
  Policy policy;
};
std::optional<Pair> read(Sample sample) {
  auto policy = Policy::parse(sample.text);
  if (policy) return Pair{std::move(sample), std::move(*policy)};
  EXPECT_TRUE(policy.error().message.ends_with("stands twice in one list") ||
              policy.error().message.ends_with("would count twice in one list"))
      << sample.text << ": " << policy.error().message;
  return std::nullopt;
}

void expect_right_alone(const Pair& one, Generator& random) {
  const auto& [sample, policy] = one;
  ASSERT_EQ(table_of(policy.root()), sample.table) << sample.text << " is not " << policy.text();
  const auto again = Policy::parse(policy.text());
  ASSERT_TRUE(again) << policy.text();
  ASSERT_EQ(again->text(), policy.text());
  ASSERT_EQ(again->root(), policy.root()) << policy.text();
  for (unsigned i = 0; i < 16; ++i) {
    const Subset subset = random.pick(kSubsets);
    ASSERT_EQ(policy.holds_for(names_of(subset)), sample.table.holds(subset)) << policy.text();
  }
  ASSERT_EQ(is_satisfiable(policy)->answer, sample.table != Table::all(false)) << policy.text();

  const auto needed = indispensable(policy);
  for (const auto& name : policy.organizations()) {
    const auto& signs = letter_table(static_cast<unsigned>(name[0] - 'A'));
    const bool never_without = (sample.table - signs) == Table::all(false);
    ASSERT_EQ(needed.contains(name), never_without) << name << " in " << policy.text();
  }
}

/// The counterexample satisfies the new policy only, none is smaller, and the old policy misses each that it names.
void expect_good_example(const Counterexample& example, const Pair& next, const Pair& old) {
  const Subset enough = subset_of(example.enough), without = subset_of(example.without);
  ASSERT_TRUE(next.sample.table.holds(enough)) << example.in_words();
  ASSERT_FALSE(old.sample.table.holds(enough)) << example.in_words();
  ASSERT_EQ(std::popcount(enough), smallest_size(next.sample.table - old.sample.table)) << example.in_words();
  ASSERT_EQ(enough & without, 0u) << example.in_words();
  const Subset everybody = kSubsets - 1;
  ASSERT_FALSE(old.sample.table.holds(everybody & ~without)) << example.in_words();
  for (unsigned i = 0; i < kLetters; ++i) {
    const Subset one = 1u << i;
    if ((without & one) == 0) continue;
    ASSERT_TRUE(old.sample.table.holds((everybody & ~without) | one)) << "not needed: " << example.in_words();
  }
}

/// Whether `next` is weaker in some set, as the product says after comparison with the tables.
bool expect_right_together(const Pair& next, const Pair& old) {
  const bool is_weaker = (next.sample.table - old.sample.table) != Table::all(false);
  const auto decided = weaker_by(next.policy, old.policy);
  EXPECT_EQ(decided->answer.has_value(), is_weaker) << next.policy.text() << " against " << old.policy.text();
  if (decided->answer) expect_good_example(*decided->answer, next, old);
  return is_weaker;
}

TEST(PolicyBruteForce, G6_every_decision_about_10000_random_policies_is_that_of_enumeration) {
  Generator random(6);
  unsigned compared = 0, weaker = 0, same = 0, never = 0;
  while (compared < kPolicies && !::testing::Test::HasFailure()) {
    // Half of them over all twelve organizations, half over fewer, where chance makes more of them comparable.
    const unsigned letters = compared % 4 < 2 ? kLetters : 1 + random.pick(kLetters);
    const auto a = read(random.over(letters, 3));
    if (!a) continue;
    const auto b = read(random.pick(2) == 0 ? random.near(a->sample, letters) : random.over(letters, 3));
    if (!b) continue;
    compared += 2;
    expect_right_alone(*a, random);
    expect_right_alone(*b, random);
    const bool there = expect_right_together(*a, *b), back = expect_right_together(*b, *a);
    const bool is_same = is_equivalent(a->policy, b->policy)->answer;
    ASSERT_EQ(is_same, a->sample.table == b->sample.table) << a->policy.text() << " and " << b->policy.text();
    weaker += there + back;
    same += is_same;
    never += a->sample.table == Table::all(false);
  }
  // The comparison saw every answer often.
  EXPECT_GT(weaker, 2'000u);
  EXPECT_LT(weaker, 9'000u);
  EXPECT_GT(same, 200u);
  EXPECT_GT(never, 50u);
}

}  // namespace
}  // namespace kaisho::governance
