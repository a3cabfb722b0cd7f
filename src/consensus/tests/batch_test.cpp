#include <gtest/gtest.h>

#include "replica_fixture.hpp"

namespace kaisho::consensus::test {
namespace {

std::optional<BatchError> fault_of(const Bytes& bytes) {
  const auto decoded = decode_batch(bytes);
  return decoded ? std::nullopt : std::optional(decoded.error().code);
}

TEST(Batch, comes_back_as_it_went) {
  const std::vector<pool::TransactionPtr> sent{signed_tx(pay(1, 0)), signed_tx(pay(2, 0)), signed_tx(pay(1, 1))};
  const auto bytes = encode_batch(sent);
  const auto wires = decode_batch(bytes);
  ASSERT_TRUE(wires);
  ASSERT_EQ(wires->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(equal((*wires)[i], sent[i]->wire));
  const auto received = receive_batch(bytes);
  ASSERT_TRUE(received);
  EXPECT_EQ((*received)->size, bytes.size());
  EXPECT_EQ((*received)->transactions[2]->sender, account(1));
}

TEST(Batch, refuses_what_no_encoder_makes) {
  const auto good = encode_batch(std::vector{signed_tx(pay(1, 0))});
  auto trailing = good;
  trailing.push_back(0);
  EXPECT_EQ(fault_of(trailing), BatchError::malformed);
  auto cut = good;
  cut.pop_back();
  EXPECT_EQ(fault_of(cut), BatchError::malformed);
  auto version = good;
  version.front() = 2;
  EXPECT_EQ(fault_of(version), BatchError::unknown_version);
  EXPECT_EQ(fault_of({}), BatchError::unknown_version);
  EXPECT_EQ(fault_of({1}), BatchError::malformed);
  EXPECT_EQ(fault_of({1, 0xc0}), BatchError::empty);
  EXPECT_EQ(fault_of({1, 0x80}), BatchError::malformed) << "a string is no list";
  EXPECT_EQ(fault_of({1, 0xc1, 0xc0}), BatchError::malformed) << "a list is no transaction";
  EXPECT_EQ(fault_of({1, 0xc2, 0x81, 0x05}), BatchError::malformed) << "not canonical";
  EXPECT_EQ(fault_of({1, 0xc2, 0x05, 0x05}), BatchError::repeated);
  EXPECT_EQ(fault_of({1, 0xc2, 0x05, 0x06}), std::nullopt) << "whether wires are transactions is asked later";
}

TEST(Batch, refuses_more_than_its_limits) {
  EXPECT_EQ(fault_of(Bytes(kMaxBatchSize + 1, 1)), BatchError::too_large);
  std::vector<Bytes> wires;
  for (std::size_t i = 0; i < kMaxBatchTransactions; ++i) {
    wires.push_back({0x02, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)});
  }
  const std::vector<ByteView> views(wires.begin(), wires.end());
  auto full = encode_batch(views);
  EXPECT_EQ(fault_of(full), std::nullopt);
  full.insert(full.end(), {0x82, 0x03, 0x03});  // one more: the payload grows by 3 bytes
  const auto payload = kMaxBatchTransactions * 4 + 3;
  full[2] = static_cast<std::uint8_t>(payload >> 8);
  full[3] = static_cast<std::uint8_t>(payload);
  EXPECT_EQ(fault_of(full), BatchError::too_many);
}

TEST(Batch, size_counts_what_the_encoder_makes) {
  BatchSize size;
  std::vector<pool::TransactionPtr> transactions;
  for (std::uint64_t nonce = 0; nonce < 5; ++nonce) {
    transactions.push_back(signed_tx({.from = 1, .nonce = nonce, .data = Bytes(nonce * 100, 7), .gas = 100'000}));
    ASSERT_TRUE(size.add(transactions.back()->wire.size()));
    EXPECT_EQ(size.bytes(), encode_batch(transactions).size());
  }
  EXPECT_EQ(size.transactions(), 5u);
  while (size.add(ledger::kMaxTransactionSize)) EXPECT_LE(size.bytes(), kMaxBatchSize);
  EXPECT_GT(size.bytes() + ledger::kMaxTransactionSize, kMaxBatchSize);
}

TEST(Batch, one_bad_transaction_spoils_it) {
  const Bytes none{0xff, 0x00};
  auto bent = wire(pay(1, 0));
  bent[bent.size() - 40] ^= 1;  // r: another sender, or none
  const auto good = wire(pay(2, 0));
  const auto undecodable = receive_batch(encode_batch(std::vector<ByteView>{good, none}));
  ASSERT_FALSE(undecodable);
  EXPECT_EQ(undecodable.error().code, BatchError::bad_transaction);
  EXPECT_NE(undecodable.error().detail.find("transaction 1"), std::string::npos);
  const auto other = receive_batch(encode_batch(std::vector<ByteView>{bent}));
  EXPECT_TRUE(!other || (*other)->transactions[0]->sender != account(1));
  EXPECT_TRUE(other || other.error().code == BatchError::bad_signature);
}

}  // namespace
}  // namespace kaisho::consensus::test
