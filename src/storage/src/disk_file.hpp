#pragma once

#include <filesystem>

#include "kaisho/storage/chain_store.hpp"

namespace kaisho::storage {

/// One file through plain system calls, so that "written" means on the disk. Errors name the file and what to do:
/// disk_full, not_writable, medium, missing_folder (no such file).
class DiskFile {
 public:
  /// Empty, also where one is there already.
  [[nodiscard]] static Result<DiskFile> create(const std::filesystem::path& path);
  [[nodiscard]] static Result<DiskFile> open(const std::filesystem::path& path);
  DiskFile(DiskFile&& other) noexcept : path_(std::move(other.path_)), handle_(std::exchange(other.handle_, -1)) {}
  DiskFile& operator=(DiskFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~DiskFile();

  [[nodiscard]] Result<std::uint64_t> size() const;
  [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes);
  /// Exactly that many bytes. Error damaged: the file is shorter.
  [[nodiscard]] Result<Bytes> read_at(std::uint64_t offset, std::size_t bytes) const;
  /// Flushes and gives it its final name, in place of what has that name; durable when it returns.
  [[nodiscard]] Result<void> publish(const std::filesystem::path& as) &&;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  DiskFile(std::filesystem::path path, int handle) : path_(std::move(path)), handle_(handle) {}
  [[nodiscard]] std::unexpected<StoreError> failed(std::string_view doing) const;

  std::filesystem::path path_;
  int handle_;
};

/// Makes a renaming in a folder durable.
[[nodiscard]] Result<void> flush_folder(const std::filesystem::path& folder);

}  // namespace kaisho::storage
