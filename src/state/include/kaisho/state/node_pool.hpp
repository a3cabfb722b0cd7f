#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kaisho/state/hashing.hpp"

namespace kaisho::state {

/// Names a node of the pool: the highest bit tells a leaf from an inner node.
using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xffffffff;
inline constexpr NodeId kLeafBit = 0x80000000;
[[nodiscard]] inline bool is_leaf(NodeId id) { return (id & kLeafBit) != 0; }

/// Nodes fill a cache line each: what an update costs is lines fetched.
struct alignas(64) LeafNode {
  TreeKey key;
  Hash hash;
};

/// An inner node always has two children; they differ first at `bit`, counted from the root.
struct alignas(64) InnerNode {
  Hash hash;
  NodeId left = kNoNode;
  NodeId right = kNoNode;
  std::uint16_t bit = 0;
};

/// Slots of one node type, in chunks that never move, with a list of free ones. At most 2^31 - 1 slots.
template <class Node>
class Slots {
 public:
  [[nodiscard]] std::uint32_t take() {
    if (!free_.empty()) {
      const auto slot = free_.back();
      free_.pop_back();
      return slot;
    }
    if (used_ % kChunk == 0) chunks_.push_back(std::make_unique<Node[]>(kChunk));
    return used_++;
  }
  void give_back(std::uint32_t slot) { free_.push_back(slot); }
  [[nodiscard]] Node& at(std::uint32_t slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  [[nodiscard]] const Node& at(std::uint32_t slot) const { return chunks_[slot / kChunk][slot % kChunk]; }
  [[nodiscard]] std::size_t live() const { return used_ - free_.size(); }

 private:
  static constexpr std::uint32_t kChunk = 1 << 15;
  std::vector<std::unique_ptr<Node[]>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 0;
};

/// All nodes of a tree and its recent versions. Nodes are made once and never changed but for their hash; versions
/// share what they have in common.
class NodePool {
 public:
  [[nodiscard]] NodeId add_leaf(const TreeKey& key, const Hash& hash);
  [[nodiscard]] NodeId add_inner(NodeId left, NodeId right, unsigned bit);
  void free(NodeId id);

  [[nodiscard]] const LeafNode& leaf(NodeId id) const { return leaves_.at(id & ~kLeafBit); }
  [[nodiscard]] const InnerNode& inner(NodeId id) const { return inners_.at(id); }
  [[nodiscard]] const Hash& hash(NodeId id) const { return is_leaf(id) ? leaf(id).hash : inner(id).hash; }
  [[nodiscard]] std::size_t live() const { return leaves_.live() + inners_.live(); }

  /// The first (smallest) or last key below a node.
  [[nodiscard]] const TreeKey& first_key(NodeId id) const;
  [[nodiscard]] const TreeKey& last_key(NodeId id) const;

  /// Hashes inner nodes whose children are hashed already; `scratch` is reused between calls.
  void hash_inners(const std::vector<NodeId>& ids, Bytes& scratch);

 private:
  Slots<LeafNode> leaves_;
  Slots<InnerNode> inners_;
};

}  // namespace kaisho::state
