#pragma once

#include <map>
#include <random>
#include <vector>

#include "kaisho/state/keys.hpp"
#include "kaisho/state/proof.hpp"

/// A state in plain containers, with the tree's root written down as docs/formats/state.md says it: slow, obvious, and
/// sharing no code with StateTree but the hash functions.
namespace kaisho::state::model {

class State {
 public:
  void set(const Bytes& raw_key, const Bytes& value) { leaves_[tree_key(raw_key)] = {raw_key, value}; }
  void remove(const Bytes& raw_key) { leaves_.erase(tree_key(raw_key)); }

  [[nodiscard]] const std::map<TreeKey, LeafData>& leaves() const { return leaves_; }
  [[nodiscard]] Hash root() const {
    std::vector<std::pair<TreeKey, Hash>> hashed;
    for (const auto& [key, data] : leaves_) hashed.emplace_back(key, leaf_hash(key, value_hash(data.value)));
    return hashed.empty() ? kEmptyRoot : root_of(hashed);
  }
  [[nodiscard]] LeafSource source() const {
    return [this](const TreeKey& key) -> std::optional<LeafData> {
      const auto found = leaves_.find(key);
      return found == leaves_.end() ? std::nullopt : std::optional(found->second);
    };
  }

 private:
  static Hash root_of(std::span<const std::pair<TreeKey, Hash>> leaves) {
    if (leaves.size() == 1) return leaves[0].second;
    const auto bit = common_bits(leaves.front().first, leaves.back().first);
    std::size_t middle = 0;
    while (!bit_of(leaves[middle].first, bit)) ++middle;
    return inner_hash(root_of(leaves.first(middle)), root_of(leaves.subspan(middle)));
  }

  std::map<TreeKey, LeafData> leaves_;
};

/// The n-th slot of an account that exists only in tests.
inline Bytes numbered_key(std::uint64_t n) { return slot_key(Address{}, word_of(U256(n))); }
inline Bytes numbered_value(std::uint64_t n) { return bytes_of(word_of(U256(n)).view()); }

/// Changes in the order that the tree wants.
class Batch {
 public:
  void set(const Bytes& raw_key, const Bytes& value) { changes_[tree_key(raw_key)] = value_hash(value); }
  void remove(const Bytes& raw_key) { changes_[tree_key(raw_key)] = std::nullopt; }
  [[nodiscard]] std::vector<LeafChange> changes() const {
    std::vector<LeafChange> sorted;
    for (const auto& [key, value] : changes_) sorted.push_back({.key = key, .value = value});
    return sorted;
  }

 private:
  std::map<TreeKey, std::optional<Hash>> changes_;
};

/// Both at once: what the tree is told and what the model holds.
struct Pair {
  State state;
  StateTree tree;

  explicit Pair(TreeLimits limits = {}) : tree(limits) {}
  /// Random sets and removals among `keys` keys; the tree's new root.
  Hash step(std::mt19937_64& random, std::uint64_t keys, std::size_t changes) {
    Batch batch;
    for (std::size_t i = 0; i < changes; ++i) {
      const auto key = numbered_key(random() % keys);
      if (random() % 3 == 0) {
        batch.remove(key);
        state.remove(key);
      } else {
        const auto value = numbered_value(random() % 1000 + 1);
        batch.set(key, value);
        state.set(key, value);
      }
    }
    return tree.propose(batch.changes());
  }
};

}  // namespace kaisho::state::model
