#include "kaisho/node/genesis_file.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/records.hpp>

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

TEST(GenesisFile, refuses_members_that_governance_refuses) {
  auto twice = consortium();
  twice.members.push_back(twice.members.front());
  EXPECT_FALSE(to_genesis(twice));
}

}  // namespace
}  // namespace kaisho::node
