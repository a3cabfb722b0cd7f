#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include <kaisho/base/bytes.hpp>

/// Files that must be whole after a crash. Errors are sentences with what the system said.
namespace kaisho::peering {

/// A descriptor that closes itself.
class FileHandle {
 public:
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  ~FileHandle();
  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

/// Replaces the file in one step: a reader, or a crash, finds the old content or the new one. Durable on return.
[[nodiscard]] std::expected<void, std::string> write_durably(const std::filesystem::path& file, ByteView content);

/// Gives a written file its name, durably.
[[nodiscard]] std::expected<void, std::string> rename_durably(const std::filesystem::path& from,
                                                              const std::filesystem::path& to);

/// The same for a whole folder, whose files are durable already; there is none of the new name.
[[nodiscard]] std::expected<void, std::string> rename_folder_durably(const std::filesystem::path& from,
                                                                     const std::filesystem::path& to);

/// Writes at an offset of an existing or new file, and cuts it behind that. Not durable by itself.
[[nodiscard]] std::expected<void, std::string> write_at(const std::filesystem::path& file, std::uint64_t offset,
                                                        ByteView content);

/// At most `size` bytes from `offset`; fewer at the end.
[[nodiscard]] std::expected<Bytes, std::string> read_at(const std::filesystem::path& file, std::uint64_t offset,
                                                        std::size_t size);

/// The whole file of at most `limit` bytes.
[[nodiscard]] std::expected<std::string, std::string> read_whole(const std::filesystem::path& file, std::size_t limit);

[[nodiscard]] std::expected<void, std::string> make_folder(const std::filesystem::path& folder);

/// The same; a folder that is made here is its owner's alone (mode 0700).
[[nodiscard]] std::expected<void, std::string> make_private_folder(const std::filesystem::path& folder);

/// Removes the file durably; it may be missing.
[[nodiscard]] std::expected<void, std::string> remove_durably(const std::filesystem::path& file);

/// Waits for the lock that other threads and processes may hold; it ends with the handle.
[[nodiscard]] std::expected<std::unique_ptr<FileHandle>, std::string> lock_file(const std::filesystem::path& file);

/// A lock that any number may hold at once; waits for who claimed the file.
[[nodiscard]] std::expected<std::unique_ptr<FileHandle>, std::string> share_file(const std::filesystem::path& file);

/// The lock for one alone; null, at once, where somebody shares or claims the file.
[[nodiscard]] std::expected<std::unique_ptr<FileHandle>, std::string> claim_file(const std::filesystem::path& file);

}  // namespace kaisho::peering
