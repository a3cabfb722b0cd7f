#include "kaisho/abci/wire.hpp"

#include <abci.pb.h>
#include <gtest/gtest.h>

#include <limits>

namespace kaisho::abci {
namespace {

namespace pb = ::tendermint::abci;

std::expected<Request, WireError> decoded(const pb::Request& request) {
  return decode_request(view_of(request.SerializeAsString()));
}

std::string refusal(const pb::Request& request) {
  const auto result = decoded(request);
  return result ? "taken" : result.error().reason;
}

pb::Response encoded(const Response& response) {
  const auto frame = encode_response(response);
  pb::Response message;
  EXPECT_LT(frame.size(), 129u) << "the test reads a length of one byte";
  EXPECT_EQ(frame.at(0), frame.size() - 1);
  EXPECT_TRUE(message.ParseFromArray(frame.data() + 1, static_cast<int>(frame.size() - 1)));
  return message;
}

pb::RequestBlock block() {
  pb::RequestBlock block;
  block.set_height(7);
  block.set_hash(std::string(32, 'h'));
  block.mutable_time()->set_seconds(1'700'000'000);
  block.mutable_time()->set_nanos(5);
  block.set_proposer_address(std::string(20, 'p'));
  block.set_next_validators_hash(std::string(32, 'n'));
  block.add_txs("one");
  block.add_txs("");
  return block;
}

TEST(Wire, a_decided_block_arrives_whole) {
  pb::Request request;
  *request.mutable_finalize_block() = block();
  auto& accused = *request.mutable_finalize_block()->add_misbehavior();
  accused.set_type(1);
  accused.set_height(3);
  accused.mutable_validator()->set_address(std::string(20, 'v'));
  const auto result = decoded(request);
  const auto& found = std::get<FinalizeBlockRequest>(result.value());
  EXPECT_EQ(found.block.height, 7u);
  EXPECT_EQ(found.block.time, 1'700'000'000'000'000'005);
  EXPECT_EQ(found.block.proposer.bytes[19], 'p');
  EXPECT_EQ(found.block.next_validators_hash.bytes[31], 'n');
  EXPECT_EQ(found.hash.bytes[0], 'h');
  EXPECT_EQ(found.txs, (Transactions{bytes_of("one"), {}}));
  ASSERT_EQ(found.block.misbehavior.size(), 1u);
  EXPECT_EQ(found.block.misbehavior[0].kind, Misbehavior::Kind::duplicate_vote);
  EXPECT_EQ(found.block.misbehavior[0].height, 3u);
}

/// Bytes written by hand after the specification: tag 8 (check_tx), field 1 "ab", field 2 = 1.
TEST(Wire, a_check_as_the_specification_numbers_it) {
  const auto result = decode_request(Bytes{0x42, 0x06, 0x0a, 0x02, 'a', 'b', 0x10, 0x01});
  const auto& check = std::get<CheckTxRequest>(result.value());
  EXPECT_EQ(check.tx, bytes_of("ab"));
  EXPECT_TRUE(check.recheck);
}

TEST(Wire, an_answer_as_the_specification_numbers_it) {
  EXPECT_EQ(encode_response(FlushResponse{}), (Bytes{0x02, 0x1a, 0x00}));
  EXPECT_EQ(encode_response(CommitResponse{5}), (Bytes{0x04, 0x62, 0x02, 0x18, 0x05}));
  EXPECT_EQ(encode_response(ExceptionResponse{"x"}), (Bytes{0x05, 0x0a, 0x03, 0x0a, 0x01, 'x'}));
}

TEST(Wire, unknown_fields_are_skipped) {
  auto bytes = bytes_of(Bytes{0x42, 0x07, 0x0a, 0x02, 'a', 'b', 0xf8, 0x07, 0x01});  // field 127 inside
  append(bytes, Bytes{0xf8, 0x07, 0x01});                                            // and outside
  EXPECT_TRUE(decode_request(bytes).has_value());
}

TEST(Wire, refuses_what_is_no_message) {
  EXPECT_EQ(decode_request(Bytes{0x42, 0x20, 1}).error().code, WireError::Code::not_protobuf);
  EXPECT_EQ(decode_request(Bytes(50, 0xff)).error().code, WireError::Code::not_protobuf);
}

TEST(Wire, refuses_a_request_that_abci_2_does_not_have) {
  EXPECT_EQ(decode_request({}).error().code, WireError::Code::unknown_request);
  EXPECT_EQ(decode_request(Bytes{0x3a, 0x00}).error().code, WireError::Code::unknown_request);  // 7: BeginBlock of 0.37
}

TEST(Wire, refuses_fields_that_no_engine_sends) {
  pb::Request request;
  auto& finalize = *request.mutable_finalize_block();
  finalize = block();
  finalize.set_height(-1);
  EXPECT_EQ(refusal(request), "a block's height is negative");
  finalize = block();
  finalize.set_hash("short");
  EXPECT_EQ(refusal(request), "a block's hash has 5 bytes instead of 32");
  finalize = block();
  finalize.set_proposer_address(std::string(21, 'p'));
  EXPECT_EQ(refusal(request), "the proposer's address has 21 bytes instead of 20");
  finalize = block();
  finalize.mutable_time()->set_nanos(1'000'000'000);
  EXPECT_EQ(refusal(request), "a time has nanoseconds out of their range");
  finalize.mutable_time()->set_nanos(0);
  finalize.mutable_time()->set_seconds(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(refusal(request), "a time lies outside of the years 1677 to 2262");
  finalize = block();
  finalize.add_misbehavior();
  EXPECT_EQ(refusal(request), "an accused validator's address has 0 bytes instead of 20");
  request.mutable_check_tx()->set_type(2);
  EXPECT_EQ(refusal(request), "a check is neither new nor a recheck");
}

TEST(Wire, refuses_a_genesis_with_keys_of_another_kind) {
  pb::Request request;
  auto& validator = *request.mutable_init_chain()->add_validators();
  validator.mutable_pub_key()->set_ed25519(std::string(32, 'k'));
  validator.set_power(1);
  EXPECT_EQ(std::get<InitChainRequest>(decoded(request).value()).validators.at(0).power, 1u);
  validator.mutable_pub_key()->set_secp256k1(std::string(33, 'k'));
  EXPECT_EQ(decoded(request).error().code, WireError::Code::not_supported);
}

/// Both reach us from a user's query through the engine; refusing the frame would let him end the engine.
TEST(Wire, a_query_may_have_any_path_and_a_negative_height) {
  pb::Request request;
  request.mutable_query()->set_path("\xff\xfe");
  request.mutable_query()->set_height(-5);
  const auto result = decoded(request);
  const auto& query = std::get<QueryRequest>(result.value());
  EXPECT_EQ(query.path, "\xff\xfe");
  EXPECT_EQ(query.height, std::numeric_limits<std::uint64_t>::max());
}

TEST(Wire, answers_carry_their_fields) {
  FinalizeBlockResponse finalize;
  finalize.tx_results = {{0, {1}, "", 5, 4}, {3, {}, "no", 0, 0}};
  finalize.validator_updates.resize(1);
  finalize.app_hash = Bytes(32, 9);
  const auto block_answer = encoded(finalize);
  EXPECT_EQ(block_answer.finalize_block().tx_results_size(), 2);
  EXPECT_EQ(block_answer.finalize_block().tx_results(1).log(), "no");
  EXPECT_EQ(block_answer.finalize_block().tx_results(0).gas_used(), 4);
  EXPECT_EQ(block_answer.finalize_block().validator_updates(0).pub_key().ed25519().size(), 32u);
  EXPECT_EQ(block_answer.finalize_block().app_hash(), std::string(32, 9));

  EXPECT_EQ(encoded(ProcessProposalResponse{false, "why"}).process_proposal().status(), 2);
  EXPECT_EQ(encoded(ProcessProposalResponse{true, ""}).process_proposal().status(), 1);
  EXPECT_EQ(encoded(VerifyVoteExtensionResponse{}).verify_vote_extension().status(), 1);
  EXPECT_EQ(encoded(OfferSnapshotResult::reject_format).offer_snapshot().result(), 4);
  const ApplySnapshotChunkResponse apply{ApplySnapshotChunkResponse::Result::retry, {1, 2}, {"peer"}};
  EXPECT_EQ(encoded(apply).apply_snapshot_chunk().refetch_chunks_size(), 2);
  EXPECT_EQ(encoded(apply).apply_snapshot_chunk().reject_senders(0), "peer");
}

TEST(Wire, a_number_that_the_engine_can_not_hold_becomes_the_largest) {
  const CheckTxResponse check{0, "", std::numeric_limits<std::uint64_t>::max(), ""};
  EXPECT_EQ(encoded(check).check_tx().gas_wanted(), std::numeric_limits<std::int64_t>::max());
}

}  // namespace
}  // namespace kaisho::abci
