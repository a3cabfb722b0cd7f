#pragma once

#include "disk_file.hpp"
#include "snapshot_metadata.hpp"

/// One snapshot in one file (docs/formats/snapshot.md): the chunks one after the other, the metadata, its size, a mark.
/// The metadata stands behind, for it is known last when a snapshot is made.
namespace kaisho::storage::snapshot {

/// Where each chunk begins; the last entry is where the metadata does.
[[nodiscard]] std::vector<std::uint64_t> offsets_of(const std::vector<ChunkEntry>& chunks);
/// What stands behind the chunks.
[[nodiscard]] Bytes tail_of(ByteView metadata);

/// A finished file.
class SnapshotFile {
 public:
  /// Errors: store (not readable), malformed (no snapshot, cut short).
  [[nodiscard]] static SnapshotResult<SnapshotFile> open(const std::filesystem::path& path);
  [[nodiscard]] const Bytes& metadata() const { return metadata_; }
  [[nodiscard]] std::uint32_t chunks() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
  /// index < chunks(). What it reads is not checked.
  [[nodiscard]] Result<Bytes> chunk(std::uint32_t index) const;

 private:
  SnapshotFile(DiskFile file, Bytes metadata, std::vector<std::uint64_t> offsets)
      : file_(std::move(file)), metadata_(std::move(metadata)), offsets_(std::move(offsets)) {}

  DiskFile file_;
  Bytes metadata_;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace kaisho::storage::snapshot
