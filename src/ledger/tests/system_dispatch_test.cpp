#include "kaisho/ledger/system_dispatch.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::ledger {
namespace {

namespace abi = codec::abi;

/// Remembers logs and charged gas; has no storage.
class RecordingHost final : public Host {
 public:
  Word load(const Word&) override { return {}; }
  void store(const Word&, const Word&) override {}
  void log(std::vector<Word> topics, Bytes data) override { logs.push_back({{}, std::move(topics), std::move(data)}); }
  Word load_of(const Address&, const Word&) override { return {}; }
  Hash code_hash(const Address&) override { return {}; }
  Created create(ByteView) override { return {}; }
  Called call(const Address&, ByteView, Gas, std::size_t) override { return {}; }
  Called static_call(const Address&, ByteView, Gas, std::size_t) override { return {}; }
  void charge(Gas gas) override { charged += gas; }
  Gas gas_left() const override { return 1'000'000; }
  bool failed() const override { return false; }

  std::vector<Log> logs;
  Gas charged = 0;
};

Handled twice(Host&, const SystemCall&, const abi::Values& arguments) {
  const auto sum = arguments[0].number().checked_add(arguments[0].number());
  if (!sum) return std::unexpected(custom_error("TooMuch(uint256)", {arguments[0]}));
  return abi::Values{abi::Value::of(*sum)};
}

constexpr SystemFunction kFunctions[] = {{"twice(uint256)", "uint256", twice}};

SystemAnswer call(ByteView input, Amount value = {}) {
  RecordingHost host;
  const BlockContext block;
  return Dispatcher(kFunctions).dispatch(host, {{}, {}, {}, value, false, input, block});
}

Bytes call_data(const U256& number) {
  return *abi::Function::of("twice(uint256)").encode_call(abi::Values{abi::Value::of(number)});
}

TEST(SystemDispatch, runs_the_function_of_the_selector) {
  const auto answer = call(call_data(21));
  EXPECT_TRUE(answer.success);
  EXPECT_EQ(answer.output, bytes_of(word_of(U256(42)).view()));
}

TEST(SystemDispatch, reverts_with_a_custom_error) {
  const auto answer = call(call_data(U256::max()));
  EXPECT_FALSE(answer.success);
  EXPECT_EQ(answer.output, custom_error("TooMuch(uint256)", {abi::Value::of(U256::max())}).data);
}

TEST(SystemDispatch, names_what_is_wrong_with_a_call) {
  EXPECT_EQ(call({}).output, custom_error("UnknownFunction(bytes4)", {abi::Value::of(Bytes(4))}).data);
  EXPECT_EQ(call(Bytes{1, 2, 3, 4}).output,
            custom_error("UnknownFunction(bytes4)", {abi::Value::of(Bytes{1, 2, 3, 4})}).data);
  EXPECT_EQ(call(call_data(1), 5).output, custom_error("ValueRefused()").data);
  Bytes cut = call_data(1);
  cut.pop_back();
  const auto answer = call(cut);
  EXPECT_FALSE(answer.success);
  EXPECT_EQ(Bytes(answer.output.begin(), answer.output.begin() + 4),
            bytes_of(abi::selector("BadArguments(string)").view()));
}

TEST(SystemDispatch, puts_indexed_parameters_into_topics_and_texts_as_their_hash) {
  RecordingHost host;
  emit(host, "Moved(string,uint64,string)", {0, 1}, {abi::Value::of("BOND"), abi::Value::of(7), abi::Value::of("why")});
  ASSERT_EQ(host.logs.size(), 1u);
  const auto& topics = host.logs[0].topics;
  ASSERT_EQ(topics.size(), 3u);
  EXPECT_EQ(topics[0], abi::event_topic("Moved(string,uint64,string)"));
  EXPECT_EQ(topics[1], word_of(crypto::keccak256("BOND")));
  EXPECT_EQ(topics[2], word_of(U256(7)));
  EXPECT_EQ(host.logs[0].data, *abi::encode(abi::types_of("string"), abi::Values{abi::Value::of("why")}));
}

TEST(SystemDispatch, charges_hashes_by_the_word) {
  RecordingHost host;
  EXPECT_EQ(charged_sha256(host, Bytes(33)), crypto::sha256(Bytes(33)));
  EXPECT_EQ(host.charged, SystemGas::kHash + 2 * SystemGas::kHashWord);
}

}  // namespace
}  // namespace kaisho::ledger
