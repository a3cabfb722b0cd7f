#include "snapshot_file.hpp"

#include <fmt/format.h>

namespace kaisho::storage::snapshot {
namespace {

constexpr std::string_view kMark = "KAISHO SNAPSHOT\n";
static_assert(kMark.size() == 16);
constexpr std::size_t kFooterSize = 4 + kMark.size();

std::unexpected<SnapshotError> not_whole(const std::filesystem::path& path) {
  return refuse(SnapshotErrorCode::malformed,
                fmt::format("{} is no snapshot, or not a whole one: fetch or make it again", path.string()));
}

std::optional<std::uint64_t> metadata_size(ByteView footer) {
  if (text_of(footer.last(kMark.size())) != kMark) return std::nullopt;
  std::uint64_t size = 0;
  for (const auto byte : footer.first(4)) size = size << 8 | byte;
  return size;
}

}  // namespace

std::vector<std::uint64_t> offsets_of(const std::vector<ChunkEntry>& chunks) {
  std::vector<std::uint64_t> offsets{0};
  for (const auto& chunk : chunks) offsets.push_back(offsets.back() + chunk.size);
  return offsets;
}

Bytes tail_of(ByteView metadata) {
  Bytes tail = bytes_of(metadata);
  for (int shift = 24; shift >= 0; shift -= 8) tail.push_back(static_cast<std::uint8_t>(metadata.size() >> shift));
  append(tail, view_of(kMark));
  return tail;
}

SnapshotResult<SnapshotFile> SnapshotFile::open(const std::filesystem::path& path) {
  auto file = DiskFile::open(path);
  if (!file) return refuse(file.error());
  const auto size = file->size();
  if (!size) return refuse(size.error());
  if (*size < kFooterSize) return not_whole(path);
  const auto footer = file->read_at(*size - kFooterSize, kFooterSize);
  if (!footer) return refuse(footer.error());
  const auto length = metadata_size(*footer);
  if (!length || *length > kMaxSnapshotMetadata || *length > *size - kFooterSize) return not_whole(path);
  auto bytes = file->read_at(*size - kFooterSize - *length, *length);
  if (!bytes) return refuse(bytes.error());
  const auto metadata = decode_metadata(*bytes);
  if (!metadata) return std::unexpected(metadata.error());
  auto offsets = offsets_of(metadata->chunks);
  if (offsets.back() + *length + kFooterSize != *size) return not_whole(path);
  return SnapshotFile(std::move(*file), std::move(*bytes), std::move(offsets));
}

Result<Bytes> SnapshotFile::chunk(std::uint32_t index) const {
  return file_.read_at(offsets_[index], offsets_[index + 1] - offsets_[index]);
}

}  // namespace kaisho::storage::snapshot
