#include "files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace kaisho::cli {
namespace {

std::string reason() { return std::strerror(errno); }

/// write(2) until everything is there.
bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const auto written = ::write(file, content.data(), content.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return bad_input("file_missing", "there is no file " + path.string(), "check the path");
  }
  if (!std::filesystem::is_regular_file(path, error)) {
    return bad_input("file_unreadable", path.string() + " is no file", "name a file");
  }
  if (std::filesystem::file_size(path, error) > kMaxFileSize) {
    return bad_input("file_too_large", path.string() + " is larger than 64 MiB", "check that it is the right file");
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) return bad_input("file_unreadable", "cannot read " + path.string() + ": " + reason());
  return std::move(content).str();
}

Result<void> write_file(const std::filesystem::path& path, std::string_view content) {
  const auto beside = std::filesystem::path(path.string() + ".new");
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) {
      return fail(ExitCode::environment, "file_not_writable", "cannot write " + path.string() + ": " + reason(),
                  "check the folder's rights and the free space");
    }
  }
  std::error_code error;
  std::filesystem::rename(beside, path, error);
  if (error) {
    return fail(ExitCode::environment, "file_not_writable", "cannot write " + path.string() + ": " + error.message());
  }
  return {};
}

Result<void> create_private_file(const std::filesystem::path& path, std::string_view content) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) {
    return bad_input("file_exists", path.string() + " is there already",
                     "choose another name: keys are never replaced");
  }
  const bool written = file >= 0 && write_all(file, content);
  const auto why = reason();
  if (file >= 0) ::close(file);
  if (!written) {
    return fail(ExitCode::environment, "file_not_writable", "cannot write " + path.string() + ": " + why);
  }
  return {};
}

Result<void> make_folder(const std::filesystem::path& path, bool must_be_empty) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return fail(ExitCode::environment, "folder_not_writable",
                "cannot create the folder " + path.string() + ": " + error.message());
  }
  if (must_be_empty && !std::filesystem::is_empty(path, error)) {
    return bad_input("folder_not_empty", path.string() + " is not empty", "choose a new folder");
  }
  return {};
}

}  // namespace kaisho::cli
