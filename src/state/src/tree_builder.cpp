#include <algorithm>

#include "kaisho/base/assert.hpp"
#include "kaisho/state/tree.hpp"
#include "tree_update.hpp"

namespace kaisho::state {
namespace {
constexpr std::size_t kLeavesAtOnce = 4096;  // hashed in one call
}

void TreeBuilder::add(const TreeKey& key, const Hash& value) {
  KAISHO_ASSERT(!last_ || *last_ < key);
  last_ = key;
  waiting_.push_back({.key = key, .value = value});
  if (waiting_.size() == kLeavesAtOnce) flush();
}

void TreeBuilder::flush() {
  Bytes scratch;
  const auto hashes = hash_leaves(waiting_, scratch);
  for (std::size_t i = 0; i < waiting_.size(); ++i) push(pool_.add_leaf(waiting_[i].key, hashes[i]), waiting_[i].key);
  waiting_.clear();
}

/// Adds a leaf to the right edge. A subtree on the edge is complete as soon as a leaf comes that shares fewer bits.
void TreeBuilder::push(NodeId leaf, const TreeKey& key) {
  unsigned shared = 0;
  if (!edge_.empty()) {
    shared = common_bits(pool_.last_key(edge_.back().node), key);
    close_down_to(static_cast<int>(shared));
  }
  edge_.push_back({.node = leaf, .shared = shared});
  ++leaves_;
}

/// Joins the edge's last subtrees as long as they share more bits with each other than `shared`.
void TreeBuilder::close_down_to(int shared) {
  while (edge_.size() > 1 && static_cast<int>(edge_.back().shared) > shared) {
    const auto right = edge_.back();
    edge_.pop_back();
    auto& left = edge_.back();
    const auto rank = 1 + std::max(rank_of(left.node), rank_of(right.node));
    left.node = pool_.add_inner(left.node, right.node, right.shared);
    KAISHO_ASSERT(left.node == ranks_.size());  // a fresh pool counts up
    ranks_.push_back(static_cast<std::uint16_t>(rank));
    if (by_rank_.size() < rank) by_rank_.resize(rank);
    by_rank_[rank - 1].push_back(left.node);
  }
}

StateTree TreeBuilder::finish(Height height, TreeLimits limits) {
  flush();
  close_down_to(-1);
  Bytes scratch;
  for (const auto& rank : by_rank_) pool_.hash_inners(rank, scratch);

  StateTree tree(limits);
  auto& version = tree.versions_.back();
  version.height = height;
  version.leaves = leaves_;
  if (!edge_.empty()) {
    version.root = edge_.front().node;
    version.root_hash = pool_.hash(version.root);
  }
  tree.pool_ = std::move(pool_);
  return tree;
}

}  // namespace kaisho::state
