#include "durable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kaisho::services {
namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> failed(const char* verb, const fs::path& file, int error = errno) {
  return std::unexpected(std::string("cannot ") + verb + " " + file.string() + ": " + std::strerror(error));
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const fs::path& folder) {
  const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle.is_open() && ::fsync(handle.get()) == 0;
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

}  // namespace

Descriptor::~Descriptor() {
  if (is_open()) ::close(number_);
}

FileResult<std::optional<std::string>> read_whole(const fs::path& file, std::size_t limit) {
  const Descriptor handle(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!handle.is_open() && errno == ENOENT) return std::nullopt;
  if (!handle.is_open()) return failed("read", file);
  std::string text;
  std::string piece(64 << 10, '\0');
  while (true) {
    const auto got = ::read(handle.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", file);
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > limit) return std::unexpected(file.string() + " is larger than it can be");
  }
}

FileResult<void> replace_durably(const fs::path& file, std::string_view content) {
  const fs::path beside = file.string() + ".new";
  {
    const Descriptor handle(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!handle.is_open() || !write_all(handle.get(), content) || ::fsync(handle.get()) != 0) {
      return failed("write", beside);
    }
  }
  if (::rename(beside.c_str(), file.c_str()) != 0) return failed("rename", beside);
  if (!sync_folder(folder_of(file))) return failed("write", folder_of(file));
  return {};
}

FileResult<void> make_private_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return {};
  fs::create_directories(folder_of(folder), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("create the folder", folder);
  return {};
}

FileResult<Descriptor> open_to_append(const fs::path& file) {
  Descriptor handle(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!handle.is_open()) return failed("write", file);
  if (!sync_folder(folder_of(file))) return failed("write", folder_of(file));
  return handle;
}

FileResult<void> append_durably(const Descriptor& file, std::string_view content) {
  if (write_all(file.get(), content) && ::fdatasync(file.get()) == 0) return {};
  return std::unexpected(std::string("cannot write the file: ") + std::strerror(errno));
}

FileResult<void> append(const Descriptor& file, std::string_view content) {
  if (write_all(file.get(), content)) return {};
  return std::unexpected(std::string("cannot write the file: ") + std::strerror(errno));
}

FileResult<void> clear(const Descriptor& file) {
  if (::ftruncate(file.get(), 0) == 0) return {};
  return std::unexpected(std::string("cannot empty the file: ") + std::strerror(errno));
}

FileResult<Descriptor> lock_file(const fs::path& file) {
  Descriptor handle(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!handle.is_open()) return failed("open", file);
  while (::flock(handle.get(), LOCK_EX) != 0) {
    if (errno != EINTR) return failed("lock", file);
  }
  return handle;
}

}  // namespace kaisho::services
