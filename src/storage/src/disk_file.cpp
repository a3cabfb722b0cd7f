#include "disk_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kaisho::storage {
namespace {

ErrorCode code_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::disk_full;
    case EROFS:
    case EACCES:
    case EPERM:
      return ErrorCode::not_writable;
    case ENOENT:
    case ENOTDIR:
      return ErrorCode::missing_folder;
    default:
      return ErrorCode::medium;
  }
}

std::unexpected<StoreError> failed_on(const std::filesystem::path& file, std::string_view doing) {
  const int error = errno;
  const auto code = code_of(error);
  const std::string_view advice = code == ErrorCode::disk_full        ? ": free space on its file system"
                                  : code == ErrorCode::not_writable   ? ": give the user of this process the right"
                                  : code == ErrorCode::missing_folder ? ": check the path"
                                                                      : "";
  return std::unexpected(
      StoreError{code, fmt::format("{} can not be {} ({}){}", file.string(), doing, std::strerror(error), advice)});
}

}  // namespace

Result<DiskFile> DiskFile::create(const std::filesystem::path& path) {
  const int handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (handle < 0) return failed_on(path, "written");
  return DiskFile(path, handle);
}

Result<DiskFile> DiskFile::open(const std::filesystem::path& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0) return failed_on(path, "read");
  return DiskFile(path, handle);
}

DiskFile::~DiskFile() {
  if (handle_ >= 0) ::close(handle_);
}

std::unexpected<StoreError> DiskFile::failed(std::string_view doing) const { return failed_on(path_, doing); }

Result<std::uint64_t> DiskFile::size() const {
  struct stat about{};
  if (::fstat(handle_, &about) != 0) return failed("read");
  return static_cast<std::uint64_t>(about.st_size);
}

Result<void> DiskFile::write_at(std::uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(handle_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed("written");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<Bytes> DiskFile::read_at(std::uint64_t offset, std::size_t bytes) const {
  Bytes read(bytes);
  std::size_t done = 0;
  while (done < bytes) {
    const auto got = ::pread(handle_, read.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) {
      return std::unexpected(
          StoreError{ErrorCode::damaged, fmt::format("{} ends too early: it is not whole", path_.string())});
    }
    done += static_cast<std::size_t>(got);
  }
  return read;
}

Result<void> DiskFile::publish(const std::filesystem::path& as) && {
  if (::fsync(handle_) != 0) return failed("written");
  if (::rename(path_.c_str(), as.c_str()) != 0) return failed("written");
  return flush_folder(as.parent_path());
}

Result<void> flush_folder(const std::filesystem::path& folder) {
  const auto& path = folder.empty() ? std::filesystem::path(".") : folder;
  const int handle = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return failed_on(path, "written");
  const bool flushed = ::fsync(handle) == 0;
  const int error = errno;
  ::close(handle);
  errno = error;
  if (!flushed) return failed_on(path, "written");
  return {};
}

}  // namespace kaisho::storage
