#include <kaisho/base/hex.hpp>

#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

using Deployment = GovernanceTest;

TEST_F(Deployment, G4_an_application_binds_the_entrusted_organization_into_the_policy) {
  apply();
  const auto application = find_application(ledger.slots(), 1);
  ASSERT_TRUE(application);
  EXPECT_EQ(application->status, ApplicationStatus::open);
  EXPECT_EQ(application->arguments_hash, crypto::keccak256(story.arguments));
  EXPECT_EQ(application_of(ledger.slots(), "acme", "BOND"), 1u);
  const auto policy = current_policy(ledger.slots(), "BOND");
  EXPECT_EQ(policy->text, "bank AND Majority[bank, broker, exchange]");
  EXPECT_EQ(policy->application, 1u);
  EXPECT_EQ(policy_at(ledger.slots(), "BOND", 0)->text, "Majority[bank, broker, exchange]");
}

TEST_F(Deployment, G7_runs_the_tested_program_and_gives_the_token_to_its_issuer) {
  deploy();
  const auto application = find_application(ledger.slots(), 1);
  EXPECT_EQ(application->status, ApplicationStatus::deployed);
  EXPECT_EQ(application->deployed, account(99));
  EXPECT_EQ(token_of(ledger.slots(), account(99)), "BOND");
  EXPECT_EQ(find_token(ledger.slots(), "BOND")->package_hash, story.package.hash);
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kAcme)), 1u);
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 0u);
  EXPECT_EQ(find_user(ledger.slots(), "acme")->tokens, std::vector<std::string>{"BOND"});
  Bytes expected = story.package.creation_code;
  append(expected, story.arguments);
  EXPECT_EQ(ledger.created_code, expected);
}

TEST_F(Deployment, G7_refuses_a_program_changed_by_one_byte_after_its_test) {
  apply();
  auto code = story.package.creation_code;
  code.back() ^= 1;
  EXPECT_EQ(
      ledger.send(kBank, calls::deploy(1, code, story.arguments, story.signatures(story.approval(), {kBank, kBroker}))),
      "the creation code is not the tested one: its SHA-256 is " + to_hex(crypto::sha256(code)) +
          ", the registered one is " + to_hex(crypto::sha256(story.package.creation_code)));
  EXPECT_EQ(find_application(ledger.slots(), 1)->status, ApplicationStatus::open);
}

TEST_F(Deployment, G7_refuses_arguments_that_the_user_did_not_consent_to) {
  apply();
  auto arguments = story.arguments;
  arguments[0] ^= 1;
  const auto call =
      calls::deploy(1, story.package.creation_code, arguments, story.signatures(story.approval(), {kBank, kBroker}));
  EXPECT_TRUE(ledger.send(kBank, call).starts_with("the constructor arguments are not the consented ones"));
}

TEST_F(Deployment, G7_refuses_without_the_signature_of_the_entrusted_organization) {
  apply();
  EXPECT_EQ(ledger.send(kBroker, story.deploy({kBroker, kExchange})),
            "the signature of bank is missing, the organization that the user entrusted");
  EXPECT_EQ(ledger.send(kBroker, story.deploy({})),
            "the signature of bank is missing, the organization that the user entrusted");
}

TEST_F(Deployment, G7_refuses_what_the_policy_does_not_allow) {
  apply();
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank})),
            "the policy bank AND Majority[bank, broker, exchange] is not satisfied by: bank");
}

TEST_F(Deployment, G7_counts_each_organization_once_and_no_stranger) {
  apply();
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBank})), "bank signed twice");
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kStranger})),
            to_hex(account(kStranger)) + " is no operator of a member organization");
  EXPECT_EQ(ledger.send(kStranger, story.deploy({kBank, kBroker})),
            to_hex(account(kStranger)) + " is no operator of a member organization");
}

TEST_F(Deployment, G7_refuses_signatures_for_anything_else) {
  apply();
  const auto send_with = [&](const DeployApproval& approval, ChainId chain) {
    std::vector<Bytes> signatures;
    for (const auto signer : {kBank, kBroker}) signatures.push_back(sign_digest(key(signer), digest(approval, chain)));
    return ledger.send(kBank, calls::deploy(1, story.package.creation_code, story.arguments, signatures));
  };
  auto other = story.approval();
  other.application = 2;
  EXPECT_NE(send_with(other, kChain), "");
  other = story.approval("Majority[bank, broker, exchange]");  // signed before the policy changed
  EXPECT_NE(send_with(other, kChain), "");
  other = story.approval();
  other.package_hash.bytes[0] ^= 1;
  EXPECT_NE(send_with(other, kChain), "");
  other = story.approval();
  other.arguments_hash.bytes[0] ^= 1;
  EXPECT_NE(send_with(other, kChain), "");
  EXPECT_NE(send_with(story.approval(), kChain + 1), "");
  EXPECT_EQ(ledger.send(kBank, calls::deploy(1, story.package.creation_code, story.arguments, {Bytes(65)})),
            "the signature is malformed: 65 bytes r, s, v with a low s are needed");
  EXPECT_EQ(send_with(story.approval(), kChain), "");
}

TEST_F(Deployment, G7_counts_only_organizations_that_tested_with_success) {
  register_program();
  register_users();
  expect_ok(kBank, story.attest(kBank));
  expect_ok(kBroker, story.attest(kBroker, false));
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})),
            "broker has no successful test of package " + to_hex(story.package.hash) + " on record");
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kExchange})),
            "exchange has no successful test of package " + to_hex(story.package.hash) + " on record");
  expect_ok(kExchange, story.attest(kExchange));
  expect_ok(kBank, story.deploy({kBank, kExchange}));
}

TEST_F(Deployment, G7_happens_once) {
  deploy();
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})), "token BOND already runs at " + to_hex(account(99)));
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent(2))),
            "token BOND already runs at " + to_hex(account(99)));
}

TEST_F(Deployment, G7_needs_an_application) {
  prepare();
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})), "there is no application 1");
}

TEST_F(Deployment, G7_undoes_everything_when_the_constructor_fails) {
  apply();
  ledger.creation_fails = true;
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})), "the program's constructor failed: no");
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kAcme)), 0u);
  EXPECT_EQ(find_application(ledger.slots(), 1)->status, ApplicationStatus::open);
}

TEST_F(Deployment, G7_refuses_an_expired_consent) {
  apply();
  ledger.now = kNow + 1001;
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})),
            "the consent expired at 1800001000 and it is 1800001001 (seconds since 1970)");
}

TEST_F(Deployment, G4_needs_a_successful_test_of_the_entrusted_organization) {
  register_program();
  register_users();
  const auto call = story.apply_to_issue(story.issue_consent());
  const auto refusal = "bank has no successful test of package " + to_hex(story.package.hash) + " on record";
  EXPECT_EQ(ledger.send(kBank, call), refusal);
  expect_ok(kBroker, story.attest(kBroker));
  expect_ok(kBank, story.attest(kBank, false));
  EXPECT_EQ(ledger.send(kBank, call), refusal);
}

TEST_F(Deployment, G4_refuses_a_consent_for_another_package) {
  prepare();
  auto next = samples::with_manifest(samples::folder("0x6001600c60003960016000f300"));
  std::string draft = samples::draft();
  draft.replace(draft.find("1.0.0"), 5, "2.0.0");
  auto files = samples::folder("0x6001600c60003960016000f300");
  const auto second = parse_manifest(make_manifest(draft, files).value()).value();
  expect_ok(kBank, calls::register_program("BOND", "", to_json(second)));
  const Hash second_hash = package_hash(to_json(second));
  const Attestation tested{"BOND", second_hash, true, {}};
  expect_ok(kBank, calls::attest(tested, sign_digest(key(kBank), digest(tested, kChain))));

  // The user signed for version 1; the organization applies for version 2 with that signature.
  const auto consent = story.issue_consent();
  auto forged = consent;
  forged.package_hash = second_hash;
  forged = with_text(forged);
  const auto call = calls::apply_to_issue(forged, story.arguments, sign_digest(key(kAcme), digest(consent, kChain)));
  EXPECT_TRUE(ledger.send(kBank, call).starts_with(to_hex(account(kAcme)) + " did not sign this"));
  EXPECT_EQ(application_count(ledger.slots()), 0u);
}

TEST_F(Deployment, G4_refuses_other_arguments_other_organizations_and_other_senders) {
  prepare();
  const auto consent = story.issue_consent();
  const auto signature = sign_digest(key(kAcme), digest(consent, kChain));
  EXPECT_NE(ledger.send(kBank, calls::apply_to_issue(consent, Bytes(32, 8), signature)), "");
  EXPECT_EQ(ledger.send(kBroker, story.apply_to_issue(consent)),
            to_hex(account(kBroker)) + " does not act for bank, the organization that the user entrusted");
  auto broker = consent;
  broker.vorg = "broker";
  EXPECT_EQ(ledger.send(kBroker, story.apply_to_issue(with_text(broker))), "the user entrusted bank, not broker");
  auto unknown = consent;
  unknown.user_id = "nobody";
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(with_text(unknown))), "there is no user nobody");
  unknown = consent;
  unknown.token_id = "NOTE";
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(with_text(unknown))), "there is no token NOTE");
  EXPECT_NE(ledger.send(kBank, story.apply_to_issue(consent, kIris)), "");
}

TEST_F(Deployment, G4_takes_one_open_application_a_token_and_each_consent_once) {
  apply();
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent(2))),
            "token BOND already has the open application 1");
  const auto withdrawal = story.withdrawal(story.issue_consent());
  expect_ok(kBank, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(story.issue_consent())),
            "the consent " + to_hex(digest(story.issue_consent(), kChain)) + " was used before");
  expect_ok(kBank, story.apply_to_issue(story.issue_consent(2)));
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "bank AND Majority[bank, broker, exchange]");
}

TEST_F(Deployment, G4_ends_with_the_consent_to_entrust) {
  prepare();
  ledger.now = kNow + 1001;
  auto consent = story.issue_consent();
  consent.terms.expiry = kNow + 5000;
  EXPECT_EQ(ledger.send(kBank, story.apply_to_issue(with_text(consent))),
            "the consent expired at 1800001000 and it is 1800001001 (seconds since 1970)");
}

TEST_F(Deployment, G4_records_a_refusal_and_changes_nothing_else) {
  prepare();
  expect_ok(kBank, calls::record_refusal("acme", "BOND", story.package.hash, 1, "too expensive"));
  EXPECT_EQ(find_application(ledger.slots(), 1)->status, ApplicationStatus::refused);
  EXPECT_EQ(application_of(ledger.slots(), "acme", "BOND"), 0u);
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "Majority[bank, broker, exchange]");
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})),
            "application 1 does not wait for a deployment (status 4)");
  EXPECT_NE(ledger.send(kBroker, calls::record_refusal("acme", "BOND", story.package.hash, 1, "")), "");
  EXPECT_NE(ledger.send(kBank, calls::record_refusal("acme", "BOND", story.package.hash, 3, "")), "");
}

TEST_F(Deployment, G5_an_investor_may_use_the_token_after_its_own_consent) {
  apply();
  const auto consent = story.distribute_consent();
  EXPECT_EQ(ledger.send(kBroker, story.apply_to_distribute(consent)), "the program of token BOND does not run yet");
  expect_ok(kBank, story.deploy({kBank, kBroker}));
  EXPECT_NE(ledger.send(kBroker, story.apply_to_distribute(consent, kBroker)), "");
  EXPECT_NE(ledger.send(kBank, story.apply_to_distribute(consent)), "");
  auto other = consent;
  other.package_hash.bytes[0] ^= 1;
  EXPECT_NE(ledger.send(kBroker, story.apply_to_distribute(with_text(other))), "");
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 0u);
  expect_ok(kBroker, story.apply_to_distribute(consent));
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 2u);
  EXPECT_EQ(ledger.send(kBroker, story.apply_to_distribute(story.distribute_consent(2))),
            "user iris may already use token BOND");
}

TEST_F(Deployment, G12_a_withdrawn_consent_stops_the_deployment) {
  apply();
  const auto withdrawal = story.withdrawal(story.issue_consent());
  EXPECT_NE(ledger.send(kBank, calls::withdraw(withdrawal, sign_digest(key(kBank), digest(withdrawal, kChain)))), "");
  const auto call = calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain)));
  expect_ok(kStranger, call);  // no organization can hold it back
  EXPECT_EQ(ledger.send(kBank, story.deploy({kBank, kBroker})),
            "the user withdrew the consent of application 1 at 1800000000");
  EXPECT_EQ(ledger.send(kBank, call), "the user withdrew the consent of application 1 at 1800000000");
  EXPECT_EQ(find_consent(ledger.slots(), withdrawal.consent)->withdrawn, kNow);
  EXPECT_EQ(ledger.send(kBank, calls::change_policy("BOND", "bank AND broker")),
            "the user withdrew the consent of application 1 at 1800000000");
}

TEST_F(Deployment, G12_needs_something_to_withdraw) {
  prepare();
  const auto withdrawal = story.withdrawal(story.issue_consent());
  EXPECT_EQ(ledger.send(kBank, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain)))),
            "user acme gave no consent for token BOND");
}

}  // namespace
}  // namespace kaisho::governance::testing
