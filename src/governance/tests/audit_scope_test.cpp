#include <fstream>
#include <regex>
#include <sstream>

#include "audit_fixture.hpp"

// G8: after which blocks an audit has to look again, and at whom.
namespace kaisho::governance::testing {
namespace {

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

}  // namespace
}  // namespace kaisho::governance::testing
