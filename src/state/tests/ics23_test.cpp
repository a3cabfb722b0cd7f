#include "kaisho/state/ics23.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaisho::state::ics23 {
namespace {

Existence example_leaf(std::uint8_t seed, std::size_t depth) {
  Existence proof{.key = Bytes(21, seed), .value = Bytes(32, seed), .path = {}};
  for (std::size_t i = 0; i < depth; ++i) {
    proof.path.push_back(
        {.sibling_is_left = (i + seed) % 3 == 0, .sibling = Hash{{seed, static_cast<std::uint8_t>(i)}}});
  }
  return proof;
}

Proof presence(std::size_t depth) { return {.present = example_leaf(1, depth), .absent = {}}; }
Proof absence() {
  return {.present = {},
          .absent = NonExistence{.key = Bytes(53, 9), .left = example_leaf(1, 12), .right = example_leaf(2, 13)}};
}

TEST(Ics23, writes_the_bytes_of_the_published_messages) {
  const auto bytes = encode({.present = Existence{.key = {0xaa}, .value = {0xbb}, .path = {}}, .absent = {}});
  Bytes expected{0x0a, 48, 0x0a, 1, 0xaa, 0x12, 1, 0xbb, 0x1a, 40, 8, 9, 16, 9, 24, 9, 42, 32};
  append(expected, view_of(kLeafTag));
  EXPECT_EQ(bytes, expected);
}

TEST(Ics23, reads_back_what_it_wrote) {
  for (const std::size_t depth : {0u, 1u, 20u, 256u}) EXPECT_EQ(decode(encode(presence(depth))), presence(depth));
  EXPECT_EQ(decode(encode(absence())), absence());
  auto at_the_edge = absence();
  at_the_edge.absent->left.reset();
  EXPECT_EQ(decode(encode(at_the_edge)), at_the_edge);
  auto deepest = absence();
  deepest.absent->left = example_leaf(1, 256);
  deepest.absent->right = example_leaf(2, 256);
  EXPECT_LT(encode(deepest).size(), kMaxProofSize);
  EXPECT_EQ(decode(encode(deepest)), deepest);
}

TEST(Ics23, accepts_nothing_that_it_would_not_write) {
  std::mt19937_64 random{23};
  for (const auto& proof : {presence(3), absence()}) {
    const auto bytes = encode(proof);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      EXPECT_FALSE(decode(ByteView(bytes).first(at))) << "cut at " << at;
      auto changed = bytes;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 + random() % 255));
      const auto decoded = decode(changed);
      if (decoded) {
        EXPECT_EQ(encode(*decoded), changed) << "changed at " << at;
      }
    }
    auto longer = bytes;
    longer.push_back(0);
    EXPECT_EQ(decode(longer), std::unexpected(DecodeError::malformed));
  }
}

TEST(Ics23, refuses_other_shapes_and_sizes_by_name) {
  EXPECT_EQ(decode({}), std::unexpected(DecodeError::malformed));
  EXPECT_EQ(decode(Bytes(kMaxProofSize + 1)), std::unexpected(DecodeError::too_large));
  EXPECT_EQ(decode(encode(presence(257))), std::unexpected(DecodeError::too_large));
  auto big = presence(1);
  big.present->key.resize(kMaxKeySize + 1);
  EXPECT_EQ(decode(encode(big)), std::unexpected(DecodeError::too_large));
  auto empty = presence(1);
  empty.present->value.clear();
  EXPECT_EQ(decode(encode(empty)), std::unexpected(DecodeError::malformed));
  auto sha256 = encode(presence(0));
  sha256[2 + 2 + 21 + 2 + 32 + 2 + 1] = 1;  // the leaf's hash operation
  EXPECT_EQ(decode(sha256), std::unexpected(DecodeError::foreign_shape));
}

TEST(Ics23, refuses_a_length_written_longer_than_needed) {
  // CommitmentProof { exist (length 0 as two bytes) }
  EXPECT_EQ(decode(Bytes{0x0a, 0x80, 0x00}), std::unexpected(DecodeError::malformed));
  EXPECT_EQ(decode(Bytes{0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f}), std::unexpected(DecodeError::malformed));
}

}  // namespace
}  // namespace kaisho::state::ics23
