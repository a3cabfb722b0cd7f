#include "kaisho/state/node_pool.hpp"

#include "kaisho/base/assert.hpp"
#include "kaisho/crypto/hash.hpp"

namespace kaisho::state {

NodeId NodePool::add_leaf(const TreeKey& key, const Hash& hash) {
  const auto slot = leaves_.take();
  leaves_.at(slot) = {.key = key, .hash = hash};
  return slot | kLeafBit;
}

NodeId NodePool::add_inner(NodeId left, NodeId right, unsigned bit) {
  KAISHO_ASSERT(bit < 256);
  const auto slot = inners_.take();
  inners_.at(slot) = {.hash = {}, .left = left, .right = right, .bit = static_cast<std::uint16_t>(bit)};
  return slot;
}

void NodePool::free(NodeId id) {
  if (is_leaf(id)) {
    leaves_.give_back(id & ~kLeafBit);
  } else {
    inners_.give_back(id);
  }
}

const TreeKey& NodePool::first_key(NodeId id) const {
  while (!is_leaf(id)) id = inner(id).left;
  return leaf(id).key;
}

const TreeKey& NodePool::last_key(NodeId id) const {
  while (!is_leaf(id)) id = inner(id).right;
  return leaf(id).key;
}

void NodePool::hash_inners(const std::vector<NodeId>& ids, Bytes& scratch) {
  const std::size_t count = ids.size();
  scratch.resize(count * (kInnerImageSize + Hash::kSize));
  std::uint8_t* image = scratch.data();
  for (const auto id : ids) {
    const auto& node = inner(id);
    std::memcpy(image, hash(node.left).data(), Hash::kSize);
    std::memcpy(image + Hash::kSize, hash(node.right).data(), Hash::kSize);
    image += kInnerImageSize;
  }
  crypto::blake3_many(scratch.data(), kInnerImageSize, count, image);
  for (std::size_t i = 0; i < count; ++i) std::memcpy(inners_.at(ids[i]).hash.data(), image + i * 32, Hash::kSize);
}

}  // namespace kaisho::state
