#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <kaisho/base/types.hpp>

/// Merkle trees of RFC 6962 (section 2.1) over SHA-256, with the proof algorithms of RFC 9162 (section 2.1.3
/// and 2.1.4). A tree of n leaves is known by n and its root. Leaves are given as leaf hashes.
namespace kaisho::codec::merkle {

using Path = std::vector<Hash>;  ///< hashes of a proof, from the leaves upward

[[nodiscard]] Hash leaf_hash(ByteView entry);                       ///< SHA-256(0x00 ‖ entry)
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);  ///< SHA-256(0x01 ‖ left ‖ right)

/// Root of a list of leaf hashes; SHA-256 of nothing for the empty tree.
[[nodiscard]] Hash root(std::span<const Hash> leaves);

/// Proof that leaf `index` is in the tree; index < number of leaves (asserted).
[[nodiscard]] Path inclusion_proof(std::span<const Hash> leaves, std::uint64_t index);
/// Proof that the tree of the first `old_size` leaves is a prefix; old_size <= number of leaves (asserted). Empty for
/// an old size of 0 or the whole.
[[nodiscard]] Path consistency_proof(std::span<const Hash> leaves, std::uint64_t old_size);

/// Reads a stored node: the root of the perfect subtree over the leaves index·2^level … (index+1)·2^level - 1. Only
/// complete subtrees are asked for; level 0 are the leaf hashes.
using NodeReader = std::function<Hash(unsigned level, std::uint64_t index)>;

/// The same three from stored nodes, each with O(log² size) reads at most.
[[nodiscard]] Hash root(const NodeReader& nodes, std::uint64_t size);
[[nodiscard]] Path inclusion_proof(const NodeReader& nodes, std::uint64_t index, std::uint64_t size);
[[nodiscard]] Path consistency_proof(const NodeReader& nodes, std::uint64_t old_size, std::uint64_t new_size);

/// RFC 9162, 2.1.3.2. False for any argument that does not fit the others.
[[nodiscard]] bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                    std::span<const Hash> path, const Hash& root);
/// RFC 9162, 2.1.4.2. Every tree extends the empty one (with an empty path and the empty tree's root).
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> path,
                                      const Hash& old_root, const Hash& new_root);

/// A complete subtree, in the coordinates of NodeReader.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash hash;

  friend bool operator==(const Node&, const Node&) = default;
};

/// The right edge of a growing tree: one hash per bit of its size. Enough to append and to give the root.
class Frontier {
 public:
  Frontier() = default;
  /// From `size()` and `peaks()` of an earlier one; nothing where the number of peaks is not the number of bits in
  /// size.
  [[nodiscard]] static std::optional<Frontier> restore(std::uint64_t size, std::vector<Hash> peaks);

  /// Appends a leaf hash; returns the nodes that are complete now, the leaf first: exactly what a store must keep.
  std::vector<Node> append(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Hash root() const;
  /// Roots of the perfect subtrees, the widest (leftmost) first.
  [[nodiscard]] const std::vector<Hash>& peaks() const { return peaks_; }

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

}  // namespace kaisho::codec::merkle
