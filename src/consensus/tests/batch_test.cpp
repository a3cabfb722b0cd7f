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
  const auto entries = decode_batch(bytes);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(equal((*entries)[i].wire, sent[i]->wire));
    EXPECT_EQ((*entries)[i].sender, sent[i]->sender);
  }
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
  version.front() = 1;
  EXPECT_EQ(fault_of(version), BatchError::unknown_version);
  EXPECT_EQ(fault_of({}), BatchError::unknown_version);
  EXPECT_EQ(fault_of({2}), BatchError::malformed);
  EXPECT_EQ(fault_of({2, 0xc0}), BatchError::empty);
  EXPECT_EQ(fault_of({2, 0x80}), BatchError::malformed) << "a string is no list";
  EXPECT_EQ(fault_of({2, 0xc1, 0xc0}), BatchError::malformed) << "a list is no transaction";
  EXPECT_EQ(fault_of({2, 0xc2, 0x81, 0x05}), BatchError::malformed) << "not canonical";
  EXPECT_EQ(fault_of({2, 0xc1, 0x05}), BatchError::malformed) << "shorter than an address";
}

TEST(Batch, refuses_an_entry_twice_and_leaves_the_wires_to_recovery) {
  const Bytes one{0x05}, other{0x06};
  const Address sender{}, stranger{{1}};
  const auto fault = [](std::vector<BatchEntry> entries) { return fault_of(encode_batch(entries)); };
  EXPECT_EQ(fault({{sender, one}, {sender, one}}), BatchError::repeated);
  EXPECT_EQ(fault({{sender, one}, {sender, other}}), std::nullopt);
  EXPECT_EQ(fault({{sender, one}, {stranger, one}}), std::nullopt) << "one of the two senders is wrong";
  EXPECT_EQ(fault({{sender, {}}}), std::nullopt) << "whether wires are transactions is asked later";
}

TEST(Batch, refuses_more_than_its_limits) {
  EXPECT_EQ(fault_of(Bytes(kMaxBatchSize + 1, kBatchVersion)), BatchError::too_large);
  std::vector<Bytes> wires;
  for (std::size_t i = 0; i < kMaxBatchTransactions; ++i) {
    wires.push_back({0x02, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)});
  }
  std::vector<BatchEntry> entries;
  for (const auto& wire : wires) entries.push_back({Address{}, wire});
  auto full = encode_batch(entries);
  EXPECT_EQ(fault_of(full), std::nullopt);
  full.push_back(0x80 + 20);  // one more: an address without a wire behind it
  full.insert(full.end(), 20, 0x07);
  const auto payload = kMaxBatchTransactions * 24 + 21;
  ASSERT_EQ(full[1], 0xfa) << "a list header with three bytes of length";
  for (std::size_t i = 0; i < 3; ++i) full[2 + i] = static_cast<std::uint8_t>(payload >> (16 - 8 * i));
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
  const auto good = wire(pay(2, 0));
  const auto undecodable = receive_batch(encode_batch(std::vector<BatchEntry>{{account(2), good}, {account(2), none}}));
  ASSERT_FALSE(undecodable);
  EXPECT_EQ(undecodable.error().code, BatchError::bad_transaction);
  EXPECT_NE(undecodable.error().detail.find("transaction 1"), std::string::npos);
  auto bent = wire(pay(1, 0));
  bent[bent.size() - 40] ^= 1;  // r: another sender, or none
  const auto other = receive_batch(encode_batch(std::vector<BatchEntry>{{account(1), bent}}));
  ASSERT_FALSE(other);
  EXPECT_TRUE(other.error().code == BatchError::bad_signature || other.error().code == BatchError::wrong_sender);
}

TEST(Batch, the_sender_that_it_names_must_have_signed) {
  const auto first = wire(pay(1, 0)), second = wire(pay(2, 0));
  const auto swapped = receive_batch(encode_batch(std::vector<BatchEntry>{{account(1), first}, {account(1), second}}));
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().code, BatchError::wrong_sender);
  EXPECT_NE(swapped.error().detail.find("transaction 1"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::consensus::test
