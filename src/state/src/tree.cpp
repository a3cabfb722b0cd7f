#include "kaisho/state/tree.hpp"

#include <algorithm>

#include "kaisho/base/assert.hpp"
#include "tree_update.hpp"

namespace kaisho::state {
namespace {

bool strictly_ascend(std::span<const LeafChange> changes) {
  return std::ranges::adjacent_find(changes, [](const auto& a, const auto& b) { return a.key >= b.key; }) ==
         changes.end();
}

}  // namespace

StateTree::StateTree(TreeLimits limits) : limits_(limits), versions_(1) { KAISHO_ASSERT(limits.versions >= 1); }

Hash StateTree::propose(std::span<const LeafChange> changes) {
  KAISHO_ASSERT(strictly_ascend(changes));
  discard();
  const auto& base = versions_.back();
  TreeUpdate update(pool_, changes, scratch_);
  Proposal proposal;
  proposal.version.root = update.run(base.root);
  if (proposal.version.root != kNoNode) proposal.version.root_hash = pool_.hash(proposal.version.root);
  proposal.version.leaves = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(base.leaves) + update.leaves_added);
  proposal.version.replaced = std::move(update.replaced);
  proposal.created = std::move(update.created);
  proposal_ = std::move(proposal);
  return proposal_->version.root_hash;
}

void StateTree::accept(Height height) {
  KAISHO_ASSERT(proposal_.has_value());
  const bool first = versions_.size() == 1 && versions_.back().root == kNoNode && versions_.back().height == height;
  KAISHO_ASSERT(first || height > versions_.back().height);
  if (first) versions_.clear();  // height 0 of a tree that was never filled
  proposal_->version.height = height;
  replaced_total_ += proposal_->version.replaced.size();
  versions_.push_back(std::move(proposal_->version));
  proposal_.reset();
  while (versions_.size() > limits_.versions || (versions_.size() > 1 && replaced_total_ > limits_.replaced_nodes)) {
    drop_oldest();
  }
}

void StateTree::discard() {
  if (!proposal_) return;
  for (const auto id : proposal_->created) pool_.free(id);
  proposal_.reset();
}

void StateTree::drop_oldest() {
  auto& gone = versions_[1].replaced;
  for (const auto id : gone) pool_.free(id);
  replaced_total_ -= gone.size();
  gone = {};
  versions_.pop_front();
}

const StateTree::Version* StateTree::version_at(Height height) const {
  const auto found = std::ranges::lower_bound(versions_, height, {}, &Version::height);
  return found != versions_.end() && found->height == height ? &*found : nullptr;
}

std::optional<Hash> StateTree::root_at(Height height) const {
  const auto* version = version_at(height);
  return version ? std::optional(version->root_hash) : std::nullopt;
}

std::optional<Finding> StateTree::find(const TreeKey& key, Height height) const {
  const auto* version = version_at(height);
  if (!version) return std::nullopt;
  if (version->root == kNoNode) return Finding{};
  auto node = version->root;
  while (!is_leaf(node)) node = bit_of(key, pool_.inner(node).bit) ? pool_.inner(node).right : pool_.inner(node).left;
  if (pool_.leaf(node).key == key) return Finding{.leaf = path_to(key, version->root), .left = {}, .right = {}};
  return neighbours(key, version->root);
}

/// The path of a key that is in the tree.
LeafPath StateTree::path_to(const TreeKey& key, NodeId root) const {
  LeafPath path{.key = key, .steps = {}};
  while (!is_leaf(root)) {
    const auto& inner = pool_.inner(root);
    const bool right = bit_of(key, inner.bit);
    path.steps.push_back({.sibling_is_left = right, .sibling = pool_.hash(right ? inner.left : inner.right)});
    root = right ? inner.right : inner.left;
  }
  std::ranges::reverse(path.steps);
  return path;
}

/// The leaves just before and just behind a key that is not in the tree.
Finding StateTree::neighbours(const TreeKey& key, NodeId root) const {
  auto reached = root;  // the leaf that shares most bits with the key: the walk looks only at bits that exist
  while (!is_leaf(reached)) {
    const auto& inner = pool_.inner(reached);
    reached = bit_of(key, inner.bit) ? inner.right : inner.left;
  }
  const auto shared = common_bits(pool_.leaf(reached).key, key);

  auto node = root;  // down to the subtree that the key parts from as a whole
  NodeId before = kNoNode;
  NodeId behind = kNoNode;
  while (!is_leaf(node) && pool_.inner(node).bit < shared) {
    const auto& inner = pool_.inner(node);
    const bool right = bit_of(key, inner.bit);
    (right ? before : behind) = right ? inner.left : inner.right;
    node = right ? inner.right : inner.left;
  }
  (bit_of(key, shared) ? before : behind) = node;

  Finding finding;
  if (before != kNoNode) finding.left = path_to(pool_.last_key(before), root);
  if (behind != kNoNode) finding.right = path_to(pool_.first_key(behind), root);
  return finding;
}

}  // namespace kaisho::state
