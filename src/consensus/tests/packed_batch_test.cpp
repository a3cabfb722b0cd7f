#include <gtest/gtest.h>

#include <kaisho/codec/lz4.hpp>

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

// A proposal has 4 MiB: without a bound it could unpack to a gigabyte.
TEST(PackedBatch, unpacks_to_eight_times_its_size_at_most) {
  const auto plain =
      encode_batch(std::vector{signed_tx({.from = 1, .nonce = 0, .data = Bytes(10'000, 7), .gas = 1'000'000})});
  EXPECT_EQ(pack_batch(plain), plain) << "so it travels as it is";
  const auto block = codec::lz4::encode(plain);
  Bytes packed{kPackedVersion, 0, 0, static_cast<std::uint8_t>(plain.size() >> 8),
               static_cast<std::uint8_t>(plain.size())};
  packed.insert(packed.end(), block.begin(), block.end());
  ASSERT_GT(plain.size(), kMaxUnpackedRatio * packed.size());
  EXPECT_EQ(fault_of(packed), BatchError::malformed);
}

TEST(PackedBatch, is_packed_once_only) {
  const auto once = pack_batch(encode_batch(payments()));
  const auto block = codec::lz4::encode(once);
  Bytes twice{kPackedVersion, 0, 0, static_cast<std::uint8_t>(once.size() >> 8),
              static_cast<std::uint8_t>(once.size())};
  twice.insert(twice.end(), block.begin(), block.end());
  EXPECT_EQ(fault_of(twice), BatchError::unknown_version);
}

}  // namespace
}  // namespace kaisho::consensus::test
