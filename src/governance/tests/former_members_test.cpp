#include <kaisho/codec/abi.hpp>

#include "ledger_of_members.hpp"

// What remains of a member that left: nothing of its power, all of its history.
namespace kaisho::governance::testing {
namespace {

class Former : public GovernanceTest {
 protected:
  void decide(const MembershipChange& change) {
    expect_ok(kBank, proposal(change));
    expect_ok(kBroker, calls::approve_membership(proposal_count(ledger.slots())));
  }
  void remove_exchange() { decide(removal("exchange")); }
  codec::abi::Values outlook() {
    const codec::abi::Values token{codec::abi::Value::of("BOND")};
    EXPECT_EQ(ledger.send(kStranger, codec::abi::Function::of("policyOutlook(string)").encode_call(token).value()), "");
    return codec::abi::decode(codec::abi::types_of("bool,string[]"), ledger.output).value();
  }
};

TEST_F(Former, G7_refuses_a_removed_members_signature) {
  apply();
  remove_exchange();
  EXPECT_NE(ledger.send(kBank, story.deploy({kBank, kExchange})).find("is no operator of a member"), std::string::npos);
  EXPECT_NE(ledger.send(kExchange, story.deploy({kBank, kBroker})).find("is no operator of a member"),
            std::string::npos);
  expect_ok(kBank, story.deploy({kBank, kBroker}));
}

TEST_F(Former, G2_attestations_are_refused_and_older_ones_stay_on_record) {
  register_program();
  expect_ok(kBroker, story.attest(kBroker));
  remove_exchange();
  EXPECT_NE(ledger.send(kExchange, story.attest(kExchange)).find("is no operator of a member"), std::string::npos);
  decide(removal("broker"));
  EXPECT_TRUE(find_attestation(ledger.slots(), story.package.hash, 2)->success);
}

TEST_F(Former, G7_refuses_the_signature_of_an_operator_that_was_replaced) {
  apply();
  decide({ChangeKind::replace, "exchange", account(31), 4, {}, ""});
  EXPECT_NE(ledger.send(kBank, story.deploy({kBank, kExchange})).find("is no operator of a member"), std::string::npos);
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, 31})), "");
}

TEST_F(Former, G3_can_register_no_user_and_become_none) {
  remove_exchange();
  EXPECT_NE(ledger.send(kExchange, story.register_user("acme", kAcme)), "");
  EXPECT_NE(ledger.send(kBank, story.register_user("acme", kAcme, "exchange")), "");
  EXPECT_EQ(ledger.send(kBank, story.register_user("exchange", kExchange)),
            to_hex(account(kExchange)) + " can not be a user's account");
}

TEST_F(Former, G6_policies_that_name_them_still_become_stronger) {
  prepare();
  remove_exchange();
  EXPECT_TRUE(outlook()[0].flag());
  EXPECT_EQ(outlook()[1][0].text(), "exchange");
  // The first policy is the majority of the three founders; the issue makes the entrusted one indispensable.
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "bank AND Majority[bank, broker, exchange]");
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker AND exchange")),
            "the policy bank AND broker AND exchange can never be satisfied");
  expect_ok(kBank, calls::change_policy("BOND", "bank AND broker"));
  EXPECT_TRUE(outlook()[1].elements().empty());
}

TEST_F(Former, G8_the_outlook_says_when_nobody_can_satisfy_a_policy_any_more) {
  prepare();
  remove_exchange();
  decide(removal("broker"));
  EXPECT_FALSE(outlook()[0].flag());
  EXPECT_EQ(outlook()[1].elements().size(), 2u);
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent())),
            "the policy bank AND Majority[bank, broker, exchange] can never be satisfied");
}

TEST_F(Former, G5_no_longer_act_for_the_issuers_that_entrusted_them) {
  register_program();
  for (const auto organization : {kBank, kBroker, kExchange}) expect_ok(organization, story.attest(organization));
  expect_ok(kBank, story.register_user("acme", kAcme));
  remove_exchange();
  decide(removal("bank"));
  EXPECT_NE(ledger.send(kBank, story.apply_to_issue(story.issue_consent())).find("is no operator of a member"),
            std::string::npos);
}

}  // namespace
}  // namespace kaisho::governance::testing
