#pragma once

#include <set>

#include "kaisho/state/subtree.hpp"
#include "snapshot_check.hpp"
#include "tables.hpp"

namespace kaisho::storage {

/// A store's chain at one moment, for making a snapshot while blocks go on. For one thread.
class FrozenChain {
 public:
  FrozenChain(std::shared_ptr<const Tables> tables, BlockPtr last, ledger::Genesis genesis)
      : tables_(std::move(tables)),
        frozen_(tables_->database->freeze()),
        last_(std::move(last)),
        genesis_(std::move(genesis)) {}

  [[nodiscard]] const ledger::Block& last() const { return last_->block; }
  [[nodiscard]] const ledger::Genesis& genesis() const { return genesis_; }
  [[nodiscard]] const Tables& tables() const { return *tables_; }
  /// The leaves of the state after the last block in the tree's order. `begin_leaves` first.
  void begin_leaves() { frozen_.begin(Column::leaves); }
  [[nodiscard]] Result<std::optional<state::LeafData>> next_leaf();

 private:
  std::shared_ptr<const Tables> tables_;  // outlives what is frozen of it
  Database::Frozen frozen_;
  BlockPtr last_;
  ledger::Genesis genesis_;
};

/// A verified snapshot, to be laid into a store.
struct Adoption {
  const snapshot::Checked& checked;
  std::function<Result<Bytes>(std::uint32_t)> chunk;
};

/// What snapshots need of a store and nobody else may ask for.
struct SnapshotAccess {
  /// On the committing thread, between commits.
  [[nodiscard]] static FrozenChain freeze(const ChainStore& store);
  /// A store at block 0 becomes one at the snapshot's block.
  [[nodiscard]] static Result<BlockPtr> adopt(ChainStore& store, const Adoption& adoption, ByteView engine_record);
};

}  // namespace kaisho::storage
