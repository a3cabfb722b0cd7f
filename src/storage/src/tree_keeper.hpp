#pragma once

#include <shared_mutex>

#include "database.hpp"
#include "kaisho/state/changes.hpp"
#include "kaisho/state/proof.hpp"
#include "state_table.hpp"

namespace kaisho::storage {

/// The state tree in memory and its leaves on disk. Proofs may be asked for from any thread.
class TreeKeeper {
 public:
  TreeKeeper(const Database& database, const StateTable& states, state::TreeLimits limits);

  /// Builds the tree of the last block from the leaf table and compares its root.
  [[nodiscard]] Result<void> load(Height height, const Hash& state_root);

  /// Takes over a tree of which only one height is known.
  void adopt(state::StateTree tree);
  [[nodiscard]] const state::TreeLimits& limits() const { return limits_; }

  [[nodiscard]] Hash propose(const state::ChangeSet& changes);
  static void put(Database::Batch& batch, const state::ChangeSet& changes);
  void accept(Height height);
  void discard();

  /// Where a key stands in the tree of `height`, whose root must be `state_root`.
  [[nodiscard]] Result<StateProof> prove(ByteView raw_key, Height height, const Hash& state_root) const;

 private:
  [[nodiscard]] Result<state::Finding> find(const state::TreeKey& key, Height height, const Hash& state_root) const;
  [[nodiscard]] Result<state::Finding> find_in_the_past(const state::TreeKey& key, Height height,
                                                        const Hash& state_root) const;
  [[nodiscard]] Result<state::StateTree> rebuild(Height height) const;
  [[nodiscard]] state::LeafSource leaves_at(Height height, std::optional<StoreError>& failed) const;

  const Database& database_;
  const StateTable& states_;
  state::TreeLimits limits_;
  mutable std::shared_mutex mutex_;
  state::StateTree tree_;
  mutable std::mutex past_mutex_;
  mutable std::optional<state::StateTree> past_;  // the last tree that was rebuilt, for the next question about it
};

}  // namespace kaisho::storage
