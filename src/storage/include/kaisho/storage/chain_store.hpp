#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "kaisho/ledger/block.hpp"
#include "kaisho/ledger/genesis.hpp"
#include "kaisho/ledger/state_view.hpp"
#include "kaisho/storage/error.hpp"

/// Everything a node keeps of its chain, in one RocksDB folder (docs/formats/storage.md): versioned state, code,
/// blocks, look-up tables, the history tree and the leaves of the state tree.
namespace kaisho::storage {

template <class T>
using Result = std::expected<T, StoreError>;

/// When a commit is on the disk.
enum class Flush : std::uint8_t {
  each_commit,  ///< when it returns
  /// At most `flush_period` later, several commits with one flush. For a chain whose engine has each block on the disk
  /// before it is committed here, and brings again what a power cut took. A crash of the process alone takes nothing.
  behind,
};

struct StoreOptions {
  std::filesystem::path folder;
  bool create_if_missing = true;
  Flush flush = Flush::each_commit;
  std::chrono::milliseconds flush_period{100};
  Height keep_versions = 0;                  ///< readable heights below the last; 0 keeps all (archive)
  std::size_t hot_entries = 1 << 20;         ///< accounts and slots cached in front of the database
  std::size_t cached_blocks = 64;            ///< decoded blocks kept in memory,
  std::size_t cached_transactions = 16'384;  ///< with so many transactions in them (some 3 kB each)
  std::size_t cache_bytes = 128ull << 20;    ///< RocksDB's block cache
  std::size_t recent_trees = 128;            ///< heights whose state proofs need no rebuild
  std::size_t recent_tree_nodes = 4 << 20;   ///< bound on replaced nodes kept for them (48 bytes each)
};

/// A block as it stands in the store, with its hash (Keccak-256 of the encoded header).
struct StoredBlock {
  Hash hash;
  ledger::Block block;
};
using BlockPtr = std::shared_ptr<const StoredBlock>;

struct TransactionPlace {
  Height height = 0;
  std::uint32_t index = 0;  ///< within the block
  friend bool operator==(const TransactionPlace&, const TransactionPlace&) = default;
};

/// A block's state on trial: its root is known, nothing is written.
struct Candidate {
  Hash state_root;
  Height height = 0;  ///< of the block that it is for
  std::uint64_t ticket = 0;
  std::shared_ptr<const ledger::StateDiff> diff;
};

/// A raw key's value at a height and the ICS-23 proof of it (docs/formats/state.md).
struct StateProof {
  Height height = 0;
  Hash state_root;
  Bytes key;                   ///< raw key: kaisho/state/keys.hpp
  std::optional<Bytes> value;  ///< nothing: the proof is one of absence
  Bytes proof;                 ///< ICS-23 CommitmentProof, protobuf
};

/// One chain's store. Reads and `prune_below` may come from any thread at any time; `prepare`, `commit` and
/// `keep_record` from one thread at a time. A commit is one write batch and one flush: after a crash at any point the
/// store holds every block whose commit returned, whole, and at most one more. With Flush::behind a power cut may take
/// the last blocks, whole and with their records.
class ChainStore {
 public:
  /// Opens the folder; creates it with block 0 where it holds no store yet. Errors: missing_folder, locked,
  /// not_writable, disk_full, damaged, unknown_format, other_chain, state_mismatch.
  [[nodiscard]] static Result<std::unique_ptr<ChainStore>> open(const StoreOptions& options,
                                                                const ledger::Genesis& genesis);
  /// Opens a folder that already holds a chain, whichever it is.
  [[nodiscard]] static Result<std::unique_ptr<ChainStore>> open_existing(const StoreOptions& options);

  ChainStore(const ChainStore&) = delete;
  ChainStore& operator=(const ChainStore&) = delete;
  ~ChainStore();

  // --- writing -----------------------------------------------------------------------------------------------------

  /// The state root after `diff` on top of the last block. May be called any number of times before a commit; each call
  /// replaces the trial before it.
  [[nodiscard]] Result<Candidate> prepare(ledger::StateDiff diff);

  /// Makes a block durable; returns when it is on the disk (Flush::behind: when it is written). `block.header` is
  /// complete, with the candidate's state root and the last block's hash as parent. Errors: not_next (nothing changed),
  /// stopped, disk_full, not_writable, medium: after those four no further commit is taken until the store is opened
  /// again. `engine_record` is what the consensus engine must find again with this very block (its own height, its
  /// block hash): it is part of the same write, and opaque here; an empty one leaves the record before it.
  [[nodiscard]] Result<BlockPtr> commit(ledger::Block block, const Candidate& candidate, ByteView engine_record = {});

  /// Replaces the engine's record without a block; durable as a commit. Errors as `commit`, but for not_next.
  [[nodiscard]] Result<void> keep_record(ByteView engine_record);
  /// Returns when all that was committed before is on the disk. Errors: stopped, disk_full, not_writable, medium.
  [[nodiscard]] Result<void> flush();
  /// The newest record; nothing where there was none (a solo chain, a chain that was just restored from a snapshot).
  [[nodiscard]] Result<std::optional<Bytes>> record() const;

  /// Drops state versions that only heights below `height` need. Blocks and receipts stay. May run on a thread of its
  /// own while commits go on: it writes in small pieces, and a commit waits for one of them at most. (With
  /// `keep_versions` the store does so by itself.) What a crash leaves undropped goes with the next pruning.
  [[nodiscard]] Result<void> prune_below(Height height);

  // --- state -------------------------------------------------------------------------------------------------------

  /// The state after the last block, then after that height for ever: the view does not move with later commits.
  /// The folder is released when the store and its last view are gone. A view throws ledger::StateError when the medium
  /// fails under a read.
  [[nodiscard]] std::shared_ptr<const ledger::StateView> latest() const;
  /// The state after block `height`. Errors: unknown_height, pruned.
  [[nodiscard]] Result<std::shared_ptr<const ledger::StateView>> at(Height height) const;

  /// Presence or absence of a raw key (kaisho/state/keys.hpp) after block `height`. Recent heights at once, older ones
  /// by a walk over the whole state of that height. Errors: unknown_height, pruned, damaged, medium.
  [[nodiscard]] Result<StateProof> prove_state(ByteView raw_key, Height height) const;

  /// Every (raw key, value) present after block `height`, in raw key order, until `visit` returns false.
  [[nodiscard]] Result<void> visit_state(Height height, const std::function<bool(ByteView, ByteView)>& visit) const;

  // --- blocks ------------------------------------------------------------------------------------------------------

  [[nodiscard]] Height height() const;
  [[nodiscard]] BlockPtr last_block() const;
  [[nodiscard]] const ledger::Genesis& genesis() const;
  [[nodiscard]] Hash genesis_hash() const;
  /// Lowest height whose state is readable.
  [[nodiscard]] Height oldest_state() const;

  /// Lowest height above 0 whose block is kept: 0 for a chain that this store has from its beginning, the snapshot's
  /// height (or the one after it) for one that began with a snapshot. Block 0 is always there.
  [[nodiscard]] Height oldest_block() const;

  /// Null result value (not an error) where there is no such block, header or transaction. Error
  /// pruned: above block 0 and below `oldest_block()`. (The 255 headers before a snapshot's block are kept.)
  [[nodiscard]] Result<BlockPtr> block(Height height) const;
  [[nodiscard]] Result<std::optional<ledger::Header>> header(Height height) const;
  [[nodiscard]] Result<std::optional<Hash>> block_hash(Height height) const;
  [[nodiscard]] Result<std::optional<Height>> height_of(const Hash& block_hash) const;
  [[nodiscard]] Result<std::optional<TransactionPlace>> find_transaction(const Hash& transaction_hash) const;

  // --- history: RFC 6962 tree over the encoded headers, leaf n is block n --------------------------------------------

  /// Root over the first `size` headers; `height() + 1` is the largest size. All three answer pruned where they need
  /// headers below `oldest_block()` - 256, but for the inclusion of block 0 in the trees of later blocks.
  [[nodiscard]] Result<Hash> history_root(std::uint64_t size) const;
  /// RFC 6962 2.1.1 audit path of block `height` in the tree of `size` headers.
  [[nodiscard]] Result<std::vector<Hash>> history_inclusion(Height height, std::uint64_t size) const;
  /// RFC 6962 2.1.2 consistency proof.
  [[nodiscard]] Result<std::vector<Hash>> history_consistency(std::uint64_t old_size, std::uint64_t new_size) const;

 private:
  friend struct SnapshotAccess;
  class Impl;
  explicit ChainStore(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace kaisho::storage
