#include "kaisho/governance/policy.hpp"

#include <gtest/gtest.h>

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
  EXPECT_EQ(refusal(std::string(100'000, 'a')), "the policy is longer than 8192 bytes");
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

TEST(Policy, G6_names_few_organizations_in_a_counterexample) {
  // Not all that are missing, but those without which the old policy can not hold.
  const auto weaker = weaker_by(policy("Majority[A, B, C, D, E, F, G]"), policy("A AND Majority[A, B, C, D, E, F, G]"));
  EXPECT_EQ(weaker->answer->in_words(), "without A, D, E, F and G would be enough");
  const auto either = weaker_by(policy("C"), policy("(A OR B) AND C"));
  EXPECT_EQ(either->answer->in_words(), "without A and B, C would be enough");
  EXPECT_EQ(weaker_by(policy("C"), policy("A AND OutOf(3, [B, C])"))->answer->in_words(), "C would be enough");
}

/// Organizations O<first>, O<first + step>, … below `end`, between commas.
std::string every(unsigned first, unsigned end, unsigned step) {
  std::string list;
  for (unsigned i = first; i < end; i += step) list += (list.empty() ? "O" : ", O") + std::to_string(i);
  return list;
}

TEST(Policy, G6_decides_policies_of_64_organizations_in_few_steps) {
  const auto majority = policy("Majority[" + every(0, 64, 1) + "]");
  const auto decided = weaker_by(majority, majority.with_indispensable("O7"));
  ASSERT_TRUE(decided && decided->answer);
  EXPECT_EQ(decided->answer->enough.size(), 33u);
  EXPECT_EQ(decided->answer->without, OrganizationSet{"O7"});
  EXPECT_LT(decided->steps, 10'000u);

  // Groups whose members stand far apart in the text's order: with that order they would take millions of steps.
  std::string groups, thirds;
  for (unsigned i = 0; i < 8; ++i) groups += (i == 0 ? "Majority[" : ", Majority[") + every(i, 64, 8) + "]";
  for (unsigned i = 0; i < 3; ++i) thirds += " AND Majority[" + every(i, 64, 3) + "]";
  for (const auto& text : {"OutOf(3, [" + groups + "])", "O7" + thirds}) {
    for (const auto& [next, old] : {std::pair{policy(text), majority}, std::pair{majority, policy(text)}}) {
      const auto answer = weaker_by(next, old);
      ASSERT_TRUE(answer) << text;
      EXPECT_LT(answer->steps, 60'000u) << text;
    }
  }
}

TEST(Policy, G6_refuses_what_needs_too_many_steps_after_the_same_number_of_steps_every_time) {
  const auto majority = policy("Majority[" + every(0, 64, 1) + "]");
  const auto stricter = majority.with_indispensable("O7");
  const auto needed = weaker_by(majority, stricter)->steps;
  EXPECT_EQ(weaker_by(majority, stricter)->steps, needed);
  EXPECT_TRUE(weaker_by(majority, stricter, needed).has_value());
  EXPECT_FALSE(weaker_by(majority, stricter, needed - 1).has_value());

  // A square of organizations whose rows and columns are counted: whatever the order, it tears rows or columns apart.
  std::string lines;
  for (unsigned i = 0; i < 8; ++i) {
    lines +=
        (i == 0 ? "Majority[" : ", Majority[") + every(i * 8, i * 8 + 8, 1) + "], Majority[" + every(i, 64, 8) + "]";
  }
  const auto square = policy("OutOf(9, [" + lines + "])");
  const auto refused = is_satisfiable(square);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().steps, PolicyLimits::kSteps);
  EXPECT_FALSE(weaker_by(square, majority).has_value());
  EXPECT_FALSE(is_equivalent(square, majority).has_value());
}

TEST(Policy, G6_has_room_for_64_organizations_with_the_longest_names) {
  std::vector<std::string> names;
  for (unsigned i = 0; i < 64; ++i) names.push_back("O" + std::string(61, 'x') + std::to_string(i + 10));
  const auto majority = Policy::majority_of(names);
  ASSERT_EQ(names[0].size(), 64u);
  const auto bound = Policy::parse(majority.with_indispensable(names[7]).text());
  ASSERT_TRUE(bound) << bound.error().message;
  EXPECT_FALSE(weaker_by(*bound, majority)->answer);
}

TEST(Policy, G6_refuses_hostile_texts_without_using_up_the_stack) {
  const std::string too_long = "the policy is longer than 8192 bytes";
  EXPECT_EQ(refusal(std::string(100 * 1024, '(')), too_long);
  EXPECT_EQ(refusal(std::string(10'000, '(') + "A" + std::string(10'000, ')')), too_long);
  std::string lists;
  for (int i = 0; i < 10'000; ++i) lists += "Any[";
  EXPECT_EQ(refusal(lists + "A" + std::string(10'000, ']')), too_long);
  // As deep as the length allows.
  for (const std::string open : {"(", "Any[", "OutOf(1,[", "Majority[B, "}) {
    std::string text;
    while (text.size() + open.size() < PolicyLimits::kTextSize) text += open;
    EXPECT_EQ(refusal(text), "nested deeper than 32 levels") << open;
  }
  std::string flat = "A";
  while (flat.size() + 6 < PolicyLimits::kTextSize) flat += " AND A";
  EXPECT_EQ(canonical(flat), "A");
  std::string blanks(8'000, '\n');
  EXPECT_EQ(canonical(blanks + "A"), "A");
}

}  // namespace
}  // namespace kaisho::governance
