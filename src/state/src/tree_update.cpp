#include "tree_update.hpp"

#include <algorithm>

#include "kaisho/base/assert.hpp"
#include "kaisho/crypto/hash.hpp"

namespace kaisho::state {

std::vector<Hash> hash_leaves(std::span<const LeafChange> changes, Bytes& scratch) {
  const std::size_t count = changes.size();
  scratch.resize(count * (kLeafImageSize + Hash::kSize));
  std::uint8_t* image = scratch.data();
  for (const auto& change : changes) {
    std::memcpy(image, kLeafTag.data(), 32);
    std::memcpy(image + 32, change.key.data(), 32);
    std::memcpy(image + 64, change.value ? change.value->data() : Hash{}.data(), 32);
    image += kLeafImageSize;
  }
  crypto::blake3_many(scratch.data(), kLeafImageSize, count, image);
  std::vector<Hash> hashes(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (changes[i].value) std::memcpy(hashes[i].data(), image + i * Hash::kSize, Hash::kSize);
  }
  return hashes;
}

NodeId TreeUpdate::run(NodeId root) {
  const auto new_root = below(root, {.first = 0, .last = changes_.size()}, 0, 0);
  // Children lie on deeper levels than their parents, so the deepest level first finds every child hashed.
  for (auto level = dirty_.rbegin(); level != dirty_.rend(); ++level) pool_.hash_inners(*level, scratch_);
  return new_root;
}

/// The subtree `node`, all of whose keys and the range's share the first `from` bits, after the range's changes.
NodeId TreeUpdate::below(NodeId node, Range range, unsigned from, unsigned level) {
  if (range.empty()) return node;
  if (node == kNoNode) return build(range, level);
  if (is_leaf(node)) return at_leaf(node, range, level);
  return below_inner(node, range, from, level);
}

NodeId TreeUpdate::below_inner(NodeId node, Range range, unsigned from, unsigned level) {
  const InnerNode inner = pool_.inner(node);
  if (from < inner.bit) {  // bits are skipped here: a change may leave the path before the node
    const auto shared = shared_with(pool_.first_key(node), range);
    if (shared < inner.bit) return beside(node, range, shared, level);
  }
  const auto halves = split(range, inner.bit);
  const auto left = below(inner.left, halves.zero, inner.bit + 1u, level + 1);
  const auto right = below(inner.right, halves.one, inner.bit + 1u, level + 1);
  if (left == inner.left && right == inner.right) return node;
  retire(node);
  return join(left, right, inner.bit, level);
}

/// Some of the range's keys part from the whole subtree at `bit`.
NodeId TreeUpdate::beside(NodeId node, Range range, unsigned bit, unsigned level) {
  const auto halves = split(range, bit);
  if (bit_of(pool_.first_key(node), bit)) {
    const auto right = below(node, halves.one, bit + 1, level + 1);
    return join(build(halves.zero, level + 1), right, bit, level);
  }
  const auto left = below(node, halves.zero, bit + 1, level + 1);
  return join(left, build(halves.one, level + 1), bit, level);
}

NodeId TreeUpdate::at_leaf(NodeId leaf, Range range, unsigned level) {
  if (range.empty()) return leaf;
  const TreeKey leaf_key = pool_.leaf(leaf).key;
  if (range.single() && key(range.first) == leaf_key) return replace_leaf(leaf, range.first);
  const auto bit = shared_with(leaf_key, range);
  const auto halves = split(range, bit);
  if (bit_of(leaf_key, bit)) {
    const auto right = at_leaf(leaf, halves.one, level + 1);
    return join(build(halves.zero, level + 1), right, bit, level);
  }
  const auto left = at_leaf(leaf, halves.zero, level + 1);
  return join(left, build(halves.one, level + 1), bit, level);
}

NodeId TreeUpdate::replace_leaf(NodeId leaf, std::size_t change) {
  if (changes_[change].value && hashes_[change] == pool_.leaf(leaf).hash) return leaf;
  retire(leaf);
  return make_leaf(change);
}

/// A subtree of the range's new leaves alone.
NodeId TreeUpdate::build(Range range, unsigned level) {
  if (range.empty()) return kNoNode;
  if (range.single()) return make_leaf(range.first);
  const auto bit = common_bits(key(range.first), key(range.last - 1));
  const auto halves = split(range, bit);
  const auto left = build(halves.zero, level + 1);
  return join(left, build(halves.one, level + 1), bit, level);
}

NodeId TreeUpdate::make_leaf(std::size_t change) {
  if (!changes_[change].value) return kNoNode;
  created.push_back(pool_.add_leaf(key(change), hashes_[change]));
  ++leaves_added;
  return created.back();
}

NodeId TreeUpdate::join(NodeId left, NodeId right, unsigned bit, unsigned level) {
  if (left == kNoNode) return right;
  if (right == kNoNode) return left;
  if (dirty_.size() <= level) dirty_.resize(level + 1);
  created.push_back(pool_.add_inner(left, right, bit));
  dirty_[level].push_back(created.back());
  return created.back();
}

void TreeUpdate::retire(NodeId node) {
  replaced.push_back(node);
  if (is_leaf(node)) --leaves_added;
}

TreeUpdate::Halves TreeUpdate::split(Range range, unsigned bit) const {
  const auto begin = changes_.begin() + static_cast<std::ptrdiff_t>(range.first);
  const auto end = changes_.begin() + static_cast<std::ptrdiff_t>(range.last);
  const auto middle = std::partition_point(begin, end, [bit](const auto& change) { return !bit_of(change.key, bit); });
  const auto at = static_cast<std::size_t>(middle - changes_.begin());
  return {.zero = {.first = range.first, .last = at}, .one = {.first = at, .last = range.last}};
}

unsigned TreeUpdate::shared_with(const TreeKey& other, Range range) const {
  // The range ascends, so its two ends part from each other, or from `other`, first.
  return common_bits(std::min(other, key(range.first)), std::max(other, key(range.last - 1)));
}

}  // namespace kaisho::state
