#include "kaisho/state/tree.hpp"

#include <gtest/gtest.h>

#include "model.hpp"

namespace kaisho::state {
namespace {

using model::Batch;
using model::numbered_key;
using model::numbered_value;

TEST(StateTree, has_the_zero_root_when_empty_and_the_leaf_as_root_when_alone) {
  StateTree tree;
  EXPECT_EQ(tree.root(), kEmptyRoot);
  Batch batch;
  batch.set(numbered_key(1), numbered_value(7));
  EXPECT_EQ(tree.propose(batch.changes()), leaf_hash(tree_key(numbered_key(1)), value_hash(numbered_value(7))));
  tree.accept(1);
  EXPECT_EQ(tree.leaf_count(), 1u);
  Batch removal;
  removal.remove(numbered_key(1));
  EXPECT_EQ(tree.propose(removal.changes()), kEmptyRoot);
}

TEST(StateTree, gives_the_root_of_the_written_rule_whatever_is_set_and_removed) {
  std::mt19937_64 random{5};
  for (const std::uint64_t keys : {2u, 5u, 40u, 600u}) {
    model::Pair pair;
    for (Height height = 1; height <= 60; ++height) {
      const auto changes = random() % (height % 10 == 0 ? 2 * keys : 6);
      const auto root = pair.step(random, keys, changes);
      ASSERT_EQ(root, pair.state.root()) << keys << " keys, height " << height;
      pair.tree.accept(height);
      ASSERT_EQ(pair.tree.leaf_count(), pair.state.leaves().size());
    }
  }
}

TEST(StateTree, gives_the_same_root_in_one_batch_as_in_many_and_when_built_from_its_leaves) {
  std::mt19937_64 random{6};
  model::Pair pair;
  for (Height height = 1; height <= 20; ++height) {
    pair.step(random, 9000, 700);
    pair.tree.accept(height);
  }
  TreeBuilder builder;
  Batch all;
  for (const auto& [key, data] : pair.state.leaves()) {
    builder.add(key, value_hash(data.value));
    all.set(data.raw_key, data.value);
  }
  StateTree at_once;
  EXPECT_EQ(at_once.propose(all.changes()), pair.tree.root());
  auto built = builder.finish(20);
  EXPECT_EQ(built.root(), pair.tree.root());
  EXPECT_EQ(built.height(), 20u);
  EXPECT_EQ(built.leaf_count(), pair.state.leaves().size());

  // A built tree goes on as a grown one does.
  Batch more;
  more.set(numbered_key(1), numbered_value(99));
  more.remove(numbered_key(2));
  EXPECT_EQ(built.propose(more.changes()), pair.tree.propose(more.changes()));
}

TEST(StateTree, takes_its_first_leaves_at_height_0) {
  model::Pair pair;
  Batch batch;
  batch.set(numbered_key(1), numbered_value(1));
  const auto root = pair.tree.propose(batch.changes());
  pair.tree.accept(0);
  EXPECT_EQ(pair.tree.root_at(0), root);
}

TEST(StateTree, leaves_no_trace_of_a_discarded_proposal) {
  std::mt19937_64 random{7};
  model::Pair pair;
  pair.step(random, 300, 200);
  pair.tree.accept(1);
  const auto root = pair.tree.root();
  const auto nodes = pair.tree.node_count();
  const auto before = pair.state;
  for (int trial = 0; trial < 20; ++trial) {
    pair.step(random, 300, 100);  // replaces the proposal before it
    pair.state = before;
  }
  pair.tree.discard();
  EXPECT_EQ(pair.tree.root(), root);
  EXPECT_EQ(pair.tree.node_count(), nodes);
  const auto next = pair.step(random, 300, 50);
  EXPECT_EQ(next, pair.state.root());
}

TEST(StateTree, changes_no_node_for_a_batch_that_changes_nothing) {
  model::Pair pair;
  Batch batch;
  for (std::uint64_t n = 0; n < 50; ++n) batch.set(numbered_key(n), numbered_value(n + 1));
  pair.tree.propose(batch.changes());
  pair.tree.accept(1);
  const auto nodes = pair.tree.node_count();
  Batch same;
  same.set(numbered_key(3), numbered_value(4));
  same.remove(numbered_key(1000));
  EXPECT_EQ(pair.tree.propose(same.changes()), pair.tree.root());
  EXPECT_EQ(pair.tree.node_count(), nodes);
}

TEST(StateTree, keeps_the_last_heights_and_frees_what_only_older_ones_had) {
  std::mt19937_64 random{8};
  model::Pair pair({.versions = 4, .replaced_nodes = 1 << 20});
  std::map<Height, Hash> roots;
  for (Height height = 1; height <= 50; ++height) {
    roots[height] = pair.step(random, 200, 30);
    pair.tree.accept(height);
    for (Height old = height < 4 ? 1 : height - 3; old <= height; ++old) {
      ASSERT_EQ(pair.tree.root_at(old), roots[old]);
    }
    ASSERT_EQ(pair.tree.root_at(height - 4), std::nullopt);
  }
  // 4 versions of 200 leaves share most nodes: without freeing there would be thousands.
  EXPECT_LT(pair.tree.node_count(), 2u * 200 + 4u * 30 * 12);
  EXPECT_EQ(pair.tree.root_at(51), std::nullopt);
}

TEST(StateTree, lets_old_heights_go_early_when_they_hold_too_many_nodes) {
  std::mt19937_64 random{9};
  model::Pair pair({.versions = 100, .replaced_nodes = 500});
  for (Height height = 1; height <= 30; ++height) {
    pair.step(random, 200, 40);
    pair.tree.accept(height);
  }
  EXPECT_EQ(pair.tree.root_at(1), std::nullopt);
  EXPECT_EQ(pair.tree.root_at(30), pair.state.root());
  EXPECT_LT(pair.tree.node_count(), 2u * 200 + 500);
}

}  // namespace
}  // namespace kaisho::state
