#include <kaisho/base/hex.hpp>

#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

using Programs = GovernanceTest;

std::string manifest_with(const Story& story, std::string_view what, std::string_view with) {
  std::string text = story.package.canonical_manifest;
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, what.size(), with);
}

TEST_F(Programs, G9_begin_with_the_members_of_genesis) {
  EXPECT_EQ(member_count(ledger.slots()), 3u);
  EXPECT_EQ(consortium_name(ledger.slots()), "demo");
  EXPECT_EQ(find_member(ledger.slots(), "broker")->number, 2u);
  EXPECT_EQ(find_operator(ledger.slots(), account(kExchange))->name, "exchange");
  EXPECT_EQ(find_member(ledger.slots(), 3u)->roles, 6u);
  EXPECT_FALSE(find_member(ledger.slots(), 4u));
  EXPECT_FALSE(find_operator(ledger.slots(), account(kStranger)));
}

TEST_F(Programs, G9_refuse_a_genesis_that_names_members_badly) {
  auto config = three_members();
  config.members[1].name = "bank";
  EXPECT_EQ(genesis_state(config).error(), "two members are called bank");
  config.members[1].name = "Majority";
  EXPECT_FALSE(genesis_state(config).has_value());
  config.members[1] = {"other", account(kBank), 0};
  EXPECT_EQ(genesis_state(config).error(), "other shares its operator with another");
  config.members.clear();
  EXPECT_FALSE(genesis_state(config).has_value());
}

TEST_F(Programs, G1_are_registered_with_hash_origin_and_first_policy) {
  register_program();
  const auto found = find_package(ledger.slots(), story.package.hash);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->token_id, "BOND");
  EXPECT_EQ(found->version, "1.0.0");
  EXPECT_EQ(found->source_path, "https://acme.example/bond");
  EXPECT_EQ(found->creation_code_hash, crypto::sha256(story.package.creation_code));
  EXPECT_EQ(found->organization, 1u);
  EXPECT_EQ(package_at(ledger.slots(), "BOND", 0), story.package.hash);
  EXPECT_EQ(current_policy(ledger.slots(), "BOND")->text, "Majority[bank, broker, exchange]");
}

TEST_F(Programs, G1_are_not_registered_by_strangers_or_twice) {
  const auto call = calls::register_program("BOND", "", story.package.canonical_manifest);
  EXPECT_EQ(ledger.send(kStranger, call), to_hex(account(kStranger)) + " is no operator of a member organization");
  register_program();
  EXPECT_EQ(ledger.send(kBank, call), "the package " + to_hex(story.package.hash) + " is already registered");
  const auto other = manifest_with(story, "Acme bond", "Acme Bond");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "", other)), "token BOND already has a version 1.0.0");
  EXPECT_EQ(ledger.send(kBroker, calls::register_program("BOND", "", other)),
            "token BOND belongs to bank: only it registers further versions");
  const auto next = manifest_with(story, "1.0.0", "1.0.1");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "", next)), "");
  EXPECT_EQ(find_token(ledger.slots(), "BOND")->package_count, 2u);
}

TEST_F(Programs, G1_need_a_canonical_manifest_of_the_same_token) {
  const auto& manifest = story.package.canonical_manifest;
  EXPECT_EQ(ledger.send(kBank, calls::register_program("OTHER", "", manifest)),
            "the manifest is refused: it is for token BOND");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "", " " + manifest)),
            "the manifest is refused: program.json is not in its canonical form");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BO ND", "", manifest)), "'BO ND' is no valid tokenId");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "a\nb", manifest)),
            "'(long or not printable)' is no valid sourcePath");
  EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "", std::string(65'537, ' '))),
            "manifest has 65537, the limit is 65536");
}

TEST_F(Programs, G2_carry_each_organizations_signed_result) {
  register_program();
  expect_ok(kStranger, story.attest(kBank));  // anyone may deliver what an organization signed
  expect_ok(kBroker, story.attest(kBroker, false));
  const auto all = attestations(ledger.slots(), story.package.hash);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].success);
  EXPECT_FALSE(all[1].success);
  EXPECT_EQ(all[1].organization, 2u);
  EXPECT_EQ(all[0].signature.size(), 65u);
}

TEST_F(Programs, G2_refuse_results_of_strangers_for_other_hashes_and_repeated_ones) {
  EXPECT_EQ(ledger.send(kBank, story.attest(kBank)),
            "there is no package " + to_hex(story.package.hash) + " for this token");
  register_program();
  EXPECT_EQ(ledger.send(kBank, story.attest(kStranger)),
            to_hex(account(kStranger)) + " is no operator of a member organization");
  const Attestation success{"BOND", story.package.hash, true, {}};
  const Attestation error{"BOND", story.package.hash, false, {}};
  const auto signed_error = sign_digest(key(kBank), digest(error, kChain));
  EXPECT_NE(ledger.send(kBank, calls::attest(success, signed_error)), "");
  const auto other_chain = sign_digest(key(kBank), digest(success, kChain + 1));
  EXPECT_NE(ledger.send(kBank, calls::attest(success, other_chain)), "");
  EXPECT_EQ(ledger.send(kBank, calls::attest(success, Bytes(64))),
            "the signature is malformed: 65 bytes r, s, v with a low s are needed");
  expect_ok(kBank, story.attest(kBank));
  EXPECT_EQ(ledger.send(kBank, story.attest(kBank)),
            "bank already gave its test result for package " + to_hex(story.package.hash));
}

}  // namespace
}  // namespace kaisho::governance::testing
