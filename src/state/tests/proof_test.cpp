#include "kaisho/state/proof.hpp"

#include <gtest/gtest.h>

#include <set>

#include "model.hpp"

namespace kaisho::state {
namespace {

using model::numbered_key;
using model::numbered_value;

/// A tree of `leaves` slots with even numbers; odd ones are absent.
model::Pair even_slots(std::uint64_t leaves) {
  model::Pair pair;
  model::Batch batch;
  for (std::uint64_t n = 0; n < leaves; ++n) {
    pair.state.set(numbered_key(2 * n), numbered_value(n + 1));
    batch.set(numbered_key(2 * n), numbered_value(n + 1));
  }
  pair.tree.propose(batch.changes());
  pair.tree.accept(1);
  return pair;
}

Bytes proof_of(const model::Pair& pair, const Bytes& key) {
  const auto proof = make_proof(key, *pair.tree.find(tree_key(key), 1), pair.state.source());
  EXPECT_TRUE(proof);
  return proof.value_or(Bytes{});
}

TEST(StateProof, proves_what_is_there_and_what_is_not_in_trees_of_every_small_size) {
  for (std::uint64_t leaves = 1; leaves <= 40; ++leaves) {
    const auto pair = even_slots(leaves);
    for (std::uint64_t n = 0; n < 2 * leaves; ++n) {
      const auto key = numbered_key(n);
      const auto proof = proof_of(pair, key);
      if (n % 2 == 0) {
        EXPECT_TRUE(verify_membership(pair.tree.root(), key, numbered_value(n / 2 + 1), proof));
        EXPECT_EQ(verify_non_membership(pair.tree.root(), key, proof), std::unexpected(ProofError::other_kind));
      } else {
        EXPECT_TRUE(verify_non_membership(pair.tree.root(), key, proof));
        EXPECT_EQ(verify_membership(pair.tree.root(), key, numbered_value(1), proof),
                  std::unexpected(ProofError::other_kind));
      }
    }
  }
}

TEST(StateProof, proves_heights_before_the_last_as_they_were) {
  std::mt19937_64 random{11};
  model::Pair pair;
  std::map<Height, model::State> states;
  for (Height height = 1; height <= 10; ++height) {
    pair.step(random, 100, 20);
    pair.tree.accept(height);
    states[height] = pair.state;
  }
  for (const auto& [height, state] : states) {
    const auto root = *pair.tree.root_at(height);
    for (std::uint64_t n = 0; n < 100; ++n) {
      const auto key = numbered_key(n);
      const auto proof = make_proof(key, *pair.tree.find(tree_key(key), height), state.source());
      ASSERT_TRUE(proof);
      const auto there = state.source()(tree_key(key));
      const auto verdict =
          there ? verify_membership(root, key, there->value, *proof) : verify_non_membership(root, key, *proof);
      ASSERT_TRUE(verdict) << describe(verdict.error());
    }
  }
}

TEST(StateProof, has_none_for_an_empty_tree_or_a_lost_leaf) {
  model::Pair empty;
  const auto key = numbered_key(1);
  EXPECT_EQ(make_proof(key, *empty.tree.find(tree_key(key), 0), empty.state.source()), std::nullopt);
  const auto pair = even_slots(5);
  const LeafSource nothing = [](const TreeKey&) -> std::optional<LeafData> { return std::nullopt; };
  EXPECT_EQ(make_proof(key, *pair.tree.find(tree_key(key), 1), nothing), std::nullopt);
  EXPECT_EQ(make_proof(numbered_key(2), *pair.tree.find(tree_key(numbered_key(2)), 1), nothing), std::nullopt);
}

TEST(StateProof, names_the_field_in_which_a_claim_of_presence_is_forged) {
  const auto pair = even_slots(30);
  const auto root = pair.tree.root();
  const auto key = numbered_key(10);
  const auto value = numbered_value(6);
  const auto proof = proof_of(pair, key);
  ASSERT_TRUE(verify_membership(root, key, value, proof));
  EXPECT_EQ(verify_membership(Hash{{1}}, key, value, proof), std::unexpected(ProofError::other_root));
  EXPECT_EQ(verify_membership(root, numbered_key(12), value, proof), std::unexpected(ProofError::other_key));
  EXPECT_EQ(verify_membership(root, key, numbered_value(7), proof), std::unexpected(ProofError::other_value));
  EXPECT_EQ(verify_membership(root, key, value, {}), std::unexpected(ProofError::undecodable));

  auto forged = ics23::decode(proof).value();
  forged.present->value = numbered_value(7);
  EXPECT_EQ(verify_membership(root, key, numbered_value(7), ics23::encode(forged)),
            std::unexpected(ProofError::other_root));
}

TEST(StateProof, refuses_a_proof_of_presence_with_any_step_changed) {
  const auto pair = even_slots(30);
  const auto key = numbered_key(10);
  const auto good = ics23::decode(proof_of(pair, key)).value();
  const auto verify = [&](const ics23::Proof& proof) {
    return verify_membership(pair.tree.root(), key, numbered_value(6), ics23::encode(proof));
  };
  ASSERT_TRUE(verify(good));
  for (std::size_t i = 0; i < good.present->path.size(); ++i) {
    auto flipped = good;
    flipped.present->path[i].sibling_is_left = !flipped.present->path[i].sibling_is_left;
    EXPECT_EQ(verify(flipped), std::unexpected(ProofError::other_root));
    auto other = good;
    other.present->path[i].sibling.bytes[31] ^= 1;
    EXPECT_EQ(verify(other), std::unexpected(ProofError::other_root));
    auto shorter = good;
    shorter.present->path.erase(shorter.present->path.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(verify(shorter), std::unexpected(ProofError::other_root));
  }
}

/// Keys of the tree in its order, to choose neighbours that are none.
std::vector<Bytes> keys_in_order(const model::Pair& pair) {
  std::vector<Bytes> keys;
  for (const auto& [key, data] : pair.state.leaves()) keys.push_back(data.raw_key);
  return keys;
}

TEST(StateProof, refuses_every_forged_proof_that_a_present_key_is_absent) {
  const auto pair = even_slots(16);
  const auto root = pair.tree.root();
  const auto keys = keys_in_order(pair);
  const auto leaf = [&](std::size_t i) { return ics23::decode(proof_of(pair, keys[i])).value().present; };
  for (std::size_t victim = 0; victim < keys.size(); ++victim) {
    for (std::size_t left = 0; left <= keys.size(); ++left) {
      for (std::size_t right = 0; right <= keys.size(); ++right) {  // keys.size(): no such neighbour
        ics23::NonExistence claim{.key = keys[victim], .left = {}, .right = {}};
        if (left < keys.size()) claim.left = leaf(left);
        if (right < keys.size()) claim.right = leaf(right);
        EXPECT_FALSE(verify_non_membership(root, keys[victim], ics23::encode({.present = {}, .absent = claim})));
      }
    }
  }
}

TEST(StateProof, names_what_is_wrong_with_a_proof_of_absence) {
  const auto pair = even_slots(16);
  const auto root = pair.tree.root();
  const auto keys = keys_in_order(pair);
  const auto leaf = [&](std::size_t i) { return ics23::decode(proof_of(pair, keys[i])).value().present; };
  const auto verdict = [&](std::size_t victim, std::optional<ics23::Existence> left,
                           std::optional<ics23::Existence> right) {
    const ics23::NonExistence claim{.key = keys[victim], .left = std::move(left), .right = std::move(right)};
    return verify_non_membership(root, keys[victim], ics23::encode({.present = {}, .absent = claim}));
  };
  EXPECT_EQ(verdict(5, {}, {}), std::unexpected(ProofError::no_neighbour));
  EXPECT_EQ(verdict(5, leaf(4), leaf(6)), std::unexpected(ProofError::leaves_in_between));
  EXPECT_EQ(verdict(5, leaf(5), leaf(6)), std::unexpected(ProofError::key_not_between));
  EXPECT_EQ(verdict(5, leaf(4), {}), std::unexpected(ProofError::not_at_the_edge));
  EXPECT_EQ(verdict(5, {}, leaf(6)), std::unexpected(ProofError::not_at_the_edge));
  auto foreign = leaf(4);
  foreign->value = numbered_value(77);
  EXPECT_EQ(verdict(5, foreign, leaf(6)), std::unexpected(ProofError::other_root));
  const auto proof = proof_of(pair, numbered_key(1));
  EXPECT_EQ(verify_non_membership(root, numbered_key(3), proof), std::unexpected(ProofError::other_key));
}

TEST(StateProof, tells_every_error_apart_in_words) {
  std::set<std::string_view> texts;
  for (std::uint8_t code = 1; code <= 9; ++code) texts.insert(describe(static_cast<ProofError>(code)));
  EXPECT_EQ(texts.size(), 9u);
}

}  // namespace
}  // namespace kaisho::state
