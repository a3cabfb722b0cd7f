#include "kaisho/evidence/pack.hpp"

#include <gtest/gtest.h>

#include <kaisho/codec/json.hpp>

#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

class PackFormat : public ::testing::Test {
 protected:
  /// The pack with the first occurrence of `from` replaced, which has to be there.
  [[nodiscard]] std::string with(std::string_view from, std::string_view to) const {
    auto text = pack_;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }
  static std::string where_it_fails(std::string_view text) {
    const auto pack = read_pack(text);
    return pack ? "it is readable" : pack.error().where;
  }
  SampleChain chain_;
  std::string pack_ = chain_.full_pack();
};

TEST_F(PackFormat, G11_is_written_in_canonical_JSON_and_read_back) {
  EXPECT_EQ(codec::json::canonicalize(pack_), pack_);
  const auto pack = read_pack(pack_);
  ASSERT_TRUE(pack.has_value()) << pack.error().where << " " << pack.error().reason;
  EXPECT_EQ(write_pack(*pack), pack_);
}

TEST_F(PackFormat, G11_names_the_member_that_is_wrong) {
  EXPECT_EQ(where_it_fails("nothing"), "");
  EXPECT_EQ(where_it_fails("[]"), "");
  EXPECT_EQ(where_it_fails(with("kaisho-evidence-pack/1", "kaisho-evidence-pack/2")), "format");
  EXPECT_EQ(where_it_fails(with("\"kaisho_1\"", "\"kaisho_2\"")), "revision");
  EXPECT_EQ(where_it_fails(with("\"keccak256\"", "\"sha1\"")), "algorithms.block_hash");
  EXPECT_EQ(where_it_fails(with("\"chain_id\":\"31337\"", "\"chain_id\":31337")), "chain.chain_id");
  EXPECT_EQ(where_it_fails(with("\"blocks\":[{", "\"blocks\":[{\"more\":\"1\",")), "blocks[0]");
  EXPECT_EQ(where_it_fails(with("\"index\":\"1\",\"label\"", "\"index\":\"01\",\"label\"")), "transactions[0].index");
  EXPECT_EQ(where_it_fails(with("\"kind\":\"signed_checkpoint\"", "\"kind\":\"praise\"")), "claims[0].kind");
  EXPECT_EQ(where_it_fails(with("\"genesis_header\":\"0x", "\"genesis_header\":\"")), "chain.genesis_header");
}

TEST_F(PackFormat, G11_refuses_a_member_that_stands_twice) {
  EXPECT_EQ(where_it_fails(with("{\"algorithms\"", "{\"format\":\"x\",\"algorithms\"")), "");
}

TEST_F(PackFormat, G11_refuses_endless_nesting) { EXPECT_EQ(where_it_fails(std::string(100'000, '[')), ""); }

TEST(Build, G11_says_what_is_missing) {
  const SampleChain chain;
  const auto reason_of = [&](auto change) {
    auto request = chain.full_request();
    change(request);
    const auto pack = build(request, chain.source());
    return pack ? "it was built" : pack.error();
  };
  EXPECT_NE(reason_of([](Request& r) { r.checkpoint = "nothing"; }).find("not a signed checkpoint"), std::string::npos);
  EXPECT_EQ(reason_of([&](Request& r) {
              r.checkpoint = chain.signed_checkpoint(7);
              r.older_checkpoints = {chain.signed_checkpoint(8)};
            }),
            "an older checkpoint is not older");
  EXPECT_EQ(reason_of([](Request& r) { r.blocks = {9}; }), "block 9 is behind the checkpoint");
  EXPECT_EQ(reason_of([](Request& r) { r.transactions = {{0, 0, {}}}; }), "block 0 has no transaction 0");
  EXPECT_NE(reason_of([](Request& r) { r.signers.pop_back(); }).find("not every signer"), std::string::npos);
  EXPECT_NE(reason_of([](Request& r) { r.signers = {}; }).find("there are no signers"), std::string::npos);
}

TEST(Build, G11_never_returns_a_pack_that_a_lying_node_made) {
  const SampleChain chain;
  auto source = chain.source();
  source.prove_state = [&](ByteView key, Height height) {
    auto answer = chain.source().prove_state(key, height);
    if (answer->value) answer->value->back() ^= 1;
    return answer;
  };
  const auto pack = build(chain.full_request(), source);
  ASSERT_FALSE(pack.has_value());
  EXPECT_EQ(pack.error().substr(0, 10), "records[0]");
}

}  // namespace
}  // namespace kaisho::evidence
