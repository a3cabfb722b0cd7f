#pragma once

#include <span>
#include <vector>

#include "kaisho/state/tree.hpp"

namespace kaisho::state {

/// Hashes of the changed leaves, in the changes' order; a removed leaf's stays zero.
[[nodiscard]] std::vector<Hash> hash_leaves(std::span<const LeafChange> changes, Bytes& scratch);

/// One batch of changes applied to a version: makes new nodes beside the old ones and remembers both kinds.
class TreeUpdate {
 public:
  TreeUpdate(NodePool& pool, std::span<const LeafChange> changes, Bytes& scratch)
      : pool_(pool), changes_(changes), hashes_(hash_leaves(changes, scratch)), scratch_(scratch) {}

  /// Root of the changed tree, all hashes done.
  NodeId run(NodeId root);

  std::vector<NodeId> created;
  std::vector<NodeId> replaced;
  std::ptrdiff_t leaves_added = 0;

 private:
  struct Range {  // of changes_
    std::size_t first = 0;
    std::size_t last = 0;  // one behind
    [[nodiscard]] bool empty() const { return first == last; }
    [[nodiscard]] bool single() const { return last - first == 1; }
  };
  struct Halves {
    Range zero, one;
  };

  NodeId below(NodeId node, Range range, unsigned from, unsigned level);
  NodeId below_inner(NodeId node, Range range, unsigned from, unsigned level);
  NodeId beside(NodeId node, Range range, unsigned bit, unsigned level);
  NodeId at_leaf(NodeId leaf, Range range, unsigned level);
  NodeId replace_leaf(NodeId leaf, std::size_t change);
  NodeId build(Range range, unsigned level);
  NodeId make_leaf(std::size_t change);
  NodeId join(NodeId left, NodeId right, unsigned bit, unsigned level);
  void retire(NodeId node);

  [[nodiscard]] Halves split(Range range, unsigned bit) const;
  /// Bits that the range and `key` all share.
  [[nodiscard]] unsigned shared_with(const TreeKey& key, Range range) const;
  [[nodiscard]] const TreeKey& key(std::size_t change) const { return changes_[change].key; }

  NodePool& pool_;
  std::span<const LeafChange> changes_;
  std::vector<Hash> hashes_;
  Bytes& scratch_;
  std::vector<std::vector<NodeId>> dirty_;  // new inner nodes by level, the root's level is 0
};

}  // namespace kaisho::state
