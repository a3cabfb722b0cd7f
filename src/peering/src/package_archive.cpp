#include "kaisho/peering/package_archive.hpp"

#include <kaisho/crypto/hash.hpp>

namespace kaisho::peering {
namespace {

constexpr std::string_view kMagic = "kaisho-package/1\n";
constexpr std::size_t kHeadSize = kMagic.size() + 4;
using governance::PackageLimits;

/// The number behind the magic; at least kHeadSize bytes.
std::size_t manifest_size_of(ByteView head) {
  std::size_t size = 0;
  for (const auto byte : head.subspan(kMagic.size(), 4)) size = size << 8 | byte;
  return size;
}

std::uint64_t total_of(const governance::Manifest& manifest) {
  std::uint64_t total = 0;
  for (const auto& file : manifest.files) total += file.size;
  return total;
}

}  // namespace

Bytes to_archive(const governance::Package& package) {
  Bytes archive = bytes_of(kMagic);
  const auto size = package.canonical_manifest.size();
  for (const unsigned shift : {24u, 16u, 8u, 0u}) archive.push_back(static_cast<std::uint8_t>(size >> shift));
  append(archive, view_of(package.canonical_manifest));
  for (const auto& file : package.manifest.files) append(archive, package.files.at(file.path));
  return archive;
}

std::expected<governance::Package, std::string> from_archive(ByteView archive, const Hash& package) {
  ArchiveCheck check(package);
  if (auto added = check.add(archive); !added) return std::unexpected(added.error());
  if (!check.complete()) return std::unexpected("the archive ends too early");
  const auto manifest_size = manifest_size_of(archive);
  const auto text = text_of(archive.subspan(kHeadSize, manifest_size));
  std::vector<governance::File> files{{std::string(governance::kManifestPath), bytes_of(text)}};
  auto rest = archive.subspan(kHeadSize + manifest_size);
  const auto manifest = governance::parse_canonical_manifest(text);
  if (!manifest) return std::unexpected(manifest.error().detail);
  for (const auto& file : manifest->files) {
    files.push_back({file.path, bytes_of(rest.first(file.size))});
    rest = rest.subspan(file.size);
  }
  auto loaded = governance::load_package(std::move(files));
  if (!loaded) return std::unexpected(loaded.error().detail);
  return std::move(*loaded);
}

std::expected<void, std::string> ArchiveCheck::add(ByteView bytes) {
  append(waiting_, bytes);
  std::size_t used = 0;  // of `waiting_`; one erase at the end, however many small files came at once
  while (!complete()) {
    const auto part = part_size();
    if (waiting_.size() - used < part) break;
    if (auto right = check_part(ByteView(waiting_).subspan(used, part)); !right) return right;
    used += part;
    verified_ += part;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(used));
  if (complete() && !waiting_.empty()) return std::unexpected("the archive has bytes behind its end");
  return {};
}

bool ArchiveCheck::complete() const { return manifest_ && next_file_ == manifest_->files.size(); }

std::size_t ArchiveCheck::part_size() const {
  if (verified_ == 0) return kHeadSize;
  if (!manifest_) return manifest_size_;
  return manifest_->files[next_file_].size;
}

std::expected<void, std::string> ArchiveCheck::check_part(ByteView part) {
  if (verified_ == 0) return check_head(part);
  return manifest_ ? check_file(part) : check_manifest(part);
}

std::expected<void, std::string> ArchiveCheck::check_head(ByteView head) {
  if (text_of(head.first(kMagic.size())) != kMagic) return std::unexpected("these are no bytes of a package archive");
  manifest_size_ = manifest_size_of(head);
  if (manifest_size_ == 0 || manifest_size_ > PackageLimits::kManifestSize) {
    return std::unexpected("the size of the manifest is none that a manifest can have");
  }
  return {};
}

std::expected<void, std::string> ArchiveCheck::check_manifest(ByteView part) {
  const auto text = text_of(part);
  if (governance::package_hash(text) != package_) return std::unexpected("the manifest is not the one of this hash");
  auto manifest = governance::parse_canonical_manifest(text);
  if (!manifest) return std::unexpected("the manifest of this hash is none: " + manifest.error().detail);
  total_ = kHeadSize + manifest_size_ + total_of(*manifest);
  manifest_ = std::move(*manifest);
  return {};
}

std::expected<void, std::string> ArchiveCheck::check_file(ByteView part) {
  const auto& file = manifest_->files[next_file_];
  if (crypto::sha256(part) != file.sha256) return std::unexpected("the bytes of " + file.path + " are not its hash's");
  ++next_file_;
  return {};
}

}  // namespace kaisho::peering
