#include <gtest/gtest.h>

#include "replica_fixture.hpp"

namespace kaisho::consensus::test {
namespace {

std::vector<pool::TransactionPtr> payments() {
  std::vector<pool::TransactionPtr> all;
  for (std::uint64_t nonce = 0; nonce < 20; ++nonce) all.push_back(signed_tx(pay(1, nonce)));
  return all;
}

std::optional<BatchError> fault_of(const Bytes& bytes) {
  const auto received = receive_batch(bytes);
  return received ? std::nullopt : std::optional(received.error().code);
}

/// A packed batch whose block tells `bytes`, and which says that these are `size`.
Bytes packed(const Bytes& bytes, std::size_t size) {
  auto made = pack_batch(bytes);
  EXPECT_EQ(made.front(), kPackedVersion) << "long enough to be packed";
  for (std::size_t i = 0; i < 4; ++i) made[1 + i] = static_cast<std::uint8_t>(size >> (24 - 8 * i));
  return made;
}

TEST(PackedBatch, comes_back_as_it_went_and_is_smaller) {
  const auto sent = payments();
  const auto plain = encode_batch(sent);
  const auto travelling = pack_batch(plain);
  EXPECT_LT(travelling.size(), plain.size());
  EXPECT_TRUE(equal(UnpackedBatch::from(travelling).value().bytes(), plain));
  const auto received = receive_batch(travelling);
  ASSERT_TRUE(received);
  EXPECT_EQ((*received)->size, travelling.size()) << "what it takes of a block";
  ASSERT_EQ((*received)->transactions.size(), sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) EXPECT_EQ((*received)->transactions[i]->hash, sent[i]->hash);
}

TEST(PackedBatch, what_packing_makes_no_smaller_travels_as_it_is) {
  const auto plain = encode_batch(std::vector{signed_tx(pay(1, 0))});
  EXPECT_EQ(pack_batch(plain), plain);
  EXPECT_TRUE(equal(UnpackedBatch::from(plain).value().bytes(), plain));
}

TEST(PackedBatch, refuses_what_does_not_unpack_to_a_batch) {
  const auto plain = encode_batch(payments());
  const auto good = pack_batch(plain);
  EXPECT_EQ(fault_of(good), std::nullopt);
  EXPECT_EQ(fault_of(packed(plain, plain.size() + 1)), BatchError::malformed);
  EXPECT_EQ(fault_of(packed(plain, plain.size() - 1)), BatchError::malformed);
  EXPECT_EQ(fault_of(packed(plain, kMaxBatchSize + 1)), BatchError::too_large);
  EXPECT_EQ(fault_of(packed(plain, 0xffffffff)), BatchError::too_large) << "before any memory is asked for";
  for (std::size_t size = 1; size < good.size(); ++size) {
    EXPECT_EQ(fault_of(Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))), BatchError::malformed);
  }
  EXPECT_EQ(fault_of(Bytes(kMaxBatchSize + 1, kPackedVersion)), BatchError::too_large);
}

TEST(PackedBatch, is_packed_once_only) {
  auto zeros = Bytes(1'000);
  zeros.front() = kPackedVersion;
  EXPECT_EQ(fault_of(pack_batch(zeros)), BatchError::unknown_version) << "a packed one in a packed one";
}

}  // namespace
}  // namespace kaisho::consensus::test
