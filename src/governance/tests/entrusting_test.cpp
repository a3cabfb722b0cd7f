#include <kaisho/codec/abi.hpp>

#include "kaisho/governance/policy.hpp"
#include "ledger_of_members.hpp"

// G3, G6, G8, G12: a user entrusts another organization, and what follows for its tokens.
namespace kaisho::governance::testing {
namespace {

using codec::abi::Value;
using codec::abi::Values;

struct Entrusting : GovernanceTest {
  [[nodiscard]] EntrustAnew anew(std::string vorg, std::uint8_t salt = 9) const {
    const auto user = find_user(ledger.slots(), "acme");
    return with_text(EntrustAnew{"acme", account(kAcme), std::move(vorg), user->profile_hash, user->consent,
                                 terms(salt, kNow + 5'000)});
  }
  std::string send(std::uint8_t from, const EntrustAnew& consent, std::uint8_t signer = kAcme) {
    return ledger.send(from, calls::entrust_anew(consent, sign_digest(key(signer), digest(consent, kChain))));
  }
  void decide(const MembershipChange& change, std::vector<std::uint8_t> members) {
    expect_ok(members[0], proposal(change));
    expect_ok(members[1], calls::approve_membership(proposal_count(ledger.slots())));
  }
  /// Vorg and whether the policy agrees.
  std::pair<std::string, bool> audit() {
    const Values names{Value::of("acme"), Value::of("BOND")};
    EXPECT_EQ(ledger.send(kStranger, codec::abi::Function::of("audit(string,string)").encode_call(names).value()), "");
    const auto answer = codec::abi::decode(codec::abi::types_of("string,string,string[],bool"), ledger.output).value();
    return {answer[0].text(), answer[3].flag()};
  }
  [[nodiscard]] std::string policy() const { return current_policy(ledger.slots(), "BOND")->text; }
  std::string end_entrustment() {
    const auto withdrawal = with_text(Withdrawal{"acme", "", 0, find_user(ledger.slots(), "acme")->consent, {}, "en"});
    return ledger.send(kStranger,
                       calls::withdraw_entrustment(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  }
};

TEST_F(Entrusting, G3_anew_replaces_the_organization_and_keeps_the_former_one_on_record) {
  register_users();
  const auto before = find_user(ledger.slots(), "acme").value();
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  const auto after = find_user(ledger.slots(), "acme").value();
  EXPECT_EQ(after.vorg, 2u);
  EXPECT_EQ(after.registrar, 1u);
  const auto former = former_entrustments(ledger.slots(), "acme");
  ASSERT_EQ(former.size(), 1u);
  EXPECT_EQ(former[0].vorg, 1u);
  EXPECT_EQ(former[0].consent, before.consent);
  EXPECT_EQ(find_consent(ledger.slots(), before.consent)->withdrawn, kNow);
  EXPECT_EQ(find_consent(ledger.slots(), after.consent)->withdrawn, 0u);
}

TEST_F(Entrusting, G3_anew_is_signed_by_the_user_and_sent_by_the_organization_that_takes_over) {
  register_users();
  EXPECT_NE(send(kBroker, anew("broker"), kBroker), "");
  EXPECT_EQ(send(kBank, anew("broker")),
            to_hex(account(kBank)) + " does not act for broker, the organization that the user entrusted");
  EXPECT_NE(send(kStranger, anew("broker")), "");
  EXPECT_NE(send(kBroker, anew("nobody")), "");
  EXPECT_EQ(find_user(ledger.slots(), "acme")->vorg, 1u);
}

TEST_F(Entrusting, G3_an_old_consent_can_not_come_back) {
  register_users();
  const auto to_broker = anew("broker");
  const auto to_exchange = anew("exchange");  // signed for the same consent in force, delivered too late
  ASSERT_EQ(send(kBroker, to_broker), "");
  EXPECT_NE(send(kExchange, to_exchange).find("the user must sign for that one"), std::string::npos);
  ASSERT_EQ(send(kBank, anew("bank")), "");
  EXPECT_NE(send(kBroker, to_broker).find("the user must sign for that one"), std::string::npos);
}

TEST_F(Entrusting, G3_a_profile_is_rectified_by_entrusting_the_same_organization_anew) {
  register_users();
  auto consent = anew("bank");
  consent.profile_hash = crypto::sha256(view_of("another name"));
  ASSERT_EQ(send(kBank, with_text(consent)), "");
  EXPECT_EQ(find_user(ledger.slots(), "acme")->profile_hash, consent.profile_hash);
  EXPECT_EQ(find_user(ledger.slots(), "acme")->vorg, 1u);
}

TEST_F(Entrusting, G7_an_application_through_the_former_organization_is_not_deployed) {
  apply();
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})), "the user entrusted broker, not bank");
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent(3))), "the user entrusted broker, not bank");
  // A new application through the new organization takes its place, and the policy follows.
  auto issue = story.issue_consent(4);
  issue.vorg = "broker";
  expect_ok(kBroker, story.apply_to_issue(with_text(issue)));
  EXPECT_EQ(policy(), "broker AND Majority[bank, broker, exchange]");
}

TEST_F(Entrusting, G8_the_audit_says_no_until_the_new_organization_is_indispensable) {
  deploy();
  EXPECT_EQ(audit(), std::pair(std::string("bank"), true));
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_EQ(audit(), std::pair(std::string("broker"), false));
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")),
            to_hex(account(kBank)) + " does not act for broker, the organization that the user entrusted");
  expect_ok(kBroker, calls::change_policy("BOND", "broker AND Majority[bank, broker, exchange]"));
  EXPECT_EQ(audit(), std::pair(std::string("broker"), true));
}

TEST_F(Entrusting, G6_the_new_organization_takes_the_place_of_the_former_one_and_of_nobody_else) {
  deploy();
  expect_ok(kBank, calls::change_policy("BOND", "bank AND exchange AND Majority[bank, broker, exchange]"));
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_NE(ledger.send(kBroker, calls::change_policy("BOND", "broker")), "");
  EXPECT_NE(ledger.send(kBroker, calls::change_policy("BOND", "Majority[bank, broker, exchange]")), "");
  EXPECT_NE(ledger.send(kBroker, calls::change_policy("BOND", "broker AND Majority[bank, broker, exchange]")), "");
  expect_ok(kBroker, calls::change_policy("BOND", "broker AND exchange AND Majority[bank, broker, exchange]"));
}

TEST_F(Entrusting, G6_what_every_policy_demanded_before_stays_indispensable) {
  // Two members: the majority is both, so the bank is in the policy also without this user.
  decide(removal("exchange"), {kBank, kBroker});
  register_program();
  for (const auto organization : {kBank, kBroker}) expect_ok(organization, story.attest(organization));
  register_users();
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  EXPECT_EQ(policy(), "bank AND broker");
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_NE(ledger.send(kBroker, calls::change_policy("BOND", "broker")), "");
}

// What the reference model found: the former organization first takes the place of the majority, and is then dropped.
TEST_F(Entrusting, G6_a_policy_never_becomes_weaker_than_before_the_user_agreed_to_anything) {
  test_program();
  expect_ok(kBank, story.register_user("acme", kAcme, "broker"));
  ASSERT_EQ(send(kBank, anew("bank")), "");
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  expect_ok(kBank, calls::change_policy("BOND", "bank AND broker"));
  EXPECT_NE(ledger.send(kBank, calls::change_policy("BOND", "bank")), "");
  EXPECT_EQ(policy(), "bank AND broker");
  // Nor by another application, which drops the broker and brings the majority back.
  const auto withdrawal = story.withdrawal(story.issue_consent());
  expect_ok(kStranger, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  expect_ok(kBank, story.apply_to_issue(story.issue_consent(1)));
  EXPECT_EQ(policy(), "bank AND Majority[bank, broker, exchange]");
}

TEST_F(Entrusting, G6_the_entrusted_organization_leaves_the_consortium_and_the_user_entrusts_another) {
  deploy();
  decide(removal("bank"), {kBroker, kExchange});
  EXPECT_EQ(audit(), std::pair(std::string("bank"), true));  // the policy still names it, and nobody can satisfy it
  EXPECT_NE(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")), "");
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_EQ(audit(), std::pair(std::string("broker"), false));
  expect_ok(kBroker, calls::change_policy("BOND", "broker AND Majority[bank, broker, exchange]"));
  EXPECT_EQ(audit(), std::pair(std::string("broker"), true));
  EXPECT_TRUE(Policy::parse(policy())->holds_for({"broker", "exchange"}));
}

TEST_F(Entrusting, G4_nothing_is_applied_for_while_nobody_is_entrusted) {
  deploy();
  ASSERT_EQ(end_entrustment(), "");
  const auto ended = "user acme withdrew the consent to entrust at 1800000000: it must entrust anew";
  EXPECT_EQ(end_entrustment(), ended);
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent(3))), ended);
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")), ended);
  ASSERT_EQ(send(kExchange, anew("exchange")), "");
  EXPECT_EQ(audit(), std::pair(std::string("exchange"), false));
}

TEST_F(Entrusting, G12_an_open_application_waits_for_ever_once_the_entrustment_is_withdrawn) {
  apply();
  ASSERT_EQ(end_entrustment(), "");
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})),
            "user acme withdrew the consent to entrust at 1800000000: it must entrust anew");
}

TEST_F(Entrusting, G10_a_consent_binds_the_organization_and_not_the_policy_of_its_day) {
  apply();
  const auto approval = story.approval();  // for the policy of today
  const auto signatures = Story::signatures(approval, {kBank, kBroker});
  expect_ok(kBank, calls::change_policy("BOND", "bank AND broker"));
  // Approvals bind the policy: those of before count for nothing.
  EXPECT_NE(ledger.send(kBank, calls::deploy(1, story.package.creation_code, story.arguments, signatures)), "");
  // The user's consent stays good: a policy only becomes stronger, and its organization stays indispensable.
  const auto again = Story::signatures(story.approval("bank AND broker"), {kBank, kBroker});
  EXPECT_EQ(ledger.send(kBank, calls::deploy(1, story.package.creation_code, story.arguments, again)), "");
}

TEST_F(Entrusting, G10_a_consent_signed_before_the_user_entrusted_another_organization_is_void) {
  prepare();
  const auto signed_before = story.apply_to_issue(story.issue_consent());
  ASSERT_EQ(send(kBroker, anew("broker")), "");
  EXPECT_EQ(ledger.send(kBank, signed_before), "the user entrusted broker, not bank");
  EXPECT_EQ(ledger.send(kBroker, signed_before), "the user entrusted broker, not bank");
}

TEST_F(Entrusting, G3_only_registrars_register_users) {
  decide({ChangeKind::replace, "exchange", account(kExchange), 4, {}, ""}, {kBank, kBroker});
  EXPECT_EQ(ledger.send(kExchange, story.register_user("new", 13)),
            "exchange lacks the role that this needs: registrar");
  expect_ok(kBroker, story.register_user("new", 13));
}

TEST_F(Entrusting, G3_regions_are_served_by_the_organization_that_the_owner_assigned) {
  EXPECT_EQ(vorg_for(ledger.slots(), "JP-13"), 1u);  // the owner by default
  EXPECT_EQ(ledger.send(kBroker, calls::set_region("JP", "broker")), "broker lacks the role that this needs: owner");
  expect_ok(kBank, calls::set_region("JP", "broker"));
  expect_ok(kBank, calls::set_region("JP-27", "exchange"));
  EXPECT_EQ(vorg_for(ledger.slots(), "JP"), 2u);
  EXPECT_EQ(vorg_for(ledger.slots(), "JP-13"), 2u);
  EXPECT_EQ(vorg_for(ledger.slots(), "JP-27"), 3u);
  EXPECT_EQ(vorg_for(ledger.slots(), "CH"), 1u);
  for (const auto* bad : {"", "J", "jp", "JPN", "JP-", "JP-1234", "JP_13"}) {
    EXPECT_NE(ledger.send(kBank, calls::set_region(bad, "broker")), "") << bad;
  }
  EXPECT_EQ(ledger.send(kBank, calls::set_region("JP", "nobody")), "there is no organization nobody in the consortium");
  decide(removal("exchange"), {kBank, kBroker});
  EXPECT_EQ(vorg_for(ledger.slots(), "JP-27"), 2u);  // it left: the country's
  expect_ok(kBank, calls::set_region("JP", ""));
  EXPECT_EQ(vorg_for(ledger.slots(), "JP"), 1u);
}

}  // namespace
}  // namespace kaisho::governance::testing
