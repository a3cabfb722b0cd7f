#include <gtest/gtest.h>

#include <kaisho/codec/merkle.hpp>
#include <kaisho/codec/rlp.hpp>
#include <kaisho/crypto/hash.hpp>
#include <random>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;
namespace rlp = codec::rlp;

Receipt a_receipt() {
  Receipt receipt;
  receipt.type = TransactionType::dynamic_fee;
  receipt.success = true;
  receipt.cumulative_gas_used = 90'000;
  receipt.gas_used = 51'000;
  receipt.effective_gas_price = 7;
  receipt.contract_address = address(9);
  receipt.logs = {{address(1), {word(1), word(2), word(3), word(4)}, {1, 2, 3}}, {address(2), {}, {}}};
  receipt.bloom = bloom_of(receipt.logs);
  return receipt;
}

TEST(Bloom, sets_the_three_bits_that_the_yellow_paper_names) {
  Bloom bloom;
  const Log log{address(1), {}, {}};
  add_to_bloom(bloom, log);
  const auto hash = crypto::keccak256(log.address.view());
  Bloom expected;
  for (std::size_t pair = 0; pair < 6; pair += 2) {
    const std::size_t bit = (std::size_t{hash.bytes[pair]} * 256 + hash.bytes[pair + 1]) % 2048;
    expected.bytes[255 - bit / 8] |= static_cast<std::uint8_t>(1 << (bit % 8));
  }
  EXPECT_EQ(bloom, expected);
  EXPECT_TRUE(may_contain(bloom, log.address.view()));
  EXPECT_FALSE(may_contain(bloom, address(2).view()));
}

TEST(Bloom, holds_the_addresses_and_topics_of_all_logs) {
  const auto receipt = a_receipt();
  for (const auto& log : receipt.logs) {
    EXPECT_TRUE(may_contain(receipt.bloom, log.address.view()));
    for (const auto& topic : log.topics) EXPECT_TRUE(may_contain(receipt.bloom, topic.view()));
  }
  Bloom both = bloom_of({receipt.logs[1]});
  add_to_bloom(both, bloom_of({receipt.logs[0]}));
  EXPECT_EQ(both, receipt.bloom);
}

TEST(Bloom, is_the_same_with_a_memo) {
  BloomMemo memo;
  for (std::uint64_t i = 0; i < 20; ++i) {
    // the same 20 bytes as an address and, padded, as a topic: two items
    const std::vector<Log> logs{{address(static_cast<std::uint8_t>(i % 3)), {word(i % 5), word(i % 3)}, {}}};
    EXPECT_EQ(memo.bloom_of(logs), bloom_of(logs)) << i;
  }
}

TEST(Receipt, takes_back_what_it_writes) {
  EXPECT_EQ(decode_receipt(encode_receipt(a_receipt())), a_receipt());
  EXPECT_EQ(decode_receipt(encode_receipt(Receipt{})), Receipt{});
}

TEST(Receipt, refuses_truncations_and_bytes_behind_the_end) {
  auto bytes = encode_receipt(a_receipt());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(decode_receipt(ByteView(bytes).first(size)), std::nullopt) << size;
  }
  bytes.push_back(0);
  EXPECT_EQ(decode_receipt(bytes), std::nullopt);
}

TEST(Receipt, refuses_values_that_no_execution_gives) {
  const auto refused = [](auto change) {
    auto receipt = a_receipt();
    change(receipt);
    return !decode_receipt(encode_receipt(receipt)).has_value();
  };
  EXPECT_TRUE(refused([](Receipt& r) { r.success = false; })) << "logs of a failed transaction";
  EXPECT_TRUE(refused([](Receipt& r) { r.gas_used = r.cumulative_gas_used + 1; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.type = TransactionType{3}; }));
  EXPECT_TRUE(refused([](Receipt& r) { r.logs[0].topics.push_back(word(5)); })) << "five topics";
}

TEST(Receipt, accepts_no_other_bytes_for_a_receipt) {
  const auto bytes = encode_receipt(a_receipt());
  std::mt19937 random{6962};  // deterministic
  for (int i = 0; i < 20'000; ++i) {
    auto other = bytes;
    other[random() % other.size()] = static_cast<std::uint8_t>(random());
    const auto decoded = decode_receipt(other);
    if (decoded) {
      ASSERT_EQ(encode_receipt(*decoded), other);
    }
  }
}

TEST(Receipt, root_is_the_RFC_6962_tree_over_the_encoded_receipts) {
  const std::vector<Receipt> receipts{a_receipt(), Receipt{}};
  EXPECT_EQ(receipts_root(receipts), codec::merkle::node_hash(codec::merkle::leaf_hash(encode_receipt(receipts[0])),
                                                              codec::merkle::leaf_hash(encode_receipt(receipts[1]))));
  EXPECT_EQ(receipts_root({}), crypto::sha256(ByteView{}));
}

}  // namespace
}  // namespace kaisho::ledger
