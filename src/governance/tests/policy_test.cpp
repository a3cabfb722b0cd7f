#include "kaisho/governance/policy.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaisho::governance {
namespace {

Policy policy(std::string_view text) {
  auto parsed = Policy::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text << ": " << (parsed ? "" : parsed.error().message);
  return parsed.value();
}

std::string canonical(std::string_view text) { return policy(text).text(); }
std::string refusal(std::string_view text) {
  const auto parsed = Policy::parse(text);
  return parsed ? "accepted" : parsed.error().message;
}

TEST(Policy, G6_writes_one_text_for_policies_that_differ_only_in_form) {
  EXPECT_EQ(canonical("Majority[Org1, Org2, Org3]"), "Majority[Org1, Org2, Org3]");
  EXPECT_EQ(canonical("Org1 AND (Majority[Org3,Org2,Org1])"), "Org1 AND Majority[Org1, Org2, Org3]");
  EXPECT_EQ(canonical("OutOf(2,[C,B,A])"), "Majority[A, B, C]");
  EXPECT_EQ(canonical("OutOf(3,[A,B,C])"), "A AND B AND C");
  EXPECT_EQ(canonical("OutOf(1,[A,B])"), "A OR B");
  EXPECT_EQ(canonical("Any[A, All[B, C]]"), "A OR (B AND C)");
  EXPECT_EQ(canonical("B AND (A AND (C AND B))"), "A AND B AND C");
  EXPECT_EQ(canonical("Majority[A]"), "A");
  EXPECT_EQ(canonical("OutOf(2, [A AND B, C, D OR E, F])"), "OutOf(2, [C, F, A AND B, D OR E])");
}

TEST(Policy, G6_lets_and_bind_tighter_than_or) {
  EXPECT_EQ(canonical("A OR B AND C"), "A OR (B AND C)");
  EXPECT_EQ(canonical("(A OR B) AND C"), "C AND (A OR B)");
}

TEST(Policy, G6_says_what_is_wrong_with_a_text) {
  EXPECT_EQ(refusal(""), "expected an organization or '(' instead of the end");
  EXPECT_EQ(refusal("Org1 AND"), "expected an organization or '(' instead of the end");
  EXPECT_EQ(refusal("(Org1"), "expected ')' instead of the end");
  EXPECT_EQ(refusal("Org1 Org2"), "unexpected 'O' after the policy's end");
  EXPECT_EQ(refusal("Majority[]"), "expected an organization or '(' instead of ']'");
  EXPECT_EQ(refusal("Majority[A, B"), "expected ',' or ']' instead of the end");
  EXPECT_EQ(refusal("Majority[A, A]"), "'A' stands twice in one list");
  EXPECT_EQ(refusal("OutOf(2,[A OR A, A, B])"), "'A' would count twice in one list");
  EXPECT_EQ(refusal("OutOf(0,[A])"), "OutOf needs a number from 1 instead of '0'");
  EXPECT_EQ(refusal("OutOf(x,[A])"), "OutOf needs a number from 1 instead of 'x'");
  EXPECT_EQ(refusal("and"), "'and' is a word of the language, where an organization should be");
  EXPECT_EQ(refusal("NOT A"), "'NOT' is a word of the language, where an organization should be");
  EXPECT_EQ(refusal("1Org"), "an organization's name begins with a letter, not as '1'");
  EXPECT_EQ(refusal("\xe9\x8a\x80"),
            "expected an organization or '(' instead of a character outside ASCII or a control character");
  EXPECT_EQ(Policy::parse("Org1 AND ,").error().offset, 9u);
}

TEST(Policy, G6_refuses_texts_beyond_its_limits) {
  EXPECT_EQ(refusal(std::string(100'000, 'a')), "the policy is longer than 4096 bytes");
  EXPECT_EQ(refusal(std::string(2'000, '(') + "A" + std::string(2'000, ')')), "nested deeper than 32 levels");
  std::string deep = "A";
  for (int i = 0; i < 25; ++i) deep = "(" + deep + " OR B) AND C OR D";
  EXPECT_EQ(refusal(deep), "its canonical form is beyond the limits of length or nesting");
  std::string many = "O0";
  for (int i = 1; i < 65; ++i) many += " OR O" + std::to_string(i);
  EXPECT_EQ(refusal(many), "more than 64 different organizations in one policy");
}

TEST(Policy, G6_holds_for_the_sets_that_it_names) {
  const auto rule = policy("Org1 AND Majority[Org1, Org2, Org3]");
  EXPECT_TRUE(rule.holds_for({"Org1", "Org3"}));
  EXPECT_FALSE(rule.holds_for({"Org2", "Org3"}));
  EXPECT_FALSE(rule.holds_for({"Org1"}));
  EXPECT_FALSE(policy("OutOf(3,[A,B])").holds_for({"A", "B"}));
}

TEST(Policy, G6_makes_an_organization_indispensable) {
  const auto rule = Policy::majority_of({"Org1", "Org2", "Org3"});
  EXPECT_EQ(rule.text(), "Majority[Org1, Org2, Org3]");
  EXPECT_EQ(rule.with_indispensable("Org1").text(), "Org1 AND Majority[Org1, Org2, Org3]");
  EXPECT_EQ(rule.with_indispensable("Org1").with_indispensable("Org1").text(), "Org1 AND Majority[Org1, Org2, Org3]");
  EXPECT_EQ(Policy::majority_of({"Solo"}).text(), "Solo");
}

TEST(Policy, G8_names_the_organizations_without_which_nothing_goes) {
  EXPECT_EQ(indispensable(policy("Org1 AND Majority[Org1, Org2, Org3]")), OrganizationSet{"Org1"});
  EXPECT_EQ(indispensable(policy("Majority[Org1, Org2, Org3]")), OrganizationSet{});
  EXPECT_EQ(indispensable(policy("(A AND B) OR (A AND C)")), OrganizationSet{"A"});
  EXPECT_EQ(indispensable(policy("A AND B")), (OrganizationSet{"A", "B"}));
}

TEST(Policy, G6_explains_a_weaker_policy_by_who_would_be_enough) {
  const auto weaker = weaker_by(policy("Majority[Org1, Org2, Org3]"), policy("Org1 AND Majority[Org1, Org2, Org3]"));
  ASSERT_TRUE(weaker && weaker->answer);
  EXPECT_EQ(weaker->answer->in_words(), "without Org1, Org2 and Org3 would be enough");
  const auto other = weaker_by(policy("Org4"), policy("Org1"));
  EXPECT_EQ(other->answer->in_words(), "without Org1, Org4 would be enough");
  EXPECT_FALSE(weaker_by(policy("Org1 AND Org2"), policy("Org1"))->answer);
  EXPECT_FALSE(weaker_by(policy("All[A,B,C]"), policy("Majority[A,B,C]"))->answer);
}

TEST(Policy, G6_knows_what_can_never_hold_and_what_means_the_same) {
  EXPECT_FALSE(is_satisfiable(policy("A AND OutOf(3,[B,C])"))->answer);
  EXPECT_TRUE(is_satisfiable(policy("A OR OutOf(3,[B,C])"))->answer);
  EXPECT_TRUE(is_equivalent(policy("(A AND B) OR (A AND C)"), policy("A AND (B OR C)"))->answer);
  EXPECT_FALSE(is_equivalent(policy("A"), policy("A OR B"))->answer);
}

TEST(Policy, G6_decides_majorities_of_64_organizations_in_few_steps_and_refuses_beyond_the_limit) {
  std::string list = "O0";
  for (int i = 1; i < 64; ++i) list += ",O" + std::to_string(i);
  const auto majority = policy("Majority[" + list + "]");
  const auto decided = weaker_by(majority, majority.with_indispensable("O7"));
  ASSERT_TRUE(decided && decided->answer);
  EXPECT_EQ(decided->answer->enough.size(), 33u);
  EXPECT_LT(decided->steps, 20'000u);
  EXPECT_FALSE(weaker_by(majority, majority.with_indispensable("O7"), 100).has_value());
}

/// A random policy over the first `organizations` letters.
std::string random_policy(std::mt19937& random, unsigned organizations, unsigned depth) {
  if (depth == 0 || random() % 4 == 0) return std::string(1, static_cast<char>('A' + random() % organizations));
  const auto parts = 1 + random() % 4;
  std::vector<std::string> texts;
  for (unsigned i = 0; i < parts; ++i) texts.push_back("(" + random_policy(random, organizations, depth - 1) + ")");
  std::string joined = texts[0];
  const auto kind = random() % 5;
  const std::string separator = kind == 0 ? " AND " : kind == 1 ? " OR " : ", ";
  for (unsigned i = 1; i < parts; ++i) joined += separator + texts[i];
  if (kind < 2) return joined;
  if (kind == 2) return "Majority[" + joined + "]";
  return "OutOf(" + std::to_string(1 + random() % (parts + 1)) + ", [" + joined + "])";
}

OrganizationSet subset(unsigned mask) {
  OrganizationSet set;
  for (unsigned i = 0; i < 12; ++i) {
    if ((mask >> i & 1u) != 0) set.insert(std::string(1, static_cast<char>('A' + i)));
  }
  return set;
}

/// Truth of a policy for every subset, by the plain recursive rule.
std::vector<bool> table(const Policy& rule, unsigned organizations) {
  std::vector<bool> truth;
  for (unsigned mask = 0; mask < 1u << organizations; ++mask) truth.push_back(rule.holds_for(subset(mask)));
  return truth;
}

TEST(Policy, G6_agrees_with_brute_force_over_all_subsets_for_10000_random_policies) {
  std::mt19937 random{6};
  unsigned compared = 0;
  unsigned weaker = 0;
  while (compared < 10'000) {
    // Most over few organizations, where chance makes them comparable; every hundredth over twelve.
    const unsigned organizations = compared % 100 == 0 ? 12 : 2 + random() % 4;
    const auto a = Policy::parse(random_policy(random, organizations, 3));
    const auto b = Policy::parse(random_policy(random, organizations, 3));
    if (!a || !b) continue;  // a list that names one organization twice
    compared += 2;
    const auto truth_a = table(*a, organizations);
    const auto truth_b = table(*b, organizations);
    ASSERT_EQ(Policy::parse(a->text())->text(), a->text());
    ASSERT_EQ(table(*Policy::parse(a->text()), organizations), truth_a) << a->text();

    bool implied = true;
    bool satisfiable = false;
    for (std::size_t i = 0; i < truth_a.size(); ++i) {
      implied = implied && (!truth_a[i] || truth_b[i]);
      satisfiable = satisfiable || truth_a[i];
    }
    const auto example = weaker_by(*a, *b)->answer;
    ASSERT_EQ(!example.has_value(), implied) << a->text() << " against " << b->text();
    if (example) {
      ++weaker;
      ASSERT_TRUE(a->holds_for(example->enough) && !b->holds_for(example->enough));
    }
    ASSERT_EQ(is_satisfiable(*a)->answer, satisfiable) << a->text();
    ASSERT_EQ(is_equivalent(*a, *b)->answer, truth_a == truth_b);

    for (unsigned i = 0; i < organizations; ++i) {
      bool needed = true;
      for (unsigned mask = 0; mask < truth_a.size(); ++mask) {
        if ((mask >> i & 1u) == 0 && truth_a[mask]) needed = false;
      }
      const std::string name(1, static_cast<char>('A' + i));
      if (!a->organizations().contains(name)) continue;
      ASSERT_EQ(indispensable(*a).contains(name), needed) << a->text();
    }
  }
  EXPECT_GT(weaker, 1'000u);
}

}  // namespace
}  // namespace kaisho::governance
