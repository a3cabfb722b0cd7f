#include "kaisho/state/subtree.hpp"

#include <gtest/gtest.h>

#include "model.hpp"

namespace kaisho::state {
namespace {

constexpr std::size_t kSlotBytes = kSlotKeySize + kSlotValueSize;

/// Slots and accounts with values of their own.
model::State random_state(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  model::State state;
  while (state.leaves().size() < size) {
    const auto number = random();
    if (number % 5 == 0) {
      const auto value = encode_account({.nonce = number, .balance = U256(number / 3), .code_hash = Hash{{1}}});
      state.set(account_key(address_of(word_of(U256(number)))), value);
    } else {
      state.set(model::numbered_key(number), model::numbered_value(number | 1));
    }
  }
  return state;
}

LeafStream stream_of(const model::State& state) {
  return [at = state.leaves().begin(), end = state.leaves().end()]() mutable -> std::optional<LeafData> {
    if (at == end) return std::nullopt;
    return (at++)->second;
  };
}

std::vector<Division::Piece> cut(const model::State& state, std::size_t limit) {
  Division division(stream_of(state), limit);
  std::vector<Division::Piece> pieces;
  while (auto piece = division.next()) pieces.push_back(std::move(*piece));
  return pieces;
}

std::vector<Subtree> subtrees_of(const std::vector<Division::Piece>& pieces) {
  std::vector<Subtree> subtrees;
  for (const auto& piece : pieces) subtrees.push_back(piece.subtree);
  return subtrees;
}

TEST(Subtrees, of_a_state_of_any_size_give_its_root_and_hold_each_leaf_once) {
  for (const std::size_t size : {0u, 1u, 2u, 3u, 40u, 1000u, 20000u}) {
    const auto state = random_state(size, size);
    for (const std::size_t limit : {size > 1000 ? 300 * kSlotBytes : kSlotBytes + 8, std::size_t{1} << 20}) {
      const auto pieces = cut(state, limit);
      EXPECT_EQ(root_of_subtrees(subtrees_of(pieces)), state.root()) << size << " leaves, limit " << limit;
      auto expected = state.leaves().begin();
      for (const auto& piece : pieces) {
        EXPECT_TRUE(check_subtree(piece.subtree, piece.leaves));
        const auto bytes = encode_leaves(piece.leaves);
        EXPECT_LE(bytes.size(), limit);
        const auto decoded = decode_leaves(bytes);
        ASSERT_TRUE(decoded);
        ASSERT_EQ(decoded->size(), piece.leaves.size());
        for (const auto& leaf : *decoded) {
          EXPECT_EQ(leaf.raw_key, expected->second.raw_key);
          EXPECT_EQ(leaf.value, (expected++)->second.value);
        }
      }
      EXPECT_EQ(expected, state.leaves().end());
    }
  }
}

TEST(Subtrees, are_cut_no_finer_than_the_limit_asks) {
  const auto state = random_state(500, 7);
  EXPECT_EQ(cut(state, 1 << 20).size(), 1u);
  const auto pieces = cut(state, 50 * kSlotBytes);
  for (std::size_t i = 1; i < pieces.size(); ++i) {  // no two that could be one
    const auto& left = pieces[i - 1];
    const auto& right = pieces[i];
    if (left.subtree.prefix.length != right.subtree.prefix.length) continue;
    if (common_bits(left.subtree.prefix.bits, right.subtree.prefix.bits) + 1u != left.subtree.prefix.length) continue;
    EXPECT_GT(encode_leaves(left.leaves).size() + encode_leaves(right.leaves).size(), 50 * kSlotBytes);
  }
}

TEST(Subtrees, refuse_leaves_that_are_not_theirs_by_name) {
  const auto pieces = cut(random_state(300, 3), 60 * kSlotBytes);
  ASSERT_GT(pieces.size(), 2u);
  const auto& [subtree, leaves] = pieces[1];
  const auto verdict = [&](const std::vector<LeafData>& changed) { return check_subtree(subtree, changed); };
  auto fewer = leaves;
  fewer.pop_back();
  EXPECT_EQ(verdict(fewer), std::unexpected(SubtreeError::other_count));
  auto turned = leaves;
  std::swap(turned[0], turned[1]);
  EXPECT_EQ(verdict(turned), std::unexpected(SubtreeError::not_ascending));
  auto twice = leaves;
  twice[1] = twice[0];
  EXPECT_EQ(verdict(twice), std::unexpected(SubtreeError::not_ascending));
  auto foreign = leaves;
  foreign.front() = pieces[0].leaves.front();
  EXPECT_EQ(verdict(foreign), std::unexpected(SubtreeError::not_below));
  auto richer = leaves;
  richer.back().value.back() ^= 1;
  EXPECT_EQ(verdict(richer), std::unexpected(SubtreeError::other_root));
  EXPECT_TRUE(verdict(leaves));
}

TEST(Subtrees, give_no_root_where_they_overlap_are_out_of_order_or_no_subtrees) {
  const auto subtrees = subtrees_of(cut(random_state(300, 3), 60 * kSlotBytes));
  ASSERT_GT(subtrees.size(), 2u);
  auto turned = subtrees;
  std::swap(turned[0], turned[1]);
  EXPECT_EQ(root_of_subtrees(turned), std::nullopt);
  auto within = subtrees;
  within[1].prefix = within[0].prefix.half(true);
  EXPECT_EQ(root_of_subtrees(within), std::nullopt);
  auto twice = subtrees;
  twice[1] = twice[0];
  EXPECT_EQ(root_of_subtrees(twice), std::nullopt);
  auto hollow = subtrees;
  hollow[0].leaves = 0;
  EXPECT_EQ(root_of_subtrees(hollow), std::nullopt);
  auto longer = subtrees;
  longer[0].prefix.bits.bytes.back() = 1;
  EXPECT_EQ(root_of_subtrees(longer), std::nullopt);
  longer[0].prefix.length = 257;
  EXPECT_EQ(root_of_subtrees(longer), std::nullopt);
}

TEST(Subtrees, decode_no_bytes_that_a_state_never_holds) {
  const LeafData leaf{.raw_key = model::numbered_key(1), .value = model::numbered_value(2)};
  const auto bytes = encode_leaves(std::vector{leaf});
  ASSERT_TRUE(decode_leaves(bytes));
  EXPECT_FALSE(decode_leaves(ByteView(bytes).first(bytes.size() - 1)));
  auto empty_value = bytes;
  empty_value.back() = 0;
  EXPECT_FALSE(decode_leaves(empty_value)) << "a slot that holds zero is absent";
  auto other_kind = bytes;
  other_kind.front() = 3;
  EXPECT_FALSE(decode_leaves(other_kind));
}

}  // namespace
}  // namespace kaisho::state
