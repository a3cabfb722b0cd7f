#pragma once

#include <atomic>

#include "block_table.hpp"
#include "history.hpp"
#include "state_table.hpp"
#include "tree_keeper.hpp"

namespace kaisho::storage {

/// All that reads need; shared by the store and its views, so that a view outlives its store.
struct Tables {
  Tables(std::unique_ptr<Database> opened, const StoreOptions& options, Height latest)
      : database(std::move(opened)),
        states(*database, options.hot_entries, latest),
        blocks(*database, options.cached_blocks),
        history(*database),
        tree(*database, states, {.versions = options.recent_trees, .replaced_nodes = options.recent_tree_nodes}) {}

  std::unique_ptr<Database> database;
  StateTable states;
  BlockTable blocks;
  History history;
  TreeKeeper tree;
  std::atomic<Height> oldest_state{0};  // raised before versions below it are dropped
};

/// The state after block `height`.
[[nodiscard]] std::shared_ptr<const ledger::StateView> view_at(std::shared_ptr<const Tables> tables, Height height);

/// Drops the state versions that no height from `below` on needs.
[[nodiscard]] Result<void> prune(Tables& tables, Height below);

}  // namespace kaisho::storage
