#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kaisho/storage/chain_store.hpp"

/// Snapshots of a ledger at one height (docs/formats/snapshot.md): how a new member joins without running the chain
/// from its beginning, and how a node is backed up. A snapshot is *metadata* and *chunks*, the same bytes on every
/// node. Whoever restores one trusts the hash of the header at that height and nothing else: that hash proves the
/// metadata, the metadata proves each chunk by itself.
namespace kaisho::storage {

inline constexpr std::uint32_t kSnapshotFormat = 1;
inline constexpr std::size_t kMaxChunkSize = 8u << 20;          ///< bytes of a chunk
inline constexpr std::size_t kMaxSnapshotMetadata = 4'000'000;  ///< bytes; an ABCI message carries 4 MB

struct Snapshot {
  ledger::Header
      header;        ///< of the ledger height that it shows; under BFT consensus its `extra` has the consensus height
  Hash header_hash;  ///< the app_hash of that height
  std::uint32_t format = kSnapshotFormat;
  std::uint32_t chunks = 0;
  Hash hash;       ///< BLAKE3 of the metadata: names the snapshot
  Bytes metadata;  ///< what `begin_restore` takes
};

/// Why a snapshot, or a chunk of it, is not taken. Stable, never renumbered.
enum class SnapshotErrorCode : std::uint8_t {
  malformed = 1,         ///< bytes that no correct node makes
  unknown_format = 2,    ///< of a later version of Kaisho
  other_header = 3,      ///< it shows another block than the trusted one
  foreign_chain = 4,     ///< of a chain with another genesis
  broken_headers = 5,    ///< its headers do not follow each other
  unproven_history = 6,  ///< neither the header nor the caller vouches for the blocks before it
  other_history = 7,     ///< its history tree is not the one that is vouched for
  other_state = 8,       ///< its chunks together do not give the header's state root
  other_chunk = 9,       ///< these are not the bytes that the metadata lists: ask another peer for the chunk
  missing_leaves = 10,   ///< a chunk with fewer or more keys than are listed
  foreign_leaves = 11,   ///< a chunk whose keys do not give the listed root, or belong into another one
  wrong_code = 12,       ///< code that no account of the state has, or the state has and no chunk brings
  wrong_block = 13,      ///< transactions or receipts that are not those of the header
  wrong_genesis = 14,    ///< a genesis document that is not that of block 0
  unexpected = 15,       ///< no restoring is under way, or no such chunk, or chunks are missing at the end
  not_empty = 16,        ///< the store holds blocks already
  store = 17,            ///< this node's own disk; the text is the store's
};
[[nodiscard]] std::string_view name_of(SnapshotErrorCode code);

struct SnapshotError {
  SnapshotErrorCode code = SnapshotErrorCode::malformed;
  std::string text;
};
template <class T>
using SnapshotResult = std::expected<T, SnapshotError>;

/// What whoever applies chunks does about an error of `apply` (ABCI ApplySnapshotChunk).
enum class ChunkAdvice : std::uint8_t {
  refetch,  ///< its sender lies or is broken: drop the sender, take this chunk from another
  reject,   ///< the snapshot itself is false: try another one
  abort,    ///< this node can not go on
};
[[nodiscard]] ChunkAdvice advice_for(SnapshotErrorCode code);

/// What makes a snapshot true. `header_hash` or `snapshot_hash` is needed.
struct SnapshotTrust {
  std::optional<Hash> header_hash{};    ///< of the snapshot's block: the app_hash that consensus agreed on
  std::optional<Hash> history_root{};   ///< over all headers up to that block: a checkpoint's root of size height + 1
  std::optional<Hash> snapshot_hash{};  ///< of the owner's own backup: vouches for header and history at once
};

struct SnapshotOptions {
  std::filesystem::path folder;  ///< of finished snapshots, a file each; created
  Height every = 0;              ///< ledger blocks between two of them, the same on all members; 0 makes none
  std::size_t keep = 2;          ///< the newest that stay
  std::function<void(std::string_view)> log = [](std::string_view) {};  ///< from any thread: made, failed
};

/// Makes, keeps and serves snapshots of one store, and restores one into it. `consider` and the restoring calls come
/// from the thread that commits; the others from any.
///
/// Under CometBFT: ListSnapshots = `list`, with the consensus height from `header.extra` as ABCI height; OfferSnapshot
/// = `begin_restore` with the AppHash of the offer (unknown_format: REJECT_FORMAT, store and not_empty: ABORT, else
/// REJECT); ApplySnapshotChunk = `apply`, with `advice_for` its error; after the last chunk `finish`, with the engine's
/// record that belongs to `header` (height, app_hash): snapshots carry no record, for nothing would prove it. Then
/// the store *is* at that block, for everybody who uses it.
class Snapshots {
 public:
  /// What an earlier process left half-made or half-received goes. `store` outlives this.
  [[nodiscard]] static Result<std::unique_ptr<Snapshots>> open(SnapshotOptions options, ChainStore& store);
  /// Stops a making that is under way.
  ~Snapshots();
  Snapshots(const Snapshots&) = delete;
  Snapshots& operator=(const Snapshots&) = delete;

  /// To be called after each commit: begins a snapshot in the background where one is due. Cheap.
  void consider();
  /// Waits until none is being made (for tests and for stopping in order).
  void wait();

  [[nodiscard]] std::vector<Snapshot> list() const;  ///< finished ones, the newest first
  /// Nothing where there is no such snapshot or chunk. `height` is the ledger's.
  [[nodiscard]] Result<std::optional<Bytes>> chunk(Height height, std::uint32_t format, std::uint32_t index) const;

  /// Checks the metadata and makes room; what was received before is dropped. The store must be at block 0.
  [[nodiscard]] SnapshotResult<Snapshot> begin_restore(ByteView metadata, const SnapshotTrust& trust);
  /// Checks one chunk by itself and keeps it on the disk; chunks come in any order, a wrong one changes nothing.
  [[nodiscard]] SnapshotResult<void> apply(std::uint32_t index, ByteView chunk);
  /// Whether every chunk is there.
  [[nodiscard]] bool complete() const;
  /// Moves the store to the snapshot's block, with its engine record. A crash before it returns leaves, at the next
  /// opening, either a store at block 0 or the restored one.
  [[nodiscard]] SnapshotResult<BlockPtr> finish(ByteView engine_record = {});
  /// Drops what was received.
  void abandon();

 private:
  class Impl;
  explicit Snapshots(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// --- one snapshot in one file: backups ------------------------------------------------------------------------------

/// Writes the last block's snapshot to `file` (made beside it first, then renamed). Nothing may be committed meanwhile.
[[nodiscard]] SnapshotResult<Snapshot> export_snapshot(const ChainStore& store, const std::filesystem::path& file);

/// Reads the file's metadata alone and checks that it fits itself.
[[nodiscard]] SnapshotResult<Snapshot> read_snapshot(const std::filesystem::path& file);

/// Reads the whole file and checks it as a restoring would. Without trust it says that the file is whole and true to
/// its own header, not that anybody ever agreed on that.
[[nodiscard]] SnapshotResult<Snapshot> verify_snapshot(const std::filesystem::path& file,
                                                       const std::optional<SnapshotTrust>& trust);

/// A new store in `folder` (missing or empty) from a file, which is verified first.
[[nodiscard]] SnapshotResult<Snapshot> restore_snapshot(const std::filesystem::path& file,
                                                        const std::filesystem::path& folder,
                                                        const SnapshotTrust& trust);

}  // namespace kaisho::storage
