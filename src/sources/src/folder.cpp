#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetchers.hpp"

namespace kaisho::sources {
namespace {

namespace fs = std::filesystem;
using governance::PackageLimits;

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

/// Opened without following a link; the size is that of the opened file, whatever happens to its name meanwhile.
Result<Bytes> read_file(const fs::path& path, const std::string& name) {
  const int file = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat about{};
  if (file < 0 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
    if (file >= 0) close(file);
    return fail(SourceFault::bad_entry, name + " is a link, a device, or cannot be read: a package holds files only");
  }
  Bytes bytes;
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (size <= PackageLimits::kFileSize) bytes.resize(size);
  std::size_t at = 0;
  for (ssize_t got = 1; at < bytes.size() && got > 0; at += static_cast<std::size_t>(std::max<ssize_t>(got, 0))) {
    got = ::read(file, bytes.data() + at, bytes.size() - at);
  }
  close(file);
  if (size > PackageLimits::kFileSize) return fail(SourceFault::too_large, name + " is larger than 8 MiB");
  if (at != bytes.size()) return fail(SourceFault::environment, name + " changed while it was read");
  return bytes;
}

}  // namespace

Result<Files> read_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return fail(SourceFault::bad_source, folder.string() + " is no folder");
  Files files;
  std::uint64_t total = 0;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const auto name = at->path().lexically_relative(folder).generic_string();
    if (at->is_directory() && !at->is_symlink()) {
      if (at.depth() == 0 && at->path().filename() == ".git") at.disable_recursion_pending();
      continue;
    }
    if (files.size() > PackageLimits::kFiles)
      return fail(SourceFault::too_large, folder.string() + " has more than 512 files");
    auto bytes = read_file(at->path(), name);
    if (!bytes) return std::unexpected(bytes.error());
    total += bytes->size();
    if (total > PackageLimits::kTotalSize)
      return fail(SourceFault::too_large, folder.string() + " has more than 64 MiB");
    files.push_back({name, std::move(*bytes)});
  }
  if (error) return fail(SourceFault::environment, "cannot read " + folder.string() + ": " + error.message());
  return files;
}

}  // namespace kaisho::sources
