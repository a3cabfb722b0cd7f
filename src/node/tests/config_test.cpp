#include "kaisho/node/config.hpp"

#include <gtest/gtest.h>

namespace kaisho::node {
namespace {

constexpr std::string_view kSmallest = "data = \"data\"\ngenesis = \"genesis.json\"\n";

std::string refusal(const std::string& text) {
  const auto config = parse_config(text, "/c");
  return config ? "taken" : config.error().text;
}

TEST(NodeConfig, needs_only_the_folder_and_the_genesis_and_listens_on_loopback) {
  const auto config = parse_config(kSmallest, "/c");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->data, "/c/data");
  EXPECT_EQ(config->genesis, "/c/genesis.json");
  EXPECT_EQ(config->listen, "127.0.0.1:8545");
  EXPECT_FALSE(config->allow_remote);
  EXPECT_EQ(config->block_time.count(), 0);
}

TEST(NodeConfig, reads_every_setting) {
  const auto config = parse_config(std::string(kSmallest) + R"(
listen = "0.0.0.0:1"
allow_remote = true
block_time_ms = 500
keep_states = 64
allowed_hosts = ["bank.example"]
allowed_origins = ["https://bank.example"]
log_level = "debug"
[[checkpoint_key]]
name = "bank"
file = "keys/bank.checkpoint"
)",
                                   "/c");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_TRUE(config->allow_remote);
  EXPECT_EQ(config->block_time.count(), 500);
  EXPECT_EQ(config->keep_states, 64u);
  EXPECT_EQ(config->allowed_hosts, std::vector<std::string>{"bank.example"});
  ASSERT_EQ(config->checkpoint_keys.size(), 1u);
  EXPECT_EQ(config->checkpoint_keys[0].file, "/c/keys/bank.checkpoint");
}

TEST(NodeConfig, reads_where_cometbft_is_and_what_the_other_members_reach) {
  const auto config = parse_config(std::string(kSmallest) + R"(
[cometbft]
member = "bank"
abci = "unix://abci.sock"
rpc = "http://127.0.0.1:26657"
threads = 2
batch_wait_ms = 7
[peers]
listen = "127.0.0.1:9443"
certificate = "keys/tls.crt"
key = "keys/tls.key"
private_key = "keys/private.key"
)",
                                   "/c");
  ASSERT_TRUE(config) << config.error().text;
  ASSERT_TRUE(config->cometbft);
  EXPECT_EQ(config->cometbft->member, "bank");
  EXPECT_EQ(config->cometbft->home, "/c/cometbft");
  EXPECT_EQ(config->cometbft->abci, "unix:///c/abci.sock");
  EXPECT_EQ(config->cometbft->threads, 2u);
  EXPECT_EQ(config->cometbft->batch_wait.count(), 7);
  EXPECT_EQ(config->cometbft->batch_transactions, 1'000u);
  ASSERT_TRUE(config->peers);
  EXPECT_EQ(config->peers->certificate, "/c/keys/tls.crt");
  EXPECT_EQ(config->peers->private_key, "/c/keys/private.key");
  EXPECT_FALSE(parse_config(kSmallest, "/c")->cometbft);
}

TEST(NodeConfig, refuses_a_cometbft_table_that_leaves_something_open) {
  const auto with = [](const std::string& table) { return refusal(std::string(kSmallest) + "[cometbft]\n" + table); };
  EXPECT_EQ(with("abci = \"tcp://127.0.0.1:1\"\nrpc = \"http://127.0.0.1:2\""), "'cometbft.member' is missing");
  EXPECT_EQ(with("member = \"bank\"\nabci = \"tcp://127.0.0.1:1\"\nrpc = \"127.0.0.1:2\""),
            "'cometbft.rpc' is no http:// URL");
  EXPECT_EQ(with("member = \"bank\"\nabci = \"tcp://127.0.0.1:1\"\nrpc = \"http://127.0.0.1:2\"\nrcp = 1"),
            "there is no setting 'cometbft.rcp'");
}

TEST(NodeConfig, reads_the_limits_of_the_front_door) {
  const auto config = parse_config(std::string(kSmallest) + R"(
[http]
connections = 7
body_bytes = 1000
heartbeat_ms = 50
stream_time_ms = 200
streams = 3
streams_of_caller = 0
)",
                                   "/c");
  ASSERT_TRUE(config) << config.error().text;
  EXPECT_EQ(config->http.connections, 7u);
  EXPECT_EQ(config->http.body_bytes, 1'000u);
  EXPECT_EQ(config->http.heartbeat.count(), 50);
  EXPECT_EQ(config->http.stream_time.count(), 200);
  EXPECT_EQ(config->http.streams, 3u);
  EXPECT_EQ(config->http.streams_of_caller, 0u);
  EXPECT_EQ(config->http.idle_time, api::HttpLimits{}.idle_time) << "what is not said stays as it is";
  EXPECT_EQ(parse_config(kSmallest, "/c")->http.heartbeat, api::HttpLimits{}.heartbeat);
}

TEST(NodeConfig, refuses_limits_of_the_front_door_that_nobody_gets_through) {
  const auto with = [](const std::string& line) { return refusal(std::string(kSmallest) + "[http]\n" + line); };
  EXPECT_EQ(with("heartbeat_ms = 0"), "'http.heartbeat_ms' is not within 1 and 86400000");
  EXPECT_EQ(with("stream_time_ms = 9223372036854775807"), "'http.stream_time_ms' is not within 1 and 86400000");
  EXPECT_EQ(with("connections = 0"), "'http.connections' is not within 1 and 65536");
  EXPECT_EQ(with("header_bytes = 10"), "'http.header_bytes' is not within 1024 and 1048576");
  EXPECT_EQ(with("body_bytes = -1"), "'http.body_bytes' is negative");
  EXPECT_EQ(with("body_bytes = 2000\nprocess_bytes = 1000"), "'http.body_bytes' is more than 'http.process_bytes'");
  EXPECT_EQ(with("stream = 1"), "there is no setting 'http.stream'");
}

TEST(NodeConfig, refuses_what_it_does_not_know_by_name) {
  const std::string smallest(kSmallest);
  EXPECT_EQ(refusal("genesis = \"g\""), "'data' is missing");
  EXPECT_EQ(refusal(smallest + "alow_remote = true"), "there is no setting 'alow_remote'");
  EXPECT_EQ(refusal(smallest + "allow_remote = \"yes\""), "'allow_remote' has the wrong type");
  EXPECT_EQ(refusal(smallest + "block_time_ms = -1"), "'block_time_ms' is negative");
  EXPECT_EQ(refusal(smallest + "log_level = \"loud\""), "'log_level' is none of debug, info, warning, error");
  EXPECT_EQ(refusal(smallest + "[[checkpoint_key]]\nname = \"bank\""), "'checkpoint_key.file' is missing");
  EXPECT_NE(refusal("data = ").find("not TOML"), std::string::npos);
  EXPECT_NE(refusal("\xff\xfe").find("not TOML"), std::string::npos);
}

TEST(NodeConfig, names_a_file_that_is_missing) {
  const auto config = read_config("/nowhere/node.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, "file_missing");
  EXPECT_NE(config.error().text.find("/nowhere/node.toml"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::node
