#include <algorithm>

#include <kaisho/base/hex.hpp>

#include "kaisho/governance/audit.hpp"
#include "kaisho/governance/explain.hpp"
#include "lifecycle_stories.hpp"

namespace kaisho::governance::testing {
namespace {

class Lifecycle : public GovernanceTest {
 protected:
  /// The second version, registered and tested by these organizations.
  void register_second(const std::vector<std::uint8_t>& testers = {kBank, kBroker, kExchange}) {
    expect_ok(kBank, calls::register_program("BOND", "", second.canonical_manifest));
    for (const auto organization : testers) expect_ok(organization, attest_package(second, organization));
  }
  [[nodiscard]] Change upgrade() const {
    Change change;
    change.from_package = story.package.hash;
    change.package = second.hash;
    change.arguments = Bytes(32, 9);
    return change;
  }
  [[nodiscard]] Change change(std::string action, std::uint64_t number, std::uint8_t salt) const {
    Change change;
    change.action = std::move(action);
    change.number = number;
    change.package = story.package.hash;
    change.salt = salt;
    return change;
  }
  [[nodiscard]] Bytes run(const Change& change, const std::vector<std::uint8_t>& signers) const {
    return calls::upgrade(change.number, second.creation_code, change.arguments, change.signatures(signers));
  }
  /// Consent, application, approvals.
  void carry_out(const Change& change) {
    expect_ok(kBank, change.apply());
    expect_ok(kBank, change.run({kBank, kBroker}));
  }
  [[nodiscard]] TokenState state() const { return token_state(ledger.slots(), "BOND"); }
  std::string error(std::uint8_t from, const Bytes& input) {
    if (ledger.send(from, input).empty()) return "";
    return calls::error_name(ledger.output).value_or("?");
  }

  Package second = version_of("2.0.0");
};

TEST_F(Lifecycle, G7_upgrades_a_plain_contract_to_a_new_one_that_takes_over_the_token) {
  deploy();
  register_second();
  const auto change = upgrade();
  expect_ok(kBank, change.apply());
  EXPECT_EQ(find_lifecycle(ledger.slots(), *find_token(ledger.slots(), "BOND")).pending, 2u);
  expect_ok(kExchange, run(change, {kBank, kBroker}));
  const auto token = find_token(ledger.slots(), "BOND");
  EXPECT_EQ(token->deployed, account(100));
  EXPECT_EQ(token->package_hash, second.hash);
  EXPECT_EQ(token->application, 1u) << "the issue's consent stays the token's root";
  EXPECT_EQ(token_of(ledger.slots(), account(100)), "BOND");
  Bytes expected = second.creation_code;
  append(expected, change.arguments);
  EXPECT_EQ(ledger.created_code, expected);
  const auto application = find_application(ledger.slots(), 2);
  EXPECT_EQ(application->application_class, ApplicationClass::upgrade);
  EXPECT_EQ(application->status, ApplicationStatus::executed);
  EXPECT_EQ(application->deployed, account(100));
  EXPECT_EQ(find_consent(ledger.slots(), application->consent)->kind, ConsentKind::upgrade);
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kAcme)), 1u);
  EXPECT_NE(explain(ledger.logs.back())->find("with the signatures of bank, broker"), std::string::npos);
}

TEST_F(Lifecycle, G7_upgrades_again_and_again_each_time_with_a_new_consent) {
  deploy();
  register_second();
  expect_ok(kBank, upgrade().apply());
  expect_ok(kBank, run(upgrade(), {kBank, kBroker}));
  // Back to the first version: another consent, another application.
  Change back = upgrade();
  back.number = 3;
  back.deployed = account(100);
  std::swap(back.from_package, back.package);
  back.salt = 41;
  expect_ok(kBank, back.apply());
  const auto again = calls::upgrade(3, story.package.creation_code, back.arguments, back.signatures({kBank, kBroker}));
  expect_ok(kBank, again);
  EXPECT_EQ(find_token(ledger.slots(), "BOND")->package_hash, story.package.hash);
}

TEST_F(Lifecycle, G7_refuses_an_old_consent_for_another_version_and_the_same_one_twice) {
  deploy();
  register_second();
  const auto third = version_of("3.0.0");
  expect_ok(kBank, calls::register_program("BOND", "", third.canonical_manifest));
  expect_ok(kBank, attest_package(third, kBank));
  const auto change = upgrade();
  const auto consent = change.upgrade_consent();
  const auto signature = sign_digest(key(kAcme), digest(consent, kChain));
  auto forged = consent;
  forged.package_hash = third.hash;
  EXPECT_EQ(error(kBank, calls::apply_to_upgrade(forged, change.arguments, signature)), "WrongConsentText");
  forged = with_text(forged);
  EXPECT_EQ(error(kBank, calls::apply_to_upgrade(forged, change.arguments, signature)), "NotSignedBy");
  EXPECT_EQ(error(kBank, calls::apply_to_upgrade(consent, Bytes(32, 8), signature)), "WrongConsentText");
  expect_ok(kBank, change.apply());
  EXPECT_EQ(error(kBank, change.apply()), "TokenHasApplication");
  expect_ok(kBank, run(change, {kBank, kBroker}));
  EXPECT_EQ(error(kBank, run(change, {kBank, kBroker})), "ApplicationNotOpen");
  EXPECT_EQ(error(kBank, change.apply()), "BadUpgrade") << "this version runs already";
  Change back = upgrade();
  back.deployed = account(100);
  std::swap(back.from_package, back.package);
  expect_ok(kBank, back.apply());
}

TEST_F(Lifecycle, G7_an_upgrade_consent_is_bound_to_what_runs_when_it_is_given) {
  deploy();
  register_second();
  // Consents to upgrade from the first version, of which the second is used after the first was carried out.
  Change unused = upgrade();
  unused.salt = 77;
  expect_ok(kBank, upgrade().apply());
  expect_ok(kBank, run(upgrade(), {kBank, kBroker}));
  const auto third = version_of("3.0.0");
  expect_ok(kBank, calls::register_program("BOND", "", third.canonical_manifest));
  expect_ok(kBank, attest_package(third, kBank));
  unused.package = third.hash;
  EXPECT_EQ(error(kBank, unused.apply()), "WrongConsentText") << "it speaks of another running package";
}

TEST_F(Lifecycle, G7_an_upgrade_needs_what_a_deployment_needs) {
  deploy();
  register_second({kBank, kBroker});
  const auto change = upgrade();
  expect_ok(kBank, change.apply());
  EXPECT_EQ(error(kStranger, run(change, {kBank, kBroker})), "NotAMember");
  EXPECT_EQ(error(kBroker, run(change, {kBroker})), "EntrustedSignatureMissing");
  EXPECT_EQ(error(kBank, run(change, {kBank})), "PolicyNotSatisfied");
  EXPECT_EQ(error(kBank, run(change, {kBank, kBank})), "SignatureTwice");
  EXPECT_EQ(error(kBank, run(change, {kBank, kStranger})), "NotAMember");
  EXPECT_EQ(error(kBank, run(change, {kBank, kExchange})), "NoSuccessfulTest") << "the exchange did not test it";
  auto code = second.creation_code;
  code.back() ^= 1;
  EXPECT_EQ(error(kBank, calls::upgrade(2, code, change.arguments, change.signatures({kBank, kBroker}))),
            "WrongCreationCode");
  EXPECT_EQ(error(kBank, calls::upgrade(2, second.creation_code, Bytes(32, 8), change.signatures({kBank, kBroker}))),
            "WrongArguments");
  ledger.creation_fails = true;
  EXPECT_EQ(error(kBank, run(change, {kBank, kBroker})), "CreationFailed");
  ledger.creation_fails = false;
  ledger.now = kNow + 1001;
  EXPECT_EQ(error(kBank, run(change, {kBank, kBroker})), "ConsentExpired");
  ledger.now = kNow;
  expect_ok(kBank, run(change, {kBank, kBroker}));
}

TEST_F(Lifecycle, G7_approvals_are_bound_to_application_action_version_place_and_policy) {
  deploy();
  register_second();
  const auto change = upgrade();
  expect_ok(kBank, change.apply());
  std::vector<Change> others(6, change);
  others[0].number = 3;
  others[1].action = "pause";
  others[2].package = story.package.hash;
  others[3].deployed = account(98);
  others[4].policy = "Majority[bank, broker, exchange]";
  others[5].arguments = Bytes(32, 8);
  for (const auto& other : others) {
    const auto call = calls::upgrade(2, second.creation_code, change.arguments, other.signatures({kBank, kBroker}));
    EXPECT_EQ(error(kBank, call), "NotAMember") << "a signature over something else recovers to a stranger";
  }
  // Nor does an approval of the deployment serve.
  const auto old = story.signatures(story.approval(), {kBank, kBroker});
  EXPECT_EQ(error(kBank, calls::upgrade(2, second.creation_code, change.arguments, old)), "NotAMember");
  // A policy that changed meanwhile makes them void.
  expect_ok(kBank, calls::change_policy("BOND", "bank AND broker AND exchange"));
  EXPECT_EQ(error(kBank, run(change, {kBank, kBroker})), "NotAMember");
}

TEST_F(Lifecycle, G7_only_the_issuer_through_the_organization_that_it_entrusts_decides) {
  deploy();
  register_second();
  const auto change = upgrade();
  EXPECT_EQ(error(kBroker, change.apply()), "NotEntrusted");
  EXPECT_EQ(error(kStranger, change.apply()), "NotAMember");
  EXPECT_EQ(error(kBank, change.apply(kIris)), "NotSignedBy");
  EXPECT_EQ(error(kBank, change.apply(kBank)), "NotSignedBy");
  auto iris = change.upgrade_consent();
  iris.user_id = "iris";
  iris.vorg = "broker";
  iris = with_text(iris);
  const auto signature = sign_digest(key(kIris), digest(iris, kChain));
  EXPECT_EQ(error(kBroker, calls::apply_to_upgrade(iris, change.arguments, signature)), "NotTheIssuer");
}

TEST_F(Lifecycle, G7_refuses_an_untested_version_an_unknown_one_and_a_token_that_does_not_run) {
  apply();
  register_second({kBroker});
  EXPECT_EQ(error(kBank, upgrade().apply()), "TokenNotDeployed");
  expect_ok(kBank, story.deploy({kBank, kBroker}));
  EXPECT_EQ(error(kBank, upgrade().apply()), "NoSuccessfulTest");
  Change unknown = upgrade();
  unknown.package = crypto::sha256(view_of("nothing"));
  EXPECT_EQ(error(kBank, unknown.apply()), "UnknownPackage");
}

TEST_F(Lifecycle, G7_pauses_and_resumes_with_a_consent_each) {
  deploy();
  EXPECT_EQ(state(), TokenState::running);
  carry_out(change("pause", 2, 50));
  EXPECT_EQ(state(), TokenState::paused);
  EXPECT_EQ(explain(ledger.logs.back()), "token BOND is paused from now on, with the signatures of bank, broker");
  EXPECT_EQ(error(kBank, change("pause", 3, 51).apply()), "WrongTokenState");
  carry_out(change("resume", 3, 52));
  EXPECT_EQ(state(), TokenState::running);
  EXPECT_EQ(error(kBank, change("resume", 4, 53).apply()), "WrongTokenState");
  EXPECT_EQ(error(kBank, change("pause", 2, 50).apply()), "ConsentAlreadyUsed") << "the old consent is spent";
  EXPECT_EQ(error(kBank, change("pause", 2, 50).run({kBank, kBroker})), "ApplicationNotOpen");
}

TEST_F(Lifecycle, G7_a_consent_to_one_action_is_none_to_another) {
  deploy();
  const auto pause = change("pause", 2, 50).change_consent();
  auto retire = pause;
  retire.action = "retire";
  const auto signature = sign_digest(key(kAcme), digest(pause, kChain));
  EXPECT_EQ(error(kBank, calls::apply_to_change(retire, signature)), "WrongConsentText");
  EXPECT_EQ(error(kBank, calls::apply_to_change(with_text(retire), signature)), "NotSignedBy");
  auto destroy = pause;
  destroy.action = "destroy";
  EXPECT_EQ(error(kBank, calls::apply_to_change(destroy, signature)), "UnknownAction");
  // An application to pause is not carried out by approvals to retire, nor as an upgrade.
  expect_ok(kBank, calls::apply_to_change(pause, signature));
  EXPECT_EQ(error(kBank, change("retire", 2, 50).run({kBank, kBroker})), "NotAMember");
  const auto paused = change("pause", 2, 50);
  EXPECT_EQ(error(kBank,
                  calls::upgrade(2, story.package.creation_code, story.arguments, paused.signatures({kBank, kBroker}))),
            "BadUpgrade");
  EXPECT_EQ(error(kBank, paused.run({kBroker, kExchange})), "EntrustedSignatureMissing");
  EXPECT_EQ(error(kBank, paused.run({kBank})), "PolicyNotSatisfied");
  EXPECT_EQ(error(kBank, calls::deploy(2, story.package.creation_code, story.arguments, {})), "ApplicationNotOpen");
}

TEST_F(Lifecycle, G8_the_audit_knows_an_upgrade_with_consent_from_a_program_that_nobody_agreed_to) {
  deploy();
  register_second();
  const auto finds = [&] {
    return std::ranges::any_of(audit(ledger.slots(), {"acme", "BOND"}, ledger.now).value().findings,
                               [](const auto& finding) { return finding.code == FindingCode::runs_other_program; });
  };
  EXPECT_FALSE(finds());
  expect_ok(kBank, upgrade().apply());
  expect_ok(kBank, run(upgrade(), {kBank, kBroker}));
  EXPECT_FALSE(finds());
}

TEST_F(Lifecycle, G7_retires_a_token_for_ever) {
  deploy();
  register_second();
  carry_out(change("retire", 2, 50));
  EXPECT_EQ(state(), TokenState::retired);
  EXPECT_EQ(error(kBank, change("resume", 3, 51).apply()), "WrongTokenState");
  EXPECT_EQ(error(kBank, change("retire", 3, 52).apply()), "WrongTokenState");
  EXPECT_EQ(error(kBank, upgrade().apply()), "WrongTokenState");
  EXPECT_EQ(error(kBank, story.apply_to_issue(story.issue_consent(9))), "AlreadyDeployed");
  EXPECT_EQ(error(kBroker, story.apply_to_distribute(story.distribute_consent())), "WrongTokenState");
}

TEST_F(Lifecycle, G7_a_paused_token_can_be_upgraded_and_stays_paused) {
  deploy();
  register_second();
  carry_out(change("pause", 2, 50));
  Change change = upgrade();
  change.number = 3;
  expect_ok(kBank, change.apply());
  expect_ok(kBank, run(change, {kBank, kBroker}));
  EXPECT_EQ(state(), TokenState::paused);
  EXPECT_EQ(find_token(ledger.slots(), "BOND")->deployed, account(100));
}

TEST_F(Lifecycle, G7_an_application_gives_way_to_the_next_one_only_when_it_expired_or_was_taken_back) {
  deploy();
  register_second();
  expect_ok(kBank, upgrade().apply());
  EXPECT_EQ(error(kBank, change("pause", 3, 50).apply()), "TokenHasApplication");
  const auto taken_back =
      withdrawal_of("acme", 2, digest(upgrade().upgrade_consent(), kChain), WithdrawalEffect::deployments_refused);
  const auto call = [&](std::uint8_t signer) {
    return calls::withdraw_application(taken_back, sign_digest(key(signer), digest(taken_back, kChain)));
  };
  EXPECT_EQ(error(kBank, call(kBank)), "NotSignedBy");
  expect_ok(kStranger, call(kAcme));
  EXPECT_EQ(error(kStranger, call(kAcme)), "ConsentIsWithdrawn");
  EXPECT_EQ(find_application(ledger.slots(), 2)->status, ApplicationStatus::withdrawn);
  EXPECT_EQ(error(kBank, run(upgrade(), {kBank, kBroker})), "ConsentIsWithdrawn");
  carry_out(change("pause", 3, 50));
  EXPECT_EQ(state(), TokenState::paused);
}

TEST_F(Lifecycle, G7_a_change_through_an_organization_that_the_user_left_holds_nothing_up) {
  deploy();
  expect_ok(kBank, change("retire", 2, 50).apply());
  const auto user = *find_user(ledger.slots(), "acme");
  const auto anew = with_text(
      EntrustAnew{"acme", account(kAcme), "broker", user.profile_hash, user.consent, terms(51, kNow + 5'000)});
  expect_ok(kBroker, calls::entrust_anew(anew, sign_digest(key(kAcme), digest(anew, kChain))));
  auto pause = change("pause", 3, 52);
  pause.vorg = "broker";
  expect_ok(kBroker, pause.apply());
  EXPECT_NE(error(kBank, change("retire", 2, 50).run({kBank, kBroker})), "") << "nobody entrusts the bank any more";
  EXPECT_EQ(state(), TokenState::running);
}

TEST_F(Lifecycle, G9_a_consent_to_a_change_names_a_private_record_too) {
  deploy();
  register_second();
  const auto root = crypto::sha256(view_of("what only two may read"));
  auto wanted = upgrade();
  wanted.scope = "private " + to_hex(root);
  expect_ok(kBank, wanted.apply());
  EXPECT_EQ(private_root(ledger.slots(), 2), root);
  expect_ok(kBank, run(wanted, {kBank, kBroker}));
  auto pause = change("pause", 3, 53);
  pause.package = second.hash;
  pause.deployed = find_token(ledger.slots(), "BOND")->deployed;
  pause.scope = "private " + to_hex(crypto::sha256(view_of("why it pauses")));
  expect_ok(kBank, pause.apply());
  EXPECT_FALSE(private_root(ledger.slots(), 3).is_zero());
}

TEST_F(Lifecycle, G7_tells_a_program_that_can_pause_and_is_not_hindered_by_one_that_can_not) {
  deploy();
  std::vector<std::string> told;
  bool agrees = true;
  ledger.programs = [&](const ProgramCall& call) {
    EXPECT_EQ(call.to, account(99));
    EXPECT_FALSE(call.is_static);
    told.push_back(to_hex(ByteView(call.input)));
    return ledger::Host::Called{agrees, {}};
  };
  carry_out(change("pause", 2, 50));
  EXPECT_EQ(told, std::vector<std::string>{to_hex(codec::abi::selector("pause()").view())});
  agrees = false;
  carry_out(change("resume", 3, 51));
  EXPECT_EQ(told.back(), to_hex(codec::abi::selector("unpause()").view()));
  EXPECT_EQ(state(), TokenState::running) << "the ledger's own word counts";
}

}  // namespace
}  // namespace kaisho::governance::testing
