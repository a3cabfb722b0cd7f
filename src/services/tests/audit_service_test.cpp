#include "kaisho/services/audit_service.hpp"

#include <mutex>
#include <thread>

#include <kaisho/base/hex.hpp>

#include "kaisho/services/ledger_service.hpp"

#include "../../consensus/tests/test_chain.hpp"
#include "../../governance/src/records_write.hpp"
#include "../../governance/tests/ledger_of_members.hpp"

// G8 after every block, over a governed chain with the real store, engine and EVM.
namespace kaisho::services::test {
namespace {

using namespace governance::testing;  // NOLINT(google-build-using-namespace): the story of the governance's tests
using governance::FindingCode;

/// A genesis whose governance has come as far as this ledger in memory.
ledger::Genesis genesis_of(const governance::testing::Ledger& story) {
  ledger::Genesis genesis;
  genesis.timestamp = 1'700'000'000;
  genesis.state = governance::genesis_state(three_members()).value();
  auto& storage = genesis.state.accounts[governance::kGovernanceAddress].storage;
  for (const auto& [slot, value] : dynamic_cast<const ledger::MapSlots&>(story.slots()).all()) storage[slot] = value;
  return genesis;
}

struct GovernedChain : consensus::test::TestChain {
  explicit GovernedChain(const governance::testing::Ledger& story = governance::testing::Ledger{})
      : TestChain({}, genesis_of(story)) {
    close();
    static const ledger::SystemContract* const kContracts[] = {&governance::contract()};
    rules.system_contracts = kContracts;
    rules.admission = &governance::admission();
    rules.create_mode = ledger::CreateMode::governed;
    clock.set(kNow * 1'000);
    open();
  }

  /// Sends with all the gas there is, so that a refusal is in a block.
  ledger::Receipt send(std::uint8_t from, Bytes data) {
    const auto result = submit({.from = from,
                                .nonce = nonce(account(from)),
                                .to = governance::kGovernanceAddress,
                                .data = std::move(data),
                                .gas = ledger::kMaxTransactionGas});
    if (!result || !result->inclusion) throw std::runtime_error(result ? "not mined" : result.error().text);
    return result->inclusion->receipt();
  }
};

class AuditServiceTest : public ::testing::Test {
 protected:
  void watch() {
    audit.reset();
    alerting.reset();
    alerting = alerting::Alerting::start({.folder = folder.path() / "alerts"},
                                         {.clock = chain->clock, .log = [](std::string_view) {}})
                   .value();
    audit = std::make_unique<AuditService>(AuditService::Dependencies{.store = *chain->store,
                                                                      .engine = *chain->engine,
                                                                      .rules = chain->rules,
                                                                      .alerting = *alerting,
                                                                      .consortium = "demo",
                                                                      .refused = &refused});
  }
  void begin(const governance::testing::Ledger& from = governance::testing::Ledger{}) {
    chain = std::make_unique<GovernedChain>(from);
    watch();
    settle();
  }
  void TearDown() override {
    audit.reset();
    alerting.reset();
  }
  /// Waits until the last block was looked at.
  void settle() {
    for (int i = 0; i < 4'000; ++i) {
      const auto status = audit->status();
      if (!status.first_look && status.position == chain->store->height()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    FAIL() << "the audit does not come to the last block";
  }
  /// Waits until so many alerts were told.
  void wait_for_alerts(std::uint64_t count) {
    for (int i = 0; i < 4'000 && audit->outbox().last_number() < count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ASSERT_GE(audit->outbox().last_number(), count);
  }
  void mined(std::uint8_t from, const Bytes& data, bool success = true) {
    ASSERT_EQ(chain->send(from, data).success, success);
    settle();
  }
  void prepare() {
    mined(kBank, governance::calls::register_program("BOND", "", story.package.canonical_manifest));
    for (const auto organization : {kBank, kBroker, kExchange}) mined(organization, story.attest(organization));
    mined(kBank, story.register_user("acme", kAcme));
    mined(kBank, story.apply_to_issue(story.issue_consent()));
  }
  [[nodiscard]] Bytes withdrawal() const {
    const auto made = story.withdrawal(story.issue_consent());
    return governance::calls::withdraw(made, governance::sign_digest(key(kAcme), digest(made, kChain)));
  }
  [[nodiscard]] std::vector<std::string> told() const {
    std::vector<std::string> codes;
    for (const auto& alert : audit->outbox().alerts(0, 100)) codes.push_back(alert.code);
    return codes;
  }

  using Codes = std::vector<std::string>;
  consensus::test::Folder folder;
  RefusedBox refused;
  Story story;
  std::unique_ptr<GovernedChain> chain;
  std::unique_ptr<alerting::Alerting> alerting;
  std::unique_ptr<AuditService> audit;
};

TEST_F(AuditServiceTest, G8_tells_nothing_while_all_is_as_agreed) {
  begin();
  prepare();
  mined(kBank, story.deploy({kBank, kBroker}));
  EXPECT_EQ(told(), Codes{});
  EXPECT_EQ(audit->status().findings, 0u);
  EXPECT_EQ(audit->status().audits, 2u);
  const auto report = audit->audit({"acme", "BOND"}).value();
  EXPECT_TRUE(report.agrees);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(audit->audit({"acme", "NONE"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(audit->audit({"acme", "BOND"}, 1'000).error().code, ErrorCode::unknown_block);
}

TEST_F(AuditServiceTest, G8_two_members_that_deploy_alone_are_refused_and_told_of_once) {
  begin();
  prepare();
  mined(kBroker, story.deploy({kBroker, kExchange}), false);
  const auto alerts = audit->outbox().alerts(0, 10);
  ASSERT_EQ(told(), Codes{"refused_attempt"});
  EXPECT_EQ(alerts[0].user, "acme");
  EXPECT_EQ(alerts[0].token, "BOND");
  EXPECT_TRUE(alerts[0].alarm);
  EXPECT_EQ(alerts[0].height, chain->store->height());
  EXPECT_EQ(alerts[0].transaction, chain->store->last_block()->block.transactions[0].hash);
  EXPECT_NE(alerts[0].text.en.find("the signature of bank is missing"), std::string::npos);
  mined(kBroker, story.deploy({kBroker, kExchange}), false);  // again at once: counted
  EXPECT_EQ(told(), Codes{"refused_attempt"});
  mined(kExchange, story.deploy({kBroker, kExchange}), false);  // somebody else: told
  EXPECT_EQ(told(), (Codes{"refused_attempt", "refused_attempt"}));
}

TEST_F(AuditServiceTest, G8_many_strangers_fill_no_mail_box) {
  begin();
  prepare();
  for (std::uint8_t stranger = 40; stranger < 45; ++stranger) {
    mined(stranger, governance::calls::change_policy("BOND", "broker"), false);
  }
  EXPECT_EQ(told(), Codes{"refused_attempt"});
  chain->clock.set((kNow + 900 + 3'600) * 1'000);
  mined(kStranger, governance::calls::change_policy("BOND", "broker"), false);
  const auto alerts = audit->outbox().alerts(0, 10);
  EXPECT_NE(alerts.back().text.en.find("tried 4 times more"), std::string::npos) << alerts.back().text.en;
}

TEST_F(AuditServiceTest, G8_what_admission_does_not_take_is_told_though_it_is_in_no_block) {
  begin();
  prepare();
  mined(kBank, story.deploy({kBank, kBroker}));
  const auto state = chain->store->latest();
  const ledger::ViewSlots slots(*state, governance::kGovernanceAddress);
  const auto token = governance::find_token(slots, "BOND").value().deployed;
  LedgerService ledger({*chain->store, *chain->engine, chain->rules, &refused});
  const auto send = [&](std::uint8_t from, std::optional<Address> to) {
    const auto sent = ledger.send_and_wait(
        consensus::test::wire({.from = from, .nonce = chain->nonce(account(from)), .to = to, .gas = 100'000}));
    ASSERT_FALSE(sent);
    ASSERT_NE(sent.error().text.find("not admitted"), std::string::npos) << sent.error().text;
  };
  const auto height = chain->store->height();
  send(kBroker, std::nullopt);  // deploys on its own, outside of the governance
  wait_for_alerts(1);
  send(kBroker, std::nullopt);                                                        // again: counted
  for (std::uint8_t stranger = 40; stranger < 45; ++stranger) send(stranger, token);  // all strangers are one
  wait_for_alerts(2);
  EXPECT_EQ(chain->store->height(), height);
  const auto alerts = audit->outbox().alerts(0, 10);
  EXPECT_EQ(told(), (Codes{"refused_attempt", "refused_attempt"}));
  EXPECT_NE(alerts[0].text.en.find(") tried to create a contract: a program is deployed only through the governance"),
            std::string::npos)
      << alerts[0].text.en;
  EXPECT_EQ(alerts[0].text.en.find("Unauthorized attempt, refused: broker"), 0u);
  EXPECT_EQ(alerts[1].user, "acme");
  EXPECT_EQ(alerts[1].token, "BOND");
}

TEST_F(AuditServiceTest, G8_what_admission_refused_before_a_kill_is_told_after_it) {
  begin();
  prepare();
  audit.reset();
  const auto kept = folder.path() / "refused";
  {
    RefusedBox killed;  // into which nobody looks any more
    ASSERT_TRUE(killed.keep_in(kept));
    LedgerService ledger({*chain->store, *chain->engine, chain->rules, &killed});
    const auto sent = ledger.send_and_wait(consensus::test::wire(
        {.from = kBroker, .nonce = chain->nonce(account(kBroker)), .to = std::nullopt, .gas = 100'000}));
    ASSERT_FALSE(sent);
  }
  ASSERT_TRUE(refused.keep_in(kept)) << "of the next run";
  watch();
  wait_for_alerts(1);
  EXPECT_EQ(told(), Codes{"refused_attempt"});
  audit.reset();
  RefusedBox third;
  ASSERT_TRUE(third.keep_in(kept));
  EXPECT_TRUE(third.is_empty()) << "what was told comes no more";
}

TEST_F(AuditServiceTest, G8_the_first_look_finds_what_was_wrong_before) {
  governance::testing::Ledger memory;
  const auto send = [&](std::uint8_t from, const Bytes& data) { ASSERT_EQ(memory.send(from, data), ""); };
  send(kBank, governance::calls::register_program("BOND", "", story.package.canonical_manifest));
  for (const auto organization : {kBank, kBroker, kExchange}) send(organization, story.attest(organization));
  send(kBank, story.register_user("acme", kAcme));
  send(kBank, story.apply_to_issue(story.issue_consent()));
  auto& slots = const_cast<ledger::MapSlots&>(dynamic_cast<const ledger::MapSlots&>(memory.slots()));
  governance::add_policy(slots, "BOND", {.text = "broker OR exchange"});
  begin(memory);
  EXPECT_EQ(told(), Codes{"policy_unauthorized"});
  ASSERT_EQ(audit->findings(10).size(), 1u);
  EXPECT_EQ(audit->findings(10)[0].code, FindingCode::policy_unauthorized);
  watch();  // a restart tells nothing anew
  settle();
  chain->send(kBroker, story.attest(kBroker));
  settle();
  EXPECT_EQ(told(), Codes{"policy_unauthorized"});
}

TEST_F(AuditServiceTest, G8_goes_on_after_a_restart_with_the_first_block_that_it_did_not_see) {
  begin();
  prepare();
  audit.reset();
  const auto height = chain->store->height();
  ASSERT_TRUE(chain->send(kAcme, withdrawal()).success);
  ASSERT_FALSE(chain->send(kBank, story.deploy({kBank, kBroker})).success);
  watch();
  settle();
  EXPECT_EQ(told(), (Codes{"consent_withdrawn", "refused_attempt"}));
  EXPECT_EQ(audit->outbox().alerts(0, 1)[0].height, height + 1);
  EXPECT_EQ(audit->outbox().alerts(1, 1)[0].height, height + 2);
}

TEST_F(AuditServiceTest, G8_a_node_that_pruned_what_it_missed_audits_what_stands_today) {
  begin();
  prepare();
  audit.reset();
  ASSERT_FALSE(chain->send(kBroker, story.deploy({kBroker, kExchange})).success);
  ASSERT_TRUE(chain->send(kAcme, withdrawal()).success);
  ASSERT_TRUE(chain->engine->make_block());
  ASSERT_TRUE(chain->store->prune_below(chain->store->height()));
  std::mutex mutex;
  std::string said;
  const AuditService late({.store = *chain->store,
                           .engine = *chain->engine,
                           .rules = chain->rules,
                           .alerting = *alerting,
                           .consortium = "demo",
                           .log = [&](std::string_view line) {
                             const std::scoped_lock lock(mutex);
                             said += line;
                           }});
  for (int i = 0; i < 4'000 && late.status().position != chain->store->height(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_EQ(late.outbox().alerts(0, 10).size(), 1u);
  EXPECT_EQ(late.outbox().alerts(0, 10)[0].code, "consent_withdrawn");
  const std::scoped_lock lock(mutex);
  EXPECT_NE(said.find("is pruned: nobody can say why 1 calls"), std::string::npos) << said;
}

TEST_F(AuditServiceTest, G8_finds_that_a_consent_expired_though_nobody_did_anything) {
  begin();
  prepare();
  chain->clock.set((kNow + 1'000) * 1'000);
  ASSERT_TRUE(chain->engine->make_block());
  settle();
  EXPECT_EQ(told(), Codes{});
  chain->clock.set((kNow + 1'001) * 1'000);
  watch();  // the schedule survives a restart
  ASSERT_TRUE(chain->engine->make_block());
  settle();
  EXPECT_EQ(told(), (Codes{"entrustment_expired", "consent_expired"}));
  ASSERT_TRUE(chain->engine->make_block());
  settle();
  EXPECT_EQ(told().size(), 2u);
}

TEST_F(AuditServiceTest, G8_looks_again_at_what_a_member_that_leaves_and_returns_touches) {
  begin();
  prepare();
  mined(kBank, governance::calls::change_policy("BOND", "All[bank, broker, exchange]"));
  const auto decide = [&](const governance::MembershipChange& change, std::uint64_t number) {
    mined(kBank, proposal(change));
    mined(kBroker, governance::calls::approve_membership(number));
  };
  decide(removal("exchange"), 1);
  EXPECT_EQ(told(), Codes{"policy_unsatisfiable"});
  decide({governance::ChangeKind::add, "exchange", account(kExchange), 4, {}, ""}, 2);
  EXPECT_EQ(audit->status().findings, 0u);
  decide(removal("exchange"), 3);
  EXPECT_EQ(told(), (Codes{"policy_unsatisfiable", "policy_unsatisfiable"}));
}

TEST_F(AuditServiceTest, G8_blocks_that_govern_nothing_are_not_audited) {
  begin();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(chain->engine->make_block());
  settle();
  const auto status = audit->status();
  EXPECT_EQ(status.blocks, 5u);
  EXPECT_EQ(status.quiet, 5u);
  EXPECT_EQ(status.audits, 0u);
}

TEST_F(AuditServiceTest, G8_every_node_gives_the_same_alert_the_same_id) {
  begin();
  consensus::test::Folder other_folder;
  const auto other_alerting = alerting::Alerting::start({.folder = other_folder.path() / "alerts"},
                                                        {.clock = chain->clock, .log = [](std::string_view) {}});
  const AuditService other({.store = *chain->store,
                            .engine = *chain->engine,
                            .rules = chain->rules,
                            .alerting = **other_alerting,
                            .consortium = "demo"});
  prepare();
  mined(kAcme, withdrawal());
  for (int i = 0; i < 4'000 && other.status().position != chain->store->height(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_EQ(other.outbox().alerts(0, 10).size(), 1u);
  EXPECT_EQ(other.outbox().alerts(0, 10)[0].id, audit->outbox().alerts(0, 10)[0].id);
}

}  // namespace
}  // namespace kaisho::services::test
