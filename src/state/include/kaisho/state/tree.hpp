#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "kaisho/state/node_pool.hpp"

/// The authenticated state: a binary trie over hashed keys whose inner nodes always have two children (paths are
/// compressed), kept in memory and updated once a block (docs/internals/adr/0005-state-tree.md).
namespace kaisho::state {

/// A leaf's new value, by its hash; nothing removes the leaf.
struct LeafChange {
  TreeKey key;
  std::optional<Hash> value;
};

struct TreeLimits {
  std::size_t versions = 128;            ///< latest heights that can be proved, at least 1
  std::size_t replaced_nodes = 4 << 20;  ///< of older versions kept; beyond it the oldest version goes early
};

/// One inner node on the way up from a leaf.
struct PathStep {
  bool sibling_is_left = false;
  Hash sibling;
  friend bool operator==(const PathStep&, const PathStep&) = default;
};
/// A leaf and its way to the root, the deepest step first.
struct LeafPath {
  TreeKey key;
  std::vector<PathStep> steps;
};
/// Where a key is, or between which two leaves it would be (one is missing at either end of the tree).
struct Finding {
  std::optional<LeafPath> leaf;
  std::optional<LeafPath> left;
  std::optional<LeafPath> right;
};

/// The tree of the latest height and of those before it, sharing nodes. Not thread-safe: callers order updates against
/// reads.
class StateTree {
 public:
  explicit StateTree(TreeLimits limits = {});
  StateTree(StateTree&&) = default;
  StateTree& operator=(StateTree&&) = default;

  /// The root after `changes` (ascending, no key twice) on top of the latest height. Replaces an earlier proposal.
  Hash propose(std::span<const LeafChange> changes);
  /// The proposal becomes `height`, which is above every height before.
  void accept(Height height);
  /// Drops the proposal, if there is one.
  void discard();

  [[nodiscard]] const Hash& root() const { return versions_.back().root_hash; }
  [[nodiscard]] Height height() const { return versions_.back().height; }
  [[nodiscard]] std::size_t leaf_count() const { return versions_.back().leaves; }
  /// Nodes in memory, those of older versions included.
  [[nodiscard]] std::size_t node_count() const { return pool_.live(); }

  /// Nothing for a height that is not kept.
  [[nodiscard]] std::optional<Hash> root_at(Height height) const;
  [[nodiscard]] std::optional<Finding> find(const TreeKey& key, Height height) const;

 private:
  friend class TreeBuilder;

  struct Version {
    Height height = 0;
    NodeId root = kNoNode;
    Hash root_hash = kEmptyRoot;
    std::size_t leaves = 0;
    std::vector<NodeId> replaced;  // nodes of the version before that this one no longer has
  };
  struct Proposal {
    Version version;
    std::vector<NodeId> created;
  };

  void drop_oldest();
  [[nodiscard]] const Version* version_at(Height height) const;
  [[nodiscard]] LeafPath path_to(const TreeKey& key, NodeId root) const;
  [[nodiscard]] Finding neighbours(const TreeKey& key, NodeId root) const;

  TreeLimits limits_;
  NodePool pool_;
  std::deque<Version> versions_;  // ascending heights, never empty
  std::size_t replaced_total_ = 0;
  std::optional<Proposal> proposal_;
  Bytes scratch_;
};

/// Makes a tree from all its leaves in ascending order, for start-up and for heights long past.
class TreeBuilder {
 public:
  TreeBuilder() = default;
  /// Keys strictly ascend.
  void add(const TreeKey& key, const Hash& value);
  [[nodiscard]] StateTree finish(Height height, TreeLimits limits = {});

 private:
  struct Open {  // a finished subtree on the right edge, and how many bits it shares with the leaf before it
    NodeId node = kNoNode;
    unsigned shared = 0;
  };
  void flush();
  void push(NodeId leaf, const TreeKey& key);
  void close_down_to(int shared);
  [[nodiscard]] std::size_t rank_of(NodeId id) const { return is_leaf(id) ? 0 : ranks_[id]; }

  NodePool pool_;
  std::vector<Open> edge_;
  std::optional<TreeKey> last_;
  std::vector<LeafChange> waiting_;
  std::vector<std::vector<NodeId>> by_rank_;  // inner nodes by their distance from the deepest leaf below
  std::vector<std::uint16_t> ranks_;          // of inner nodes, by id
  std::size_t leaves_ = 0;
};

}  // namespace kaisho::state
