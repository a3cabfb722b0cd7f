#pragma once

#include <set>

#include "kaisho/codec/merkle.hpp"
#include "snapshot_metadata.hpp"

namespace kaisho::storage::snapshot {

/// Metadata whose parts fit each other and what is trusted.
struct Checked {
  Metadata metadata;
  Snapshot snapshot;
  codec::merkle::Frontier before;  ///< the history tree up to the first of the headers
};

/// Without trust: everything but whether anybody vouches for header and history. Errors: malformed to other_state.
[[nodiscard]] SnapshotResult<Checked> check_metadata(ByteView bytes, const std::optional<SnapshotTrust>& trust);

/// Checks chunks one by one, in any order. What a chunk alone can not show (that all codes are there) is told at the
/// end.
class ChunkCheck {
 public:
  explicit ChunkCheck(const Checked& checked) : checked_(checked) {}
  [[nodiscard]] SnapshotResult<void> take(std::uint32_t index, ByteView chunk);
  [[nodiscard]] bool complete() const { return taken_.size() == checked_.metadata.chunks.size(); }
  /// Errors: unexpected where chunks are missing, wrong_code.
  [[nodiscard]] SnapshotResult<void> finish() const;

 private:
  [[nodiscard]] SnapshotResult<void> look_at(std::uint32_t index, ByteView chunk);
  [[nodiscard]] SnapshotResult<void> take_state(std::uint32_t index, ByteView chunk);
  [[nodiscard]] SnapshotResult<void> take_codes(std::uint32_t index, ByteView chunk);

  const Checked& checked_;
  std::set<std::uint32_t> taken_;
  std::set<Hash> named_;    // code hashes of accounts
  std::set<Hash> brought_;  // codes
};

/// The block's transactions with their senders, and its receipts, against the header's roots. Nothing where they are
/// others.
[[nodiscard]] std::optional<BlockBody> check_block(const ledger::Header& header, ByteView chunk);

}  // namespace kaisho::storage::snapshot
