#include "files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> failed(const char* verb, const fs::path& file, int error = errno) {
  return std::unexpected(std::string("cannot ") + verb + " " + file.string() + ": " + std::strerror(error));
}

bool write_all(int file, std::uint64_t offset, ByteView content) {
  while (!content.empty()) {
    const auto written = ::pwrite(file, content.data(), content.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    offset += static_cast<std::uint64_t>(written);
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_path(const fs::path& path, int flags) {
  const FileHandle file(::open(path.c_str(), flags | O_CLOEXEC));
  return file.is_open() && ::fsync(file.get()) == 0;
}

/// Null where another holds it and `how` does not wait.
std::expected<std::unique_ptr<FileHandle>, std::string> locked(const fs::path& file, int how) {
  auto handle = std::make_unique<FileHandle>(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!handle->is_open()) return failed("open", file);
  while (::flock(handle->get(), how) != 0) {
    if (errno == EWOULDBLOCK) return nullptr;
    if (errno != EINTR) return failed("lock", file);
  }
  return handle;
}

}  // namespace

FileHandle::~FileHandle() {
  if (is_open()) ::close(descriptor_);
}

std::expected<void, std::string> rename_durably(const fs::path& from, const fs::path& to) {
  if (!sync_path(from, O_RDWR)) return failed("write", from);
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from);
  if (!sync_path(to.parent_path(), O_RDONLY | O_DIRECTORY)) return failed("write", to.parent_path());
  return {};
}

std::expected<void, std::string> rename_folder_durably(const fs::path& from, const fs::path& to) {
  if (!sync_path(from, O_RDONLY | O_DIRECTORY)) return failed("write", from);
  if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from);
  if (!sync_path(to.parent_path(), O_RDONLY | O_DIRECTORY)) return failed("write", to.parent_path());
  return {};
}

std::expected<void, std::string> write_durably(const fs::path& file, ByteView content) {
  const fs::path beside = file.string() + ".new";
  if (auto written = write_at(beside, 0, content); !written) return written;
  return rename_durably(beside, file);
}

std::expected<void, std::string> write_at(const fs::path& file, std::uint64_t offset, ByteView content) {
  const FileHandle handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!handle.is_open() || !write_all(handle.get(), offset, content)) return failed("write", file);
  if (::ftruncate(handle.get(), static_cast<off_t>(offset + content.size())) != 0) return failed("write", file);
  return {};
}

std::expected<Bytes, std::string> read_at(const fs::path& file, std::uint64_t offset, std::size_t size) {
  const FileHandle handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle.is_open()) return failed("read", file);
  Bytes bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const auto got = ::pread(handle.get(), bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", file);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

std::expected<std::string, std::string> read_whole(const fs::path& file, std::size_t limit) {
  const auto bytes = read_at(file, 0, limit + 1);
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() > limit) return std::unexpected(file.string() + " is larger than it can be");
  return std::string(text_of(*bytes));
}

std::expected<void, std::string> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return std::unexpected("cannot create the folder " + folder.string() + ": " + error.message());
  return {};
}

std::expected<void, std::string> make_private_folder(const fs::path& folder) {
  if (auto made = make_folder(folder.parent_path()); !made) return made;
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("create the folder", folder);
  return {};
}

std::expected<void, std::string> remove_durably(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failed("remove", file);
  if (!sync_path(file.parent_path(), O_RDONLY | O_DIRECTORY)) return failed("write", file.parent_path());
  return {};
}

std::expected<std::unique_ptr<FileHandle>, std::string> lock_file(const fs::path& file) {
  return locked(file, LOCK_EX);
}

std::expected<std::unique_ptr<FileHandle>, std::string> share_file(const fs::path& file) {
  return locked(file, LOCK_SH);
}

std::expected<std::unique_ptr<FileHandle>, std::string> claim_file(const fs::path& file) {
  return locked(file, LOCK_EX | LOCK_NB);
}

}  // namespace kaisho::peering
