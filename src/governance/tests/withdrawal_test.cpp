#include "kaisho/governance/explain.hpp"
#include "lifecycle_stories.hpp"

namespace kaisho::governance::testing {
namespace {

constexpr std::string_view kPauses = R"({"onWithdrawal":"pause"})";
constexpr std::string_view kWindsDown = R"({"onWithdrawal":"wind-down"})";

/// A token whose package declares what happens when its issuer withdraws.
class WithdrawalEffects : public GovernanceTest {
 protected:
  /// Issued for acme and held by iris.
  void running(std::string_view lifecycle, OnWithdrawal declared) {
    rule = declared;
    story.package = version_of("1.0.0", lifecycle);
    prepare();
    expect_ok(kBank, story.apply_to_issue(issue()));
    expect_ok(kBank, story.deploy({kBank, kBroker}));
    expect_ok(kBroker, story.apply_to_distribute(distribution(1)));
  }
  [[nodiscard]] IssueConsent issue() const {
    auto consent = story.issue_consent();
    consent.on_withdrawal = rule;
    return with_text(consent);
  }
  [[nodiscard]] DistributeConsent distribution(std::uint8_t salt) const {
    auto consent = story.distribute_consent(salt);
    consent.on_withdrawal = rule;
    return with_text(consent);
  }
  [[nodiscard]] Bytes withdraw_issue(WithdrawalEffect effect) const {
    return withdraw(withdrawal_of("acme", 1, digest(issue(), kChain), effect), kAcme);
  }
  [[nodiscard]] Bytes withdraw_holding(WithdrawalEffect effect) const {
    return withdraw(withdrawal_of("iris", 2, digest(distribution(1), kChain), effect), kIris);
  }
  bool movable(std::uint8_t from, std::uint8_t to) {
    const auto address = [](std::uint8_t who) { return who == 0 ? Address{} : account(who); };
    const auto call =
        codec::abi::Function::of("movable(string,address,address)")
            .encode_call(codec::abi::Values{codec::abi::Value::of("BOND"), codec::abi::Value::of(address(from)),
                                            codec::abi::Value::of(address(to))})
            .value();
    EXPECT_EQ(ledger.send(kStranger, call), "");
    return codec::abi::decode(codec::abi::types_of("bool"), ledger.output).value()[0].flag();
  }
  [[nodiscard]] TokenState state() const { return token_state(ledger.slots(), "BOND"); }
  [[nodiscard]] Change pause() const {
    Change change;
    change.number = 3;
    change.action = "pause";
    change.package = story.package.hash;
    return change;
  }
  std::string error(std::uint8_t from, const Bytes& input) {
    if (ledger.send(from, input).empty()) return "";
    return calls::error_name(ledger.output).value_or("?");
  }

  OnWithdrawal rule = OnWithdrawal::none;
};

TEST_F(WithdrawalEffects, G12_a_token_whose_package_declares_nothing_goes_on) {
  running("", OnWithdrawal::none);
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::deployments_refused));
  EXPECT_EQ(state(), TokenState::running);
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 2u);
  EXPECT_TRUE(movable(kAcme, kIris));
}

TEST_F(WithdrawalEffects, G12_pauses_a_token_whose_package_declares_so) {
  running(kPauses, OnWithdrawal::pause);
  EXPECT_TRUE(movable(kAcme, kIris));
  expect_ok(kStranger, withdraw_issue(WithdrawalEffect::token_pauses));
  EXPECT_EQ(state(), TokenState::paused);
  EXPECT_FALSE(movable(kAcme, kIris));
  EXPECT_FALSE(movable(kIris, 0));
  EXPECT_EQ(explain(ledger.logs.empty() ? ledger::Log{} : ledger.logs.back()), std::nullopt) << "a view";
}

TEST_F(WithdrawalEffects, G12_the_record_says_what_happened_and_why) {
  running(kPauses, OnWithdrawal::pause);
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::token_pauses));
  EXPECT_EQ(explain(ledger.logs.back()), "token BOND is paused from now on, because its issuer withdrew the consent");
  const auto record = find_lifecycle(ledger.slots(), *find_token(ledger.slots(), "BOND"));
  EXPECT_EQ(record.application, 1u);
  EXPECT_EQ(record.since, kNow);
  EXPECT_EQ(find_consent(ledger.slots(), digest(issue(), kChain))->withdrawn, kNow);
}

TEST_F(WithdrawalEffects, G12_nobody_resumes_or_upgrades_what_a_withdrawal_paused_but_it_can_be_retired) {
  running(kPauses, OnWithdrawal::pause);
  const auto second = version_of("2.0.0");
  expect_ok(kBank, calls::register_program("BOND", "", second.canonical_manifest));
  expect_ok(kBank, attest_package(second, kBank));
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::token_pauses));
  Change change = pause();
  change.action = "resume";
  EXPECT_EQ(error(kBank, change.apply()), "ConsentIsWithdrawn");
  Change upgrade = pause();
  upgrade.action = "upgrade";
  upgrade.from_package = story.package.hash;
  upgrade.package = second.hash;
  EXPECT_EQ(error(kBank, upgrade.apply()), "ConsentIsWithdrawn");
  change.action = "retire";
  change.salt = 60;
  expect_ok(kBank, change.apply());
  expect_ok(kBank, change.run({kBank, kBroker}));
  EXPECT_EQ(state(), TokenState::retired);
}

TEST_F(WithdrawalEffects, G12_ends_an_open_application_of_the_token) {
  running("", OnWithdrawal::none);
  const auto second = version_of("2.0.0");
  expect_ok(kBank, calls::register_program("BOND", "", second.canonical_manifest));
  for (const auto organization : {kBank, kBroker}) expect_ok(organization, attest_package(second, organization));
  Change upgrade = pause();
  upgrade.action = "upgrade";
  upgrade.from_package = story.package.hash;
  upgrade.package = second.hash;
  expect_ok(kBank, upgrade.apply());
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::deployments_refused));
  EXPECT_EQ(find_application(ledger.slots(), 3)->status, ApplicationStatus::withdrawn);
  EXPECT_EQ(
      error(kBank, calls::upgrade(3, second.creation_code, upgrade.arguments, upgrade.signatures({kBank, kBroker}))),
      "ApplicationNotOpen");
}

TEST_F(WithdrawalEffects, G12_winds_a_token_down_holders_only_give_back_or_burn) {
  running(kWindsDown, OnWithdrawal::wind_down);
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::token_winds_down));
  EXPECT_EQ(state(), TokenState::winding_down);
  EXPECT_TRUE(movable(kIris, kAcme)) << "back to the issuer";
  EXPECT_TRUE(movable(kIris, 0)) << "burnt";
  EXPECT_FALSE(movable(kAcme, kIris));
  EXPECT_FALSE(movable(0, kIris)) << "nothing new";
  EXPECT_FALSE(movable(0, kAcme));
  EXPECT_EQ(error(kBroker, story.apply_to_distribute(distribution(5))), "WrongTokenState");
  EXPECT_EQ(error(kBank, pause().apply()), "WrongTokenState");
}

TEST_F(WithdrawalEffects, G12_winding_down_ends_a_pause_so_that_holders_are_not_locked_in) {
  running(kWindsDown, OnWithdrawal::wind_down);
  std::vector<Bytes> told;
  ledger.programs = [&](const ProgramCall& call) {
    told.push_back(call.input);
    return ledger::Host::Called{true, {}};
  };
  expect_ok(kBank, pause().apply());
  expect_ok(kBank, pause().run({kBank, kBroker}));
  EXPECT_FALSE(movable(kIris, kAcme));
  expect_ok(kBank, withdraw_issue(WithdrawalEffect::token_winds_down));
  EXPECT_TRUE(movable(kIris, kAcme));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[1], bytes_of(codec::abi::selector("unpause()").view()));
}

TEST_F(WithdrawalEffects, G12_a_holder_who_withdraws_loses_the_right_at_once) {
  running(kPauses, OnWithdrawal::pause);
  expect_ok(kStranger, withdraw_holding(WithdrawalEffect::right_ends));
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 0u);
  EXPECT_TRUE(find_user(ledger.slots(), "iris")->tokens.empty());
  EXPECT_EQ(find_application(ledger.slots(), 2)->status, ApplicationStatus::withdrawn);
  EXPECT_EQ(state(), TokenState::running) << "the token is its issuer's";
  EXPECT_FALSE(movable(kIris, kAcme));
  EXPECT_FALSE(movable(kAcme, kIris));
  EXPECT_EQ(error(kStranger, withdraw_holding(WithdrawalEffect::right_ends)), "ConsentIsWithdrawn");
}

TEST_F(WithdrawalEffects, G12_such_a_holder_may_give_back_where_the_package_declares_a_wind_down_and_come_again) {
  running(kWindsDown, OnWithdrawal::wind_down);
  expect_ok(kBank, withdraw_holding(WithdrawalEffect::right_ends_give_back));
  EXPECT_EQ(usable(ledger.slots(), "BOND", account(kIris)), 0u);
  EXPECT_EQ(leaving(ledger.slots(), "BOND", account(kIris)), 2u);
  EXPECT_TRUE(movable(kIris, kAcme));
  EXPECT_TRUE(movable(kIris, 0));
  EXPECT_FALSE(movable(kIris, kStranger));
  EXPECT_FALSE(movable(kAcme, kIris));
  expect_ok(kBroker, story.apply_to_distribute(distribution(7)));
  EXPECT_EQ(leaving(ledger.slots(), "BOND", account(kIris)), 0u);
  EXPECT_TRUE(movable(kAcme, kIris));
}

TEST_F(WithdrawalEffects, G12_the_user_signs_the_effect_so_a_text_without_it_is_refused) {
  running(kPauses, OnWithdrawal::pause);
  EXPECT_EQ(error(kBank, withdraw_issue(WithdrawalEffect::deployments_refused)), "WrongConsentText");
  EXPECT_EQ(error(kBank, withdraw_issue(WithdrawalEffect::token_winds_down)), "WrongConsentText");
  const auto english = text(withdrawal_of("acme", 1, {}, WithdrawalEffect::token_pauses));
  EXPECT_NE(english.find("The running token is paused.\n"), std::string::npos);
}

TEST_F(WithdrawalEffects, G12_the_declared_rule_stands_in_the_text_of_the_consent_in_both_languages) {
  running(kWindsDown, OnWithdrawal::wind_down);
  auto consent = issue();
  EXPECT_NE(text(consent).find("wound down"), std::string::npos);
  consent.terms.language = "ja";
  EXPECT_NE(text(consent).find("清算"), std::string::npos);
  consent.on_withdrawal = OnWithdrawal::none;
  EXPECT_EQ(text(consent).find("撤回した場合"), std::string::npos);
  // A consent whose text hides the rule is none.
  auto hiding = story.issue_consent(8);
  EXPECT_NE(text_hash(text(hiding)), text_hash(text(issue())));
}

TEST_F(WithdrawalEffects, G12_a_consent_to_issue_that_does_not_show_the_rule_is_refused) {
  story.package = version_of("1.0.0", kPauses);
  prepare();
  EXPECT_EQ(error(kBank, story.apply_to_issue(story.issue_consent())), "WrongConsentText");
}

TEST_F(WithdrawalEffects, G12_rules_are_recorded_with_the_package_and_read_back) {
  story.package = version_of("1.0.0", kWindsDown);
  register_program();
  const auto rules = package_rules(ledger.slots(), story.package.hash);
  EXPECT_EQ(rules.on_withdrawal, OnWithdrawal::wind_down);
  EXPECT_EQ(rules.proxy, ProxyKind::none);
  const auto again = parse_canonical_manifest(story.package.canonical_manifest);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->lifecycle->on_withdrawal, OnWithdrawal::wind_down);
}

TEST(LifecycleManifest, G12_refuses_rules_that_nobody_could_follow) {
  for (const std::string_view lifecycle :
       {R"({"onWithdrawal":"burn"})", R"({})", R"("pause")", R"({"onWithdrawal":"pause","extra":1})",
        R"({"onWithdrawal":"none","proxy":{"kind":"beacon","artifact":"artifacts/Bond.json"}})",
        R"({"onWithdrawal":"none","proxy":{"kind":"uups","artifact":"artifacts/None.json"}})"}) {
    auto files = samples::folder();
    std::string draft = samples::draft();
    draft.insert(draft.size() - 1, ",\"lifecycle\":" + std::string(lifecycle));
    EXPECT_FALSE(make_manifest(draft, files)) << lifecycle;
  }
}

}  // namespace
}  // namespace kaisho::governance::testing
