#include "kaisho/governance/audit_scope.hpp"

#include <fstream>
#include <regex>
#include <sstream>

#include <kaisho/base/hex.hpp>

#include "ledger_of_members.hpp"
#include "records_write.hpp"

// G8: what an audit finds, what it does not, and after which blocks it has to look again.
namespace kaisho::governance::testing {
namespace {

const AuditPair kIssuer{"acme", "BOND"}, kHolder{"iris", "BOND"};

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

class Audit : public GovernanceTest {
 protected:
  [[nodiscard]] AuditReport look(const Slots& slots, const AuditPair& pair = kIssuer) const {
    return audit(
               slots, pair, ledger.now, [this](const Address&) { return code_hash; },
               [this](const Address&, const Word&) { return word_of(proxy_points_to); })
        .value();
  }
  [[nodiscard]] AuditReport look(const AuditPair& pair = kIssuer) const { return look(ledger.slots(), pair); }
  void distribute() { expect_ok(kBroker, story.apply_to_distribute(story.distribute_consent())); }
  void withdraw() {
    const auto withdrawal = story.withdrawal(story.issue_consent());
    expect_ok(kAcme, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  }
  void decide(const MembershipChange& change) {
    expect_ok(kBank, proposal(change));
    expect_ok(kBroker, calls::approve_membership(proposal_count(ledger.slots())));
  }

  Hash code_hash{{1}};
  Address proxy_points_to;
};

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

// --- what changed in a block

/// A block of one transaction's logs, with the header's filter.
ledger::Block block_of(const std::vector<ledger::Log>& logs) {
  ledger::Block block;
  ledger::Receipt receipt;
  receipt.success = true;
  receipt.logs = logs;
  receipt.bloom = ledger::bloom_of(logs);
  block.header.bloom = receipt.bloom;
  block.transactions.resize(1);
  block.receipts.push_back(receipt);
  return block;
}

class Scope : public Audit {
 protected:
  /// Sends, and gives the pairs that the block touched.
  std::set<AuditPair> after(std::uint8_t from, const Bytes& input) {
    EXPECT_EQ(ledger.send(from, input), "");
    scope = changed_by(block_of(ledger.logs), ledger.slots());
    return scope.pairs;
  }
  AuditScope scope;
};

using Pairs = std::set<AuditPair>;

TEST_F(Scope, G8_names_exactly_the_pairs_whose_records_the_block_changed) {
  EXPECT_EQ(after(kBank, calls::register_program("BOND", "", story.package.canonical_manifest)), Pairs{});
  for (const auto organization : {kBank, kBroker, kExchange})
    EXPECT_EQ(after(organization, story.attest(organization)), Pairs{});
  EXPECT_EQ(after(kBank, story.register_user("acme", kAcme)), Pairs{});
  EXPECT_EQ(after(kBroker, story.register_user("iris", kIris, "broker")), Pairs{});
  EXPECT_EQ(after(kBank, story.apply_to_issue(story.issue_consent())), Pairs{kIssuer});
  EXPECT_EQ(after(kBank, story.deploy({kBank, kBroker})), Pairs{kIssuer});
  EXPECT_EQ(after(kBroker, story.apply_to_distribute(story.distribute_consent())), Pairs{kHolder});
  EXPECT_EQ(after(kBank, calls::change_policy("BOND", "bank AND broker")), Pairs{kIssuer});
  const auto withdrawal = story.withdrawal(story.issue_consent());
  EXPECT_EQ(after(kAcme, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain)))),
            Pairs{kIssuer});
  EXPECT_EQ(after(kBroker, calls::record_refusal("iris", "BOND", story.package.hash, 2, "no")), Pairs{});
  EXPECT_TRUE(scope.is_empty());
}

TEST_F(Scope, G8_a_member_that_leaves_touches_the_tokens_whose_policies_name_it) {
  deploy();
  distribute();
  EXPECT_EQ(after(kBank, proposal(removal("exchange"))), Pairs{});
  EXPECT_EQ(after(kBroker, calls::approve_membership(1)), Pairs{});
  EXPECT_EQ(scope.members, OrganizationSet{"exchange"});
  EXPECT_TRUE(depends_on(ledger.slots(), kIssuer, scope.members));
  EXPECT_FALSE(depends_on(ledger.slots(), kHolder, scope.members));
  EXPECT_TRUE(depends_on(ledger.slots(), kHolder, {"broker"}));
}

TEST_F(Scope, G8_a_block_of_other_contracts_touches_nothing_whatever_it_claims) {
  deploy();
  auto logs = ledger.logs;
  ASSERT_FALSE(logs.empty());
  for (auto& log : logs) log.address = account(77);
  EXPECT_TRUE(changed_by(block_of(logs), ledger.slots()).is_empty());
}

TEST_F(Scope, G8_a_proxy_that_says_that_it_points_elsewhere_is_looked_at) {
  deploy();
  const ledger::Log upgraded{account(99), {codec::abi::event_topic("Upgraded(address)"), word_of(account(96))}, {}};
  EXPECT_EQ(changed_by(block_of({upgraded}), ledger.slots()).pairs, Pairs{kIssuer});
  auto other = upgraded;
  other.address = account(98);  // no token's contract
  EXPECT_TRUE(changed_by(block_of({other}), ledger.slots()).is_empty());
}

TEST_F(Scope, G8_knows_every_event_that_the_interface_declares) {
  const std::ifstream file(std::string(KAISHO_SOURCE_DIR) + "/src/governance/src/explain.cpp");
  std::stringstream text;
  text << file.rdbuf();
  const std::string source = std::regex_replace(text.str(), std::regex("\"\\s*\n\\s*\""), "");
  const std::regex pattern("\\{\"([A-Z]\\w*\\([^\"]*\\))\"");
  int events = 0;
  for (std::sregex_iterator at(source.begin(), source.end(), pattern), end; at != end; ++at, ++events) {
    EXPECT_TRUE(is_known_event(codec::abi::event_topic((*at)[1].str())))
        << "add a line to kTouches in audit_scope.cpp: " << (*at)[1].str();
  }
  EXPECT_GE(events, 15);
}

TEST_F(Scope, G8_lists_every_pair_with_an_application_that_counts) {
  deploy();
  distribute();
  Pairs all, issues;
  visit_pairs(ledger.slots(), false, [&](const AuditPair& pair) { return all.insert(pair).second; });
  visit_pairs(ledger.slots(), true, [&](const AuditPair& pair) { return issues.insert(pair).second; });
  EXPECT_EQ(all, (Pairs{kIssuer, kHolder}));
  EXPECT_EQ(issues, Pairs{kIssuer});
}

// --- attempts

class Attempt : public Audit {
 protected:
  /// Sends what must be refused, and gives the attempt that it is.
  std::optional<RefusedAttempt> tried(std::uint8_t from, const Bytes& input) {
    EXPECT_NE(ledger.send(from, input), "");
    ledger::SignedTransaction tx;
    tx.sender = account(from);
    tx.transaction.to = kGovernanceAddress;
    tx.transaction.data = input;
    return refused_attempt(ledger.slots(), tx, ledger.output);
  }
};

TEST_F(Attempt, G8_two_members_that_deploy_alone_are_told_by_name) {
  apply();
  const auto attempt = tried(kBroker, story.deploy({kBroker, kExchange}));
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->error, "EntrustedSignatureMissing");
  EXPECT_EQ(attempt->function, "deploy");
  EXPECT_EQ(attempt->organization, "broker");
  EXPECT_EQ(attempt->pair, kIssuer);
  EXPECT_EQ(attempt->text.en, "Unauthorized attempt, refused: broker (" + to_hex(account(kBroker)) +
                                  ") tried to deploy the program of application 1: the signature of bank is missing, "
                                  "the organization that the user entrusted.");
  EXPECT_NE(attempt->text.ja.find("利用者が委任した組織 bank の署名がありません"), std::string::npos);
}

TEST_F(Attempt, G8_a_weaker_policy_and_a_strangers_policy_are_attempts) {
  deploy();
  EXPECT_EQ(tried(kBank, calls::change_policy("BOND", "broker OR exchange"))->error, "PolicyWeakened");
  EXPECT_EQ(tried(kBroker, calls::change_policy("BOND", "broker"))->error, "NotEntrusted");
  const auto stranger = tried(kStranger, calls::change_policy("BOND", "broker"));
  EXPECT_EQ(stranger->error, "NotAMember");
  EXPECT_EQ(stranger->organization, "");
  EXPECT_EQ(stranger->pair, kIssuer);
}

TEST_F(Attempt, G8_a_forged_consent_is_an_attempt_against_its_user) {
  prepare();
  const auto attempt = tried(kBank, story.apply_to_issue(story.issue_consent(), kStranger));
  EXPECT_EQ(attempt->error, "NotSignedBy");
  EXPECT_EQ(attempt->pair, kIssuer);
}

TEST_F(Attempt, G8_functions_that_come_later_are_watched_by_their_names) {
  apply();
  ledger::SignedTransaction tx;
  tx.sender = account(kStranger);
  tx.transaction.to = kGovernanceAddress;
  const auto view = codec::abi::Function::of("applicationOf(string,string)");  // in no table of attempts
  tx.transaction.data =
      view.encode_call(codec::abi::Values{codec::abi::Value::of("acme"), codec::abi::Value::of("BOND")}).value();
  const auto refusal = ledger::custom_error("NotAMember(address)", {codec::abi::Value::of(account(kStranger))});
  const auto attempt = refused_attempt(ledger.slots(), tx, refusal.data);
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->function, "applicationOf");
  EXPECT_EQ(attempt->pair, kIssuer);
  EXPECT_NE(attempt->text.en.find("tried to call applicationOf: "), std::string::npos);
}

TEST_F(Attempt, G8_a_mistake_is_no_attempt) {
  apply();
  EXPECT_EQ(tried(kBank, calls::change_policy("BOND", "bank AND (")), std::nullopt);
  EXPECT_EQ(tried(kBank, calls::change_policy("NONE", "bank")), std::nullopt);
  EXPECT_EQ(tried(kBank, bytes_of(view_of("no call of the interface"))), std::nullopt);
  EXPECT_EQ(tried(kBank, {}), std::nullopt);
}

TEST_F(Attempt, G8_texts_of_strangers_do_not_reach_an_alert_unchecked) {
  deploy();
  const auto attempt = tried(kStranger, calls::change_policy("BOND", "broker\r\nSubject: sell everything"));
  EXPECT_EQ(attempt->text.en.find('\n'), std::string::npos);
  EXPECT_NE(attempt->text.en.find("(long or not printable)"), std::string::npos);
}

TEST_F(Attempt, G8_only_failed_calls_of_the_governance_can_be_attempts) {
  ledger::Block block;
  block.transactions.resize(3);
  block.receipts.resize(3);
  block.transactions[0].transaction.to = kGovernanceAddress;
  block.receipts[0].success = true;
  block.transactions[1].transaction.to = kGovernanceAddress;
  block.transactions[2].transaction.to = account(9);
  EXPECT_EQ(failed_calls(block), std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace kaisho::governance::testing
