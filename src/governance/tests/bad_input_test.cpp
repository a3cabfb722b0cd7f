#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/ledger/block.hpp>

#include "kaisho/governance/policy.hpp"
#include "ledger_of_members.hpp"

// What comes from outside and is wrong, item by item: a clear refusal, and nothing changed. Where an item has its tests
// beside its rule (packages, single policies, failing tests), they stand there.
namespace kaisho::governance::testing {
namespace {

class BadInput : public GovernanceTest {
 protected:
  /// Refused with this sentence (or one that begins so), and every record is as before.
  void expect_refused(std::uint8_t from, const Bytes& call, std::string_view why) {
    const auto before = records();
    const auto refusal = ledger.send(from, call);
    EXPECT_TRUE(refusal.starts_with(why)) << refusal;
    EXPECT_EQ(records(), before) << why;
  }
  std::map<Word, Word> records() const { return dynamic_cast<const ledger::MapSlots&>(ledger.slots()).all(); }
  void decide(const MembershipChange& change, std::uint8_t first, std::uint8_t second) {
    expect_ok(first, proposal(change));
    expect_ok(second, calls::approve_membership(proposal_count(ledger.slots())));
  }
  Bytes signed_withdrawal(const Withdrawal& withdrawal, std::uint8_t signer = kAcme) const {
    return calls::withdraw(withdrawal, sign_digest(key(signer), digest(withdrawal, kChain)));
  }
};

TEST_F(BadInput, G3_G4_unknown_ids_are_refused) {
  prepare();
  auto consent = story.issue_consent();
  consent.user_id = "nobody";
  expect_refused(kBank, story.apply_to_issue(with_text(consent)), "there is no user nobody");
  consent = story.issue_consent();
  consent.token_id = "NOTE";
  expect_refused(kBank, story.apply_to_issue(with_text(consent)), "there is no token NOTE");
  consent = story.issue_consent();
  consent.package_hash.bytes[0] ^= 1;
  expect_refused(kBank, story.apply_to_issue(with_text(consent)),
                 "there is no package " + to_hex(consent.package_hash));
  expect_refused(kBank, story.deploy({kBank, kBroker}), "there is no application 1");
  expect_refused(kBank, story.register_user("new", 13, "nobody"), "there is no organization nobody in the consortium");
  expect_refused(kStranger, signed_withdrawal(story.withdrawal(story.issue_consent())),
                 "user acme gave no consent for token BOND");
}

TEST_F(BadInput, G1_G3_duplicate_ids_are_refused) {
  prepare();
  expect_refused(kBank, story.register_user("acme", 13), "there is already a user acme");
  expect_refused(kBroker, calls::register_program("BOND", "", story.package.canonical_manifest),
                 "the package " + to_hex(story.package.hash) + " is already registered");
  expect_refused(kBank, story.register_user("acme2", kAcme),
                 "account " + to_hex(account(kAcme)) + " already belongs to user acme");
}

TEST_F(BadInput, G7_a_signature_is_refused_of_a_stranger_of_a_removed_member_for_another_hash_and_replayed) {
  apply();
  expect_refused(kBank, story.deploy({kBank, kStranger}), to_hex(account(kStranger)) + " is no operator of a member");
  auto other = story.approval();
  other.package_hash.bytes[31] ^= 1;
  expect_refused(
      kBank, calls::deploy(1, story.package.creation_code, story.arguments, Story::signatures(other, {kBank, kBroker})),
      "0x");
  // Signatures of the first application, replayed for the second one of the same program.
  const auto first = Story::signatures(story.approval(), {kBank, kBroker});
  expect_ok(kStranger, signed_withdrawal(story.withdrawal(story.issue_consent())));
  expect_ok(kBank, story.apply_to_issue(story.issue_consent(2)));
  expect_refused(kBank, calls::deploy(2, story.package.creation_code, story.arguments, first), "0x");
  decide(removal("broker"), kBank, kExchange);
  auto second = story.approval();
  second.application = 2;
  expect_refused(
      kBank,
      calls::deploy(2, story.package.creation_code, story.arguments, Story::signatures(second, {kBank, kBroker})),
      to_hex(account(kBroker)) + " is no operator of a member");
}

TEST_F(BadInput, G10_a_consent_is_refused_that_was_used_before_or_signed_for_another_chain) {
  apply();
  expect_ok(kStranger, signed_withdrawal(story.withdrawal(story.issue_consent())));
  expect_refused(kBank, story.apply_to_issue(story.issue_consent()),
                 "the consent " + to_hex(digest(story.issue_consent(), kChain)) + " was used before");
  const auto fresh = story.issue_consent(2);
  expect_refused(kBank,
                 calls::apply_to_issue(fresh, story.arguments, sign_digest(key(kAcme), digest(fresh, kChain + 1))),
                 to_hex(account(kAcme)) + " did not sign this");
}

TEST_F(BadInput, G5_a_consent_for_another_package_or_organization_is_refused) {
  deploy();
  const auto agreed = story.distribute_consent();
  const auto signature = sign_digest(key(kIris), digest(agreed, kChain));
  auto other = agreed;
  other.package_hash.bytes[0] ^= 1;
  expect_refused(kBroker, calls::apply_to_distribute(with_text(other), signature), "package 0x");
  other = agreed;
  other.vorg = "bank";
  expect_refused(kBank, calls::apply_to_distribute(with_text(other), signature), "the user entrusted broker, not bank");
  other = agreed;
  other.terms.scope = "everything";
  expect_refused(kBroker, calls::apply_to_distribute(with_text(other), signature),
                 to_hex(account(kIris)) + " did not sign this");
}

TEST_F(BadInput, G6_policies_of_100_kilobytes_and_10000_levels_are_refused_with_the_reason) {
  apply();
  const std::string why = "the policy is refused: the policy is longer than 8192 bytes";
  expect_refused(kBank, calls::change_policy("BOND", std::string(100 * 1024, 'a')), why);
  const std::string deep = std::string(10'000, '(') + "bank" + std::string(10'000, ')');
  expect_refused(kBank, calls::change_policy("BOND", deep), why);
  std::string lists;
  for (int i = 0; i < 1'000; ++i) lists += "Any[";
  expect_refused(kBank, calls::change_policy("BOND", lists), "the policy is refused: nested deeper than 32 levels");
  MembershipChange change{ChangeKind::policy, "", {}, 0, {}, deep};
  expect_refused(kBank, proposal(change), why);
}

TEST_F(BadInput, G6_a_policy_that_is_too_complex_is_refused_after_the_same_gas_every_time) {
  // A square of 64 members whose rows and columns are counted. Its policy is proposed as the membership's.
  GenesisConfig config{.consortium = "demo", .members = {}, .time = 1};
  for (std::uint8_t i = 0; i < 64; ++i) {
    config.members.push_back({"m" + std::to_string(i), account(static_cast<std::uint8_t>(100 + i)), 2});
  }
  Ledger large(config);
  const auto line = [](unsigned first, unsigned step) {
    std::string list;
    for (unsigned i = 0; i < 8; ++i) list += (i == 0 ? "m" : ", m") + std::to_string(first + i * step);
    return "Majority[" + list + "]";
  };
  std::string square;
  for (unsigned i = 0; i < 8; ++i) square += (i == 0 ? "" : ", ") + line(i * 8, 1) + ", " + line(i, 8);
  const auto send = [&](const Bytes& call, std::uint8_t from) { return large.send(from, call); };
  ASSERT_EQ(send(calls::register_program("BOND", "", story.package.canonical_manifest), 100), "");
  ASSERT_EQ(send(story.attest(100), kStranger), "");
  const auto entrust = story.entrust("acme", kAcme, "m0");
  ASSERT_EQ(send(calls::register_user(entrust, sign_digest(key(kAcme), digest(entrust, kChain))), 100), "");
  auto consent = story.issue_consent();
  consent.vorg = "m0";
  ASSERT_EQ(send(story.apply_to_issue(with_text(consent)), 100), "");
  const auto call = calls::change_policy("BOND", "OutOf(9, [" + square + "])");
  EXPECT_EQ(send(call, 100), "the policies are too complex to be compared in 200000 steps");
  const auto charged = large.charged;
  EXPECT_GT(charged, 10u * PolicyLimits::kSteps);
  EXPECT_NE(send(call, 100), "");
  EXPECT_EQ(large.charged, charged);
}

TEST_F(BadInput, G4_of_two_applications_for_one_token_at_once_the_second_is_refused) {
  prepare();
  expect_ok(kBroker, story.register_user("vera", 13, "broker"));
  const auto first = story.issue_consent();
  auto second = story.issue_consent(2);
  second.user_id = "vera";
  second.vorg = "broker";
  // Both were signed before either was sent; another user through another organization is no exception.
  const auto late = story.apply_to_issue(with_text(second), 13);
  expect_ok(kBank, story.apply_to_issue(first));
  expect_refused(kBroker, late, "token BOND already has the open application 1");
  expect_ok(kBank, story.deploy({kBank, kBroker}));
  expect_refused(kBroker, late, "token BOND already runs at");
}

TEST_F(BadInput, G7_the_entrusted_organization_that_left_can_neither_apply_nor_deploy_nor_change_the_policy) {
  apply();
  decide(removal("bank"), kBroker, kExchange);
  const auto no_member = to_hex(account(kBank)) + " is no operator of a member organization";
  expect_refused(kBank, story.deploy({kBank, kBroker}), no_member);
  expect_refused(kBroker, story.deploy({kBank, kBroker}), no_member);
  expect_refused(kBroker, story.deploy({kBroker, kExchange}), "the signature of bank is missing");
  expect_refused(kBank, calls::change_policy("BOND", "bank AND broker"), no_member);
  expect_refused(kBroker, calls::change_policy("BOND", "bank AND broker AND exchange"),
                 to_hex(account(kBroker)) + " does not act for bank");
  expect_refused(kBank, story.apply_to_issue(story.issue_consent(2)), no_member);
}

TEST_F(BadInput, G6_a_consent_signed_just_before_a_policy_change_binds_the_policy_that_is_in_force_when_it_comes) {
  prepare();
  const auto early = story.apply_to_issue(story.issue_consent(2));  // signed now, sent later
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  const auto under_old_policy = Story::signatures(story.approval(), {kBank, kBroker});
  expect_ok(kBank, calls::change_policy("BOND", "bank AND broker AND exchange"));
  // What organizations signed for the policy before counts nowhere.
  expect_refused(kBank, calls::deploy(1, story.package.creation_code, story.arguments, under_old_policy), "0x");
  expect_ok(kStranger, signed_withdrawal(story.withdrawal(story.issue_consent())));
  expect_ok(kBank, early);
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "bank AND broker AND exchange");
  auto approval = story.approval("bank AND broker AND exchange");
  approval.application = 2;
  const auto deploy_with = [&](std::vector<std::uint8_t> signers) {
    return calls::deploy(2, story.package.creation_code, story.arguments,
                         Story::signatures(approval, std::move(signers)));
  };
  expect_refused(kBank, deploy_with({kBank, kBroker}), "the policy bank AND broker AND exchange is not satisfied by");
  expect_ok(kBank, deploy_with({kBank, kBroker, kExchange}));
}

TEST_F(BadInput, G4_a_clock_that_goes_back_does_not_bring_an_expired_consent_back) {
  // The ledger's time only goes forward: the block after has the later of the clock and the second after its parent.
  apply();
  ledger::Header parent;
  parent.timestamp = kNow + 1000;  // the last second of the consent
  const auto next = ledger::context_after(parent, {}, kNow - 500, {});
  EXPECT_EQ(next.timestamp, kNow + 1001);
  ledger.now = next.timestamp;
  expect_refused(kBank, story.deploy({kBank, kBroker}), "the consent expired at 1800001000 and it is 1800001001");
}

TEST_F(BadInput, G10_a_consent_text_in_another_encoding_is_refused) {
  prepare();
  const std::string agreed = text(story.issue_consent());
  const auto refuse_encoded = [&](const std::string& encoded) {
    auto consent = story.issue_consent();
    consent.terms.text_hash = text_hash(encoded);
    expect_refused(kBank, story.apply_to_issue(consent), "the user signed another text");
  };
  std::string utf16;
  for (const char c : agreed) utf16 += {c, '\0'};
  refuse_encoded(utf16);
  refuse_encoded("\xef\xbb\xbf" + agreed);  // a byte order mark
  std::string windows;
  for (const char c : agreed) windows += c == '\n' ? "\r\n" : std::string(1, c);
  refuse_encoded(windows);

  // Fields that are no UTF-8, or that hide what they say.
  for (const std::string purpose : {"bond \xe9",
                                    "\xff\xfe"
                                    "b",
                                    "\xc0\xaf", "\xed\xa0\x80", "bond \xe2\x80\xae dnob"}) {
    auto consent = story.issue_consent();
    consent.terms.purpose = purpose;
    expect_refused(kBank, story.apply_to_issue(with_text(consent)), "'(long or not printable)' is no valid purpose");
  }
}

TEST_F(BadInput, G7_a_node_that_has_not_received_the_package_deploys_the_same_from_the_transactions_alone) {
  deploy();
  // Another node gets the same calls as bytes, and nothing else: no package, no folder, no source path that it could
  // ask.
  Ledger other;
  const auto replay = [&](std::uint8_t from, const Bytes& call) { ASSERT_EQ(other.send(from, call), ""); };
  replay(kBank, calls::register_program("BOND", "https://acme.example/bond", story.package.canonical_manifest));
  for (const auto organization : {kBank, kBroker, kExchange}) replay(organization, story.attest(organization));
  replay(kBank, story.register_user("acme", kAcme));
  replay(kBroker, story.register_user("iris", kIris, "broker"));
  replay(kBank, story.apply_to_issue(story.issue_consent()));
  replay(kBank, story.deploy({kBank, kBroker}));
  EXPECT_EQ(dynamic_cast<const ledger::MapSlots&>(other.slots()).all(), records());
  EXPECT_EQ(other.created_code, ledger.created_code);
}

TEST_F(BadInput, G7_call_data_of_any_length_is_refused_without_a_trace) {
  apply();
  const auto whole = story.deploy({kBank, kBroker});
  for (std::size_t size = 0; size < whole.size(); size += size < 300 ? 1 : 97) {
    const auto before = records();
    EXPECT_NE(ledger.send(kBank, Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "") << size;
    ASSERT_EQ(records(), before);
  }
}

}  // namespace
}  // namespace kaisho::governance::testing
