#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/sources/source.hpp>

/// Any bytes as a package's archive (tar, tar.gz, zip): what comes out stays below its folder and within a package's
/// limits, whatever the archive says about itself; and the same files, packed in another way, come out the same.
namespace governance = kaisho::governance;
namespace sources = kaisho::sources;
using Files = std::vector<governance::File>;

namespace {

bool is_below(std::string_view path) {
  if (path.empty() || path.find('\\') != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto part = path.substr(begin, end - begin);
    if (part.empty() || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

void check_limits(const Files& files) {
  using Limits = governance::PackageLimits;
  KAISHO_ASSERT(files.size() <= Limits::kFiles + 1);
  std::size_t total = 0;
  for (const auto& file : files) {
    KAISHO_ASSERT(is_below(file.path) && file.bytes.size() <= Limits::kFileSize);
    total += file.bytes.size();
  }
  KAISHO_ASSERT(total <= Limits::kTotalSize);
}

/// A tar of the files in one folder.
kaisho::Bytes packed(const Files& files) {
  std::size_t room = 1 << 16, used = 0;
  for (const auto& file : files) room += file.bytes.size() + 8 * file.path.size() + 8'192;
  kaisho::Bytes bytes(room);
  auto* writer = archive_write_new();
  archive_write_set_format_pax_restricted(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const auto& file : files) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, ("package/" + file.path).c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.bytes.size()));
    KAISHO_ASSERT(archive_write_header(writer, entry) == ARCHIVE_OK);
    if (!file.bytes.empty()) archive_write_data(writer, file.bytes.data(), file.bytes.size());
    archive_entry_free(entry);
  }
  KAISHO_ASSERT(archive_write_close(writer) == ARCHIVE_OK);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

bool is_same(const governance::File& a, const governance::File& b) { return a.path == b.path && a.bytes == b.bytes; }

/// Names that every tool writes in one way.
bool is_plain(const governance::File& file) {
  return !file.path.starts_with("./") && std::ranges::all_of(file.path, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto part = sources::unpack({data, size}, "packages/bond")) check_limits(*part);
  auto files = sources::unpack({data, size});
  if (!files) {
    KAISHO_ASSERT(!files.error().text.empty());
    return 0;
  }
  check_limits(*files);
  if (!files->empty() && std::ranges::all_of(*files, is_plain)) {
    const auto again = sources::unpack(packed(*files));
    KAISHO_ASSERT(again && std::ranges::equal(*again, *files, is_same));
  }
  const auto package = governance::load_package(std::move(*files));
  KAISHO_ASSERT(package || !package.error().detail.empty());
  return 0;
}
