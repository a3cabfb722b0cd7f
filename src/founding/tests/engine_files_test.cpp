#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

#include "kaisho/founding/engine_config.hpp"
#include "kaisho/founding/engine_genesis.hpp"
#include "kaisho/founding/engine_key.hpp"

namespace kaisho::founding {
namespace {

// Made by `cometbft init` 0.38.25 for a throw-away home.
constexpr std::string_view kEngineSeed = "b1eb4694edd53122ad3e77f8fd8889e83795ce881f335bb02efc83fd9daa5d1f";
constexpr std::string_view kEnginePublic = "O5P5pvJjFUYJn4SgIWng/QmCallqBJDnQ2BCU7IkcNY=";
constexpr std::string_view kEnginePrivate =
    "setGlO3VMSKtPnf4/YiJ6DeVzogfM1uwLvyD/Z2qXR87k/mm8mMVRgmfhKAhaeD9CYJqWWoEkOdDYEJTsiRw1g==";
constexpr std::string_view kEngineAddress = "04AD3E4FF7BFC64E8F7A85EA19960B15FF01BB51";

crypto::Secret<32> engine_seed() {
  const auto bytes = fixed_from_hex<Word>(kEngineSeed);
  return crypto::Secret<32>::copy_of(bytes->bytes);
}

TEST(ValidatorKey, is_the_file_that_the_engine_itself_writes_for_the_same_seed) {
  const auto file = codec::json::parse(validator_key_json(engine_seed()));
  ASSERT_TRUE(file);
  const auto& object = file->get_object();
  EXPECT_EQ(object.at("address"), boost::json::string(kEngineAddress));
  EXPECT_EQ(object.at("pub_key").at("type"), boost::json::string("tendermint/PubKeyEd25519"));
  EXPECT_EQ(object.at("pub_key").at("value"), boost::json::string(kEnginePublic));
  EXPECT_EQ(object.at("priv_key").at("type"), boost::json::string("tendermint/PrivKeyEd25519"));
  EXPECT_EQ(object.at("priv_key").at("value"), boost::json::string(kEnginePrivate));
}

TEST(ValidatorKey, is_found_again_in_its_file) {
  const auto key = crypto::ed25519::KeyPair::from_seed(engine_seed()).public_key();
  EXPECT_EQ(validator_key_in(validator_key_json(engine_seed())), key);
  EXPECT_FALSE(validator_key_in("{}"));
  EXPECT_FALSE(validator_key_in(R"({"pub_key":{"value":"AAAA"}})"));
  EXPECT_FALSE(validator_key_in("no JSON"));
}

TEST(NodeKey, gives_the_address_of_its_public_key_in_lower_case_as_the_node_id) {
  EXPECT_EQ(node_id(crypto::ed25519::KeyPair::from_seed(engine_seed()).public_key()),
            "04ad3e4ff7bfc64e8f7a85ea19960b15ff01bb51");
  const auto file = codec::json::parse(node_key_json(engine_seed()));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->at("priv_key").at("value"), boost::json::string(kEnginePrivate));
}

TEST(ValidatorState, has_heights_as_texts) {
  const auto state = codec::json::parse(validator_state_json(41));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->at("height"), boost::json::string("41"));
  EXPECT_EQ(state->at("step"), 0);
}

TEST(EngineGenesis, names_the_chain_the_validators_and_the_ledger_it_belongs_to) {
  Hash hash;
  hash.bytes[0] = 0xab;
  const auto key = crypto::ed25519::KeyPair::from_seed(engine_seed()).public_key();
  const auto genesis =
      codec::json::parse(engine_genesis_json(31337, hash, 1'700'000'000, {{"bank", key, 1'000}, {"b", key, 7}}));
  ASSERT_TRUE(genesis);
  EXPECT_EQ(genesis->at("chain_id"), boost::json::string("kaisho-31337-ab000000"));
  EXPECT_EQ(genesis->at("genesis_time"), boost::json::string("2023-11-14T22:13:20Z"));
  EXPECT_EQ(genesis->at("app_state").at("kaisho_genesis"), boost::json::string(to_hex(hash)));
  ASSERT_EQ(genesis->at("validators").as_array().size(), 2u);
  EXPECT_EQ(genesis->at("validators").at(0).at("power"), boost::json::string("1000"));
  EXPECT_EQ(genesis->at("validators").at(0).at("name"), boost::json::string("bank"));
}

TEST(EngineConfig, dials_every_other_member_and_no_one_else) {
  const auto text = engine_config_toml({.moniker = "bank",
                                        .abci = "unix://abci.sock",
                                        .rpc_listen = "tcp://127.0.0.1:8548",
                                        .p2p_listen = "tcp://127.0.0.1:8547",
                                        .external_address = "127.0.0.1:8547",
                                        .peers = {"aa@10.0.0.2:8547", "bb@10.0.0.3:8547"}});
  EXPECT_NE(text.find("persistent_peers = \"aa@10.0.0.2:8547,bb@10.0.0.3:8547\"\n"), std::string::npos);
  EXPECT_NE(text.find("unconditional_peer_ids = \"aa,bb\"\n"), std::string::npos);
  EXPECT_NE(text.find("pex = false\n"), std::string::npos);
  EXPECT_NE(text.find("create_empty_blocks = false\n"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::founding
