#include <gtest/gtest.h>

#include <kaisho/consensus/record.hpp>

namespace kaisho::consensus {
namespace {

Record example() {
  Record record{.height = 300, .block = {}, .app_hash = {}, .skips = {}};
  record.block.bytes.fill(0xb1);
  record.app_hash.bytes.fill(0xa1);
  Hash tx;
  tx.bytes.fill(0x77);
  record.skips.push_back({299, tx, SkipCode::waiting, {}});
  record.skips.push_back({300, tx, SkipCode::invalid, ledger::Invalid::insufficient_funds});
  return record;
}

TEST(Record, comes_back_as_it_went) {
  EXPECT_EQ(decode_record(encode_record(example())), example());
  EXPECT_EQ(decode_record(encode_record({})), Record{});
}

TEST(Record, refuses_other_bytes) {
  auto bytes = encode_record(example());
  EXPECT_FALSE(decode_record({}));
  bytes.push_back(0);
  EXPECT_FALSE(decode_record(bytes));
  bytes.pop_back();
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode_record(ByteView(bytes).first(size)));
  bytes.front() = 2;
  EXPECT_FALSE(decode_record(bytes));
}

TEST(Record, refuses_a_reason_that_contradicts_itself) {
  auto record = example();
  record.skips[0].invalid = ledger::Invalid::high_s;  // but the code is `waiting`
  EXPECT_FALSE(decode_record(encode_record(record)));
  record = example();
  record.skips[1].invalid.reset();
  EXPECT_FALSE(decode_record(encode_record(record)));
  record = example();
  record.skips[0].code = static_cast<SkipCode>(9);
  EXPECT_FALSE(decode_record(encode_record(record)));
}

TEST(Record, says_a_skip_in_words) {
  EXPECT_EQ(describe(example().skips[1]),
            "skipped at consensus height 300: insufficient funds for gas * price + value");
}

}  // namespace
}  // namespace kaisho::consensus
