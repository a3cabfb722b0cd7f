#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>

#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

using PolicyChange = GovernanceTest;

Bytes audit_call() {
  const codec::abi::Values names{codec::abi::Value::of("acme"), codec::abi::Value::of("BOND")};
  return codec::abi::Function::of("audit(string,string)").encode_call(names).value();
}

TEST_F(PolicyChange, G6_keeps_every_policy_with_its_time_and_consent) {
  apply();
  expect_ok(kBank, calls::change_policy("BOND", "All[exchange, bank, broker]"));
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "bank AND broker AND exchange");
  EXPECT_EQ(find_token(ledger.slots(), "BOND")->policy_count, 3u);
  EXPECT_EQ(policy_at(ledger.slots(), "BOND", 2)->organization, 1u);
  EXPECT_EQ(policy_at(ledger.slots(), "BOND", 2)->time, kNow);
}

TEST_F(PolicyChange, G6_refuses_a_weaker_policy_and_says_who_would_be_enough) {
  apply();
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "Majority[bank, broker, exchange]")),
            "the policy would be weaker: without bank, broker and exchange would be enough");
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank")),
            "the policy would be weaker: without broker and exchange, bank would be enough");
}

TEST_F(PolicyChange, G6_refuses_what_does_not_parse_is_unknown_or_can_never_hold) {
  apply();
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND")),
            "the policy is refused: expected an organization or '(' instead of the end (at byte 8)");
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker AND insurer")),
            "there is no organization insurer in the consortium");
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND OutOf(3,[broker, exchange])")),
            "the policy bank AND OutOf(3, [broker, exchange]) can never be satisfied");
}

TEST_F(PolicyChange, G6_takes_changes_only_from_the_entrusted_organization_with_a_consent_on_record) {
  prepare();
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")),
            "no user's consent to issue token BOND is on record");
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  EXPECT_EQ(ledger.send(kBroker, calls::change_policy("BOND", "bank AND broker")),
            to_hex(account(kBroker)) + " does not act for bank, the organization that the user entrusted");
  EXPECT_NE(ledger.send(kStranger, calls::change_policy("BOND", "bank AND broker")), "");
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("NOTE", "bank AND broker")), "there is no token NOTE");
  ledger.now = kNow + 1001;
  EXPECT_NE(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")), "");
}

TEST_F(PolicyChange, G8_the_audit_compares_the_entrusted_organization_with_the_indispensable_ones) {
  prepare();
  expect_ok(kStranger, audit_call());
  const auto types = codec::abi::types_of("string,string,string[],bool");
  auto answer = codec::abi::decode(types, ledger.output).value();
  EXPECT_EQ(answer[0].text(), "bank");
  EXPECT_TRUE(answer[2].elements().empty());
  EXPECT_FALSE(answer[3].flag());

  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  expect_ok(kStranger, audit_call());
  answer = codec::abi::decode(types, ledger.output).value();
  ASSERT_EQ(answer[2].elements().size(), 1u);
  EXPECT_EQ(answer[2][0].text(), "bank");
  EXPECT_TRUE(answer[3].flag());
}

}  // namespace
}  // namespace kaisho::governance::testing
