#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>

#include <kaisho/governance/package.hpp>

/// A package as one string of bytes that its hash alone determines (docs/formats/package-archive.md): so pieces from
/// several members fit together, and a byte that is wrong is found at the end of its file, not of the whole.
namespace kaisho::peering {

/// "kaisho-package/1\n" ‖ size of the manifest (4 bytes, big-endian) ‖ canonical manifest ‖ the files' bytes in the
/// manifest's order.
[[nodiscard]] Bytes to_archive(const governance::Package& package);
/// Largest archive in bytes.
inline constexpr std::uint64_t kMaxArchive =
    governance::PackageLimits::kTotalSize + governance::PackageLimits::kManifestSize + 64;

/// The package of a whole archive; the error is a sentence.
[[nodiscard]] std::expected<governance::Package, std::string> from_archive(ByteView archive, const Hash& package);

/// Takes an archive piece by piece and checks it on the way. What stands before `verified()` is right whoever sent it;
/// what stands behind it is the word of the last sender.
class ArchiveCheck {
 public:
  explicit ArchiveCheck(const Hash& package) : package_(package) {}

  /// The next bytes. The error is a sentence that says which file is wrong; then nothing more may be added.
  [[nodiscard]] std::expected<void, std::string> add(ByteView bytes);

  [[nodiscard]] std::uint64_t verified() const { return verified_; }
  [[nodiscard]] std::uint64_t size() const { return verified_ + waiting_.size(); }
  /// Size of the whole, once the manifest is there.
  [[nodiscard]] std::optional<std::uint64_t> total() const { return total_; }
  [[nodiscard]] bool complete() const;
  /// Forgets what stands behind `verified()`: before bytes of another sender.
  void drop_unverified() { waiting_.clear(); }

 private:
  /// Bytes that have to be there before the next check.
  [[nodiscard]] std::size_t part_size() const;
  [[nodiscard]] std::expected<void, std::string> check_part(ByteView part);
  [[nodiscard]] std::expected<void, std::string> check_head(ByteView head);
  [[nodiscard]] std::expected<void, std::string> check_manifest(ByteView part);
  [[nodiscard]] std::expected<void, std::string> check_file(ByteView part);

  Hash package_;
  Bytes waiting_;
  std::uint64_t verified_ = 0;
  std::size_t manifest_size_ = 0;
  std::optional<std::uint64_t> total_;
  std::optional<governance::Manifest> manifest_;
  std::size_t next_file_ = 0;
};

}  // namespace kaisho::peering
