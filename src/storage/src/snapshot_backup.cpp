#include <fmt/format.h>

#include "kaisho/base/hex.hpp"
#include "snapshot_file.hpp"
#include "snapshot_maker.hpp"

// Snapshots as backups: one file each, written and read without a running node.
namespace kaisho::storage {
namespace {

namespace fs = std::filesystem;
using snapshot::refuse;

struct Verified {
  snapshot::SnapshotFile file;
  snapshot::Checked checked;
};

SnapshotResult<Verified> verify(const fs::path& path, const std::optional<SnapshotTrust>& trust) {
  auto file = snapshot::SnapshotFile::open(path);
  if (!file) return std::unexpected(file.error());
  auto checked = snapshot::check_metadata(file->metadata(), trust);
  if (!checked) return std::unexpected(checked.error());
  snapshot::ChunkCheck check(*checked);
  for (std::uint32_t index = 0; index < file->chunks(); ++index) {
    const auto bytes = file->chunk(index);
    if (!bytes) return refuse(bytes.error());
    if (auto taken = check.take(index, *bytes); !taken) return std::unexpected(taken.error());
  }
  if (auto whole = check.finish(); !whole) return std::unexpected(whole.error());
  return Verified{.file = std::move(*file), .checked = std::move(*checked)};
}

bool is_missing_or_empty(const fs::path& folder) {
  std::error_code error;
  return !fs::exists(folder, error) || (fs::is_directory(folder, error) && fs::is_empty(folder, error));
}

/// Builds the store in a folder beside the wanted one, so that a crash leaves nothing that looks like a store.
SnapshotResult<void> build(const Verified& verified, const fs::path& folder) {
  const auto document = verified.file.chunk(0);
  if (!document) return refuse(document.error());
  const auto genesis = ledger::decode_genesis(*document);
  if (!genesis) return refuse(SnapshotErrorCode::wrong_genesis, "the genesis document can not be read");
  auto store = ChainStore::open({.folder = folder}, *genesis);
  if (!store) return refuse(store.error());
  if ((*store)->genesis_hash() != ledger::header_hash(verified.checked.metadata.genesis)) {
    return refuse(SnapshotErrorCode::wrong_genesis, "the genesis document does not give block 0");
  }
  const Adoption adoption{.checked = verified.checked,
                          .chunk = [&](std::uint32_t index) { return verified.file.chunk(index); }};
  if (auto block = SnapshotAccess::adopt(**store, adoption, {}); !block) return refuse(block.error());
  return {};
}

fs::path plain(fs::path folder) { return folder.has_filename() ? folder : folder.parent_path(); }

}  // namespace

SnapshotResult<Snapshot> export_snapshot(const ChainStore& store, const fs::path& file) {
  auto chain = SnapshotAccess::freeze(store);
  auto made = snapshot::make_snapshot(chain, file);
  if (!made) return std::unexpected(made.error());
  return std::move(**made);
}

SnapshotResult<Snapshot> read_snapshot(const fs::path& path) {
  const auto file = snapshot::SnapshotFile::open(path);
  if (!file) return std::unexpected(file.error());
  auto checked = snapshot::check_metadata(file->metadata(), std::nullopt);
  if (!checked) return std::unexpected(checked.error());
  return std::move(checked->snapshot);
}

SnapshotResult<Snapshot> verify_snapshot(const fs::path& file, const std::optional<SnapshotTrust>& trust) {
  auto verified = verify(file, trust);
  if (!verified) return std::unexpected(verified.error());
  return std::move(verified->checked.snapshot);
}

SnapshotResult<Snapshot> restore_snapshot(const fs::path& file, const fs::path& folder, const SnapshotTrust& trust) {
  if (!is_missing_or_empty(folder)) {
    return refuse(SnapshotErrorCode::not_empty,
                  fmt::format("{} is not empty: a snapshot is restored into a new folder", folder.string()));
  }
  auto verified = verify(file, trust);
  if (!verified) return std::unexpected(verified.error());
  const fs::path beside = plain(folder).string() + ".restoring";
  std::error_code error;
  fs::remove_all(beside, error);  // of an attempt that was broken off
  if (auto built = build(*verified, beside); !built) {
    fs::remove_all(beside, error);
    return std::unexpected(built.error());
  }
  fs::remove(folder, error);  // the empty one
  fs::rename(beside, plain(folder), error);
  if (error) {
    return refuse(SnapshotErrorCode::store,
                  fmt::format("{} can not be renamed to {}: {}", beside.string(), folder.string(), error.message()));
  }
  if (auto flushed = flush_folder(plain(folder).parent_path()); !flushed) return refuse(flushed.error());
  return std::move(verified->checked.snapshot);
}

}  // namespace kaisho::storage
