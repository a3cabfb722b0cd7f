#include "kaisho/node/genesis_file.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/governance.hpp>

namespace kaisho::node {
namespace {

GenesisFile consortium() {
  GenesisFile file;
  file.consortium = "bonds";
  file.timestamp = 1'700'000'000;
  Address bank, broker;
  bank.bytes[19] = 1;
  broker.bytes[19] = 2;
  file.members = {{"bank", bank, 1, "bank+00000000+AQ=="}, {"broker", broker, 2, "broker+00000000+AQ=="}};
  file.balances[bank] = U256(5);
  return file;
}

std::string refusal(const std::string& json) {
  const auto read = parse_genesis(json);
  return read ? "taken" : read.error().text;
}

TEST(GenesisFile, is_read_back_as_it_was_written) {
  const auto text = to_json(consortium());
  const auto read = parse_genesis(text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(to_json(*read), text);
}

TEST(GenesisFile, with_members_makes_a_governed_chain_and_without_an_open_one) {
  const auto governed = to_genesis(consortium());
  ASSERT_TRUE(governed) << governed.error().text;
  EXPECT_TRUE(is_governed(*governed));
  const auto open = to_genesis(dev_genesis(1));
  ASSERT_TRUE(open);
  EXPECT_FALSE(is_governed(*open));
  EXPECT_EQ(open->state.accounts.size(), 10u);
}

TEST(GenesisFile, with_members_and_open_programs_makes_an_open_chain_of_its_own) {
  auto file = consortium();
  file.open_programs = true;
  const auto read = parse_genesis(to_json(file));
  ASSERT_TRUE(read) << read.error().text;
  const auto open = to_genesis(*read);
  ASSERT_TRUE(open);
  EXPECT_FALSE(is_governed(*open));
  EXPECT_NE(ledger::genesis_document_hash(*open), ledger::genesis_document_hash(*to_genesis(consortium())));
}

TEST(GenesisFile, of_a_developer_funds_the_accounts_that_everybody_knows) {
  const auto keys = dev_keys();
  EXPECT_EQ(to_hex(crypto::address_of(keys.front())), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  EXPECT_EQ(to_hex(crypto::address_of(keys.back())), "0xa0ee7a142d267c1f36714e4a8f75612f20a79720");
}

TEST(GenesisFile, gives_other_chains_to_other_members) {
  auto other = consortium();
  other.members.pop_back();
  EXPECT_NE(ledger::genesis_document_hash(*to_genesis(consortium())),
            ledger::genesis_document_hash(*to_genesis(other)));
}

TEST(GenesisFile, refuses_what_is_no_genesis_document) {
  EXPECT_NE(refusal("{").find("not JSON"), std::string::npos);
  EXPECT_EQ(refusal("[]"), "the document is no object");
  EXPECT_EQ(refusal(R"({"format":"x"})"), "'format' is not kaisho-genesis/1");
  EXPECT_EQ(refusal(R"({"format":"kaisho-genesis/1","chainId":-1})"), "'chainId' is no whole number");
  EXPECT_EQ(refusal(R"({"format":"kaisho-genesis/1","chainid":1})"), "the document has an unknown member 'chainid'");
  EXPECT_NE(refusal(R"({"format":"kaisho-genesis/1","chainId":1,"timestamp":0,"gasLimit":1,"balances":{"0x1":"1"}})")
                .find("is no address"),
            std::string::npos);
}

/// Two members with a node each.
GenesisFile validating_consortium() {
  auto file = consortium();
  std::uint8_t seed = 0;
  for (auto& member : file.members) {
    ++seed;
    crypto::ed25519::PublicKey checkpoint;
    checkpoint.bytes.fill(seed);
    member.checkpoint_key = evidence::VerifierKey{member.name, checkpoint}.to_text();
    governance::MemberNode node;
    node.validator_key.bytes.fill(static_cast<std::uint8_t>(seed + 10));
    node.node_id.bytes.fill(static_cast<std::uint8_t>(seed + 20));
    node.service_pin.bytes.fill(static_cast<std::uint8_t>(seed + 30));
    node.p2p_address = member.name + ".example:26656";
    node.service_url = "https://" + member.name + ".example:8743";
    member.node = node;
  }
  return file;
}

TEST(GenesisFile, puts_the_members_nodes_on_the_ledger) {
  const auto text = to_json(validating_consortium());
  const auto read = parse_genesis(text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(to_json(*read), text);
  const auto genesis = to_genesis(*read);
  ASSERT_TRUE(genesis) << genesis.error().text;
  ledger::MapSlots slots;
  for (const auto& [slot, value] : genesis->state.accounts.at(governance::kGovernanceAddress).storage) {
    slots.store(slot, value);
  }
  const auto all = governance::validators(slots);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].name, "broker");
  EXPECT_EQ(all[1].node, read->members[1].node);
  EXPECT_EQ(all[1].node.checkpoint_key.bytes[0], 2);
  EXPECT_EQ(all[1].node.power, 1u);
  EXPECT_EQ(governance::membership_version(slots), 1u);
}

/// What is said of the document in which `from` was replaced by `to`.
std::string with(const std::string& from, const std::string& to) {
  auto text = to_json(validating_consortium());
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  return refusal(text);
}

TEST(GenesisFile, refuses_a_node_that_is_not_well_described) {
  EXPECT_EQ(with("bank.example:26656", "bank.example"), "'node' of bank: the p2p address is no host:port");
  EXPECT_EQ(with("bank.example:26656", "bank.example:70000"), "'node' of bank: the p2p address is no host:port");
  EXPECT_EQ(with("https://bank", "http://bank"), "'node' of bank: the service URL is no https://host:port");
  EXPECT_EQ(with("bank.example:8743", "bank.example:8743/x"),
            "'node' of bank: the service URL is no https://host:port");
  EXPECT_EQ(with("\"nodeId\":\"15", "\"nodeId\":\"1X"), "'nodeId' of bank is not 40 lower hex digits");
  EXPECT_EQ(with("\"nodeId\":\"15", "\"nodeId\":\""), "'nodeId' of bank is not 40 lower hex digits");
  EXPECT_EQ(with("\"validatorKey\":\"0x0b", "\"validatorKey\":\"0b"), "'validatorKey' is not 0x and 64 hex digits");
  EXPECT_EQ(with("\"servicePin\":\"0x1f", "\"servicePin\":\"0x"), "'servicePin' is not 0x and 64 hex digits");
  EXPECT_EQ(with("\"servicePin\"", "\"pin\""), "'node' has an unknown member 'pin'");
  EXPECT_EQ(with("\"checkpointKey\":\"bank", "\"checkpointKey\":\"b"),
            "'checkpointKey' of bank is no verifier key (name+hash+base64)");
}

TEST(GenesisFile, reads_a_single_member_in_the_same_form) {
  const auto member = validating_consortium().members[1];
  const auto text = to_json(member);
  const auto read = parse_member(text);
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(parse_member("[]").error().text, "a member is no object");
}

TEST(GenesisFile, refuses_two_members_with_one_key) {
  auto twice = validating_consortium();
  twice.members[1].node->validator_key = twice.members[0].node->validator_key;
  const auto genesis = to_genesis(twice);
  ASSERT_FALSE(genesis);
  EXPECT_EQ(genesis.error().text, "broker shares a key, pin or node ID with another");
}

TEST(GenesisFile, refuses_members_that_governance_refuses) {
  auto twice = consortium();
  twice.members.push_back(twice.members.front());
  EXPECT_FALSE(to_genesis(twice));
}

}  // namespace
}  // namespace kaisho::node
