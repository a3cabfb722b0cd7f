#include <kaisho/base/hex.hpp>

#include "audit_fixture.hpp"
#include "records_write.hpp"

// G8: what an audit finds, and what it does not.
namespace kaisho::governance::testing {
namespace {

/// The ledger's slots as somebody forged them: with access to the store, or through a fault of the contract.
class Forged final : public ledger::WritableSlots {
 public:
  explicit Forged(const Slots& honest) : honest_(honest) {}
  [[nodiscard]] Word load(const Word& slot) const override {
    const auto found = changed_.find(slot);
    return found == changed_.end() ? honest_.load(slot) : found->second;
  }
  void store(const Word& slot, const Word& value) override { changed_[slot] = value; }

 private:
  const Slots& honest_;
  std::map<Word, Word> changed_;
};

std::vector<std::string> codes(const AuditReport& report) {
  std::vector<std::string> names;
  for (const auto& finding : report.findings) names.emplace_back(name_of(finding.code));
  return names;
}
using Codes = std::vector<std::string>;

TEST_F(Audit, G8_finds_nothing_where_all_is_as_agreed) {
  deploy();
  distribute();
  const auto report = look();
  EXPECT_EQ(codes(report), Codes{});
  EXPECT_TRUE(report.agrees);
  EXPECT_TRUE(report.satisfiable);
  EXPECT_EQ(report.entrusted, "bank");
  EXPECT_EQ(report.indispensable, OrganizationSet{"bank"});
  EXPECT_EQ(report.policy, "bank AND Majority[bank, broker, exchange]");
  EXPECT_EQ(report.runs_at, account(99));
  EXPECT_TRUE(report.consent->stands(ledger.now));
}

TEST_F(Audit, G8_measures_a_holders_token_by_its_issuers_organization) {
  deploy();
  distribute();
  const auto report = look(kHolder);
  EXPECT_EQ(report.entrusted, "broker");
  EXPECT_EQ(report.issuer_entrusted, "bank");
  EXPECT_TRUE(report.agrees);
  EXPECT_EQ(codes(report), Codes{});
}

TEST_F(Audit, G8_refuses_unknown_users_and_tokens) {
  deploy();
  EXPECT_EQ(audit(ledger.slots(), {"nobody", "BOND"}, kNow).error(), AuditError::unknown_user);
  EXPECT_EQ(audit(ledger.slots(), {"acme", "NONE"}, kNow).error(), AuditError::unknown_token);
}

TEST_F(Audit, G8_finds_a_policy_that_the_user_did_not_authorize) {
  deploy();
  Forged forged(ledger.slots());
  add_policy(forged, "BOND", {.text = "broker OR exchange"});
  const auto report = look(forged);
  EXPECT_EQ(codes(report), Codes{"policy_unauthorized"});
  EXPECT_FALSE(report.agrees);
  EXPECT_EQ(
      report.findings[0].text.en,
      "Unauthorized policy: user acme entrusted bank with token BOND, but the deploy policy broker OR exchange can "
      "be satisfied without bank.");
  EXPECT_NE(report.findings[0].text.ja.find("許可のないポリシー"), std::string::npos);
  EXPECT_EQ(severity_of(report.findings[0].code), Severity::alarm);
}

TEST_F(Audit, G8_decides_indispensable_by_meaning_not_by_the_text) {
  deploy();
  Forged forged(ledger.slots());
  add_policy(forged, "BOND", {.text = "(bank AND broker) OR (exchange AND bank)"});
  EXPECT_EQ(codes(look(forged)), Codes{});
  Forged other(ledger.slots());
  add_policy(other, "BOND", {.text = "(bank AND broker) OR OutOf(2, [broker, exchange])"});
  EXPECT_EQ(codes(look(other)), Codes{"policy_unauthorized"});
}

TEST_F(Audit, G8_finds_a_policy_that_nobody_can_read) {
  deploy();
  Forged forged(ledger.slots());
  add_policy(forged, "BOND", {.text = "bank AND ("});
  EXPECT_EQ(codes(look(forged)), Codes{"policy_unreadable"});
}

TEST_F(Audit, G8_finds_what_a_member_that_left_makes_impossible) {
  deploy();
  distribute();
  expect_ok(kBank, calls::change_policy("BOND", "All[bank, broker, exchange]"));
  decide(removal("exchange"));
  const auto report = look();
  EXPECT_EQ(codes(report), Codes{"policy_unsatisfiable"});
  EXPECT_EQ(report.former, OrganizationSet{"exchange"});
  EXPECT_EQ(codes(look(kHolder)), Codes{});
}

TEST_F(Audit, G8_finds_that_the_entrusted_organization_left) {
  deploy();
  distribute();
  expect_ok(kBank, proposal(removal("broker")));
  expect_ok(kExchange, calls::approve_membership(1));
  EXPECT_EQ(codes(look(kHolder)), Codes{"entrusted_left"});
}

TEST_F(Audit, G8_G12_finds_withdrawn_and_expired_consents) {
  deploy();
  ledger.now = kNow + 1001;
  EXPECT_EQ(codes(look()), (Codes{"entrustment_expired", "consent_expired"}));
  EXPECT_EQ(look().findings[1].text.en,
            "The consent of user acme for token BOND expired at 2027-01-15 08:16:40 UTC; the program still runs.");
  withdraw();
  EXPECT_EQ(codes(look()), (Codes{"entrustment_expired", "consent_withdrawn"}));
}

TEST_F(Audit, G8_knows_when_time_alone_will_change_a_finding) {
  deploy();
  EXPECT_EQ(next_expiry(look()), kNow + 1000);
  ledger.now = kNow + 1001;
  EXPECT_EQ(next_expiry(look()), std::nullopt);
}

TEST_F(Audit, G8_finds_a_consent_that_is_not_on_record) {
  deploy();
  Forged forged(ledger.slots());
  auto application = *find_application(ledger.slots(), 1);
  const auto consent = *find_consent(ledger.slots(), application.consent);
  auto other = consent;
  other.application = 2;  // a consent of another application
  add_consent(forged, other);
  EXPECT_EQ(codes(look(forged)), Codes{"consent_missing"});
}

TEST_F(Audit, G8_finds_a_program_that_runs_without_a_consented_application) {
  apply();
  Forged forged(ledger.slots());
  auto token = *find_token(ledger.slots(), "BOND");
  token.deployed = account(98);
  token.package_hash = story.package.hash;
  write_token(forged, token);
  EXPECT_EQ(codes(look(forged)), Codes{"runs_without_consent"});
}

TEST_F(Audit, G8_finds_that_another_program_runs_than_was_consented) {
  deploy();
  auto token = *find_token(ledger.slots(), "BOND");
  token.package_hash.bytes[0] ^= 1;
  Forged version(ledger.slots());
  write_token(version, token);
  EXPECT_EQ(codes(look(version)), Codes{"runs_other_program"});
  Forged place(ledger.slots());
  token = *find_token(ledger.slots(), "BOND");
  token.deployed = account(98);
  write_token(place, token);
  EXPECT_EQ(codes(look(place)), Codes{"runs_other_program"});
}

TEST_F(Audit, G8_finds_that_there_is_no_code_where_the_program_should_run) {
  deploy();
  code_hash = {};
  EXPECT_EQ(codes(look()), Codes{"program_gone"});
  code_hash = ledger::kEmptyCodeHash;
  EXPECT_EQ(codes(look()), Codes{"program_gone"});
}

TEST_F(Audit, G8_finds_a_proxy_that_was_turned_behind_the_governances_back) {
  deploy();
  Forged forged(ledger.slots());
  auto life = find_lifecycle(ledger.slots(), *find_token(ledger.slots(), "BOND"));
  life.implementation = account(97);
  write_lifecycle(forged, "BOND", life);
  proxy_points_to = account(97);
  EXPECT_EQ(codes(look(forged)), Codes{});
  proxy_points_to = account(96);
  EXPECT_EQ(codes(look(forged)), Codes{"runs_other_program"});
  EXPECT_NE(look(forged).findings[0].text.en.find("points to " + to_hex(account(96))), std::string::npos);
}

TEST_F(Audit, G8_finds_a_right_to_use_that_no_application_of_the_user_gave) {
  deploy();
  Forged forged(ledger.slots());
  grant_token(forged, *find_user(ledger.slots(), "iris"), "BOND", 1);  // the issuer's application
  EXPECT_EQ(codes(look(forged, kHolder)), Codes{"use_without_consent"});
}

TEST_F(Audit, G8_every_code_has_a_name_of_its_own) {
  for (int number = 1; number <= 15; ++number) {
    const auto code = static_cast<FindingCode>(number);
    EXPECT_EQ(finding_code(name_of(code)), code);
  }
  EXPECT_EQ(finding_code("nothing"), std::nullopt);
}

}  // namespace
}  // namespace kaisho::governance::testing
