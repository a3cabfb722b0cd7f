#pragma once

#include <atomic>
#include <mutex>
#include <stop_token>

#include "block_table.hpp"
#include "history.hpp"
#include "repair.hpp"
#include "state_table.hpp"
#include "tree_keeper.hpp"

namespace kaisho::storage {

[[nodiscard]] inline std::unexpected<StoreError> fail(ErrorCode code, std::string text) {
  return std::unexpected(StoreError{.code = code, .text = std::move(text)});
}

/// Keys of the meta column (docs/formats/storage.md).
namespace meta {
inline constexpr std::string_view kFormat = "format";
inline constexpr std::string_view kGenesis = "genesis";
inline constexpr std::string_view kOldestState = "oldest_state";
inline constexpr std::string_view kEngineRecord = "engine";
inline constexpr std::string_view kOldestBlock = "oldest_block";
inline constexpr std::string_view kAdopting = "adopting";  ///< there while a snapshot is laid in
}  // namespace meta

/// All that reads need; shared by the store and its views, so that a view outlives its store.
struct Tables {
  Tables(std::unique_ptr<Database> opened, const StoreOptions& options, Height latest)
      : database(std::move(opened)),
        states(*database, options.hot_entries, latest),
        blocks(*database, {options.cached_blocks, options.cached_transactions}),
        history(*database),
        tree(*database, states, {.versions = options.recent_trees, .replaced_nodes = options.recent_tree_nodes}) {}

  std::unique_ptr<Database> database;
  StateTable states;
  BlockTable blocks;
  History history;
  TreeKeeper tree;
  std::atomic<Height> oldest_state{0};  // raised before versions below it are dropped
  std::atomic<Height> oldest_block{0};  // above 0: the chain began with a snapshot
  std::mutex writing;                   // a commit's write against a pruning's: each holds it for one batch
  std::mutex pruning;                   // one pruning at a time
};

/// The state after block `height`.
[[nodiscard]] std::shared_ptr<const ledger::StateView> view_at(std::shared_ptr<const Tables> tables, Height height);

/// Promises, durably, that nobody reads the state below `below`; nothing where that was promised already.
[[nodiscard]] Result<void> raise_oldest_state(Tables& tables, Height below);

/// Drops the state versions that no height from the oldest readable one on needs, in small writes between which commits
/// go on; ends early when asked to stop. What a stop or a crash leaves is dropped the next time.
[[nodiscard]] Result<void> drop_old_versions(Tables& tables, const std::stop_token& stop = {});

}  // namespace kaisho::storage
