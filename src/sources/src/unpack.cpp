#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "fetchers.hpp"

// Names and sizes are checked before a byte is kept, and bytes are counted while they come: what an archive says about
// itself is not believed.
namespace kaisho::sources {
namespace {

using governance::PackageLimits;
constexpr std::size_t kEntries = 4 * PackageLimits::kFiles;  // folders among them
constexpr std::size_t kPiece = std::size_t{64} << 10;        // bytes unpacked at once

struct Closer {
  void operator()(archive* open) const { archive_read_free(open); }
};
using Reader = std::unique_ptr<archive, Closer>;

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

std::string reason(archive* reader) {
  const auto* text = archive_error_string(reader);
  return text == nullptr ? "it ends too early or is of an unknown kind" : text;
}

/// A name as people can read it in a message.
std::string shown(std::string_view name) {
  std::string text;
  for (const char c : name.substr(0, 120)) text += c >= 0x20 && c < 0x7f ? c : '?';
  return text;
}

/// The entry's name without "./" in front and "/" behind; nothing where it is in no clear encoding.
std::optional<std::string> name_of(archive_entry* entry) {
  const auto* name = archive_entry_pathname_utf8(entry);
  if (name == nullptr) name = archive_entry_pathname(entry);
  if (name == nullptr) return std::nullopt;
  std::string_view text(name);
  while (text.starts_with("./")) text.remove_prefix(2);
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text == "." ? "" : text);
}

/// Why a name is none below the archive's folder, to stand behind it. A part without a name would make an absolute path
/// of the rest once the folder around everything is taken away. Whole rules of spelling: `governance::load_package`.
std::string_view path_fault(std::string_view name, bool is_folder) {
  if (name.empty()) return is_folder ? "" : "a file has no name";
  if (name.find('\\') != std::string_view::npos) return " leaves its folder";
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('/', begin), name.size());
    const auto part = name.substr(begin, end - begin);
    if (part == ".." || (part.empty() && begin == 0)) return " leaves its folder";
    if (part.empty()) return " has a part without a name";
    begin = end + 1;
  }
  return "";
}

Result<Bytes> content_of(archive* reader, const std::string& name, std::uint64_t left) {
  Bytes content;
  Bytes piece(kPiece);
  for (;;) {
    const auto got = archive_read_data(reader, piece.data(), piece.size());
    if (got < 0) return fail(SourceFault::bad_archive, shown(name) + " cannot be unpacked: " + reason(reader));
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > std::min<std::uint64_t>(left, PackageLimits::kFileSize)) {
      return fail(SourceFault::too_large,
                  shown(name) + " unpacks to more than a package may hold (8 MiB a file, 64 MiB in all)");
    }
    append(content, ByteView(piece).first(static_cast<std::size_t>(got)));
  }
}

/// Why an entry cannot be part of a package; empty for a file or a folder with a plain name.
std::optional<SourceError> fault_of(archive_entry* entry, const std::optional<std::string>& name) {
  if (!name) return SourceError{SourceFault::bad_entry, "a name in the archive is in no known encoding"};
  const auto type = archive_entry_filetype(entry);
  const bool is_link = archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
  if (is_link || (type != AE_IFREG && type != AE_IFDIR)) {
    return SourceError{SourceFault::bad_entry, shown(*name) + " is a link or a device: a package holds files only"};
  }
  if (const auto why = path_fault(*name, type == AE_IFDIR); !why.empty()) {
    return SourceError{SourceFault::bad_entry, shown(*name).append(why)};
  }
  if (archive_entry_is_encrypted(entry) != 0) {
    return SourceError{SourceFault::bad_archive, shown(*name) + " is encrypted"};
  }
  return std::nullopt;
}

Result<Files> read_all(archive* reader) {
  Files files;
  std::uint64_t total = 0;
  for (std::size_t count = 0;; ++count) {
    archive_entry* entry = nullptr;
    const auto got = archive_read_next_header(reader, &entry);
    if (got == ARCHIVE_EOF) return files;
    if (got != ARCHIVE_OK && got != ARCHIVE_WARN)
      return fail(SourceFault::bad_archive, "the archive is damaged: " + reason(reader));
    if (count >= kEntries || files.size() > PackageLimits::kFiles) {
      return fail(SourceFault::too_large, "the archive has more files than a package may have (512)");
    }
    const auto name = name_of(entry);
    if (auto fault = fault_of(entry, name)) return std::unexpected(*fault);
    if (archive_entry_filetype(entry) == AE_IFDIR) continue;
    auto content = content_of(reader, *name, PackageLimits::kTotalSize - total);
    if (!content) return std::unexpected(content.error());
    total += content->size();
    files.push_back({*name, std::move(*content)});
  }
}

/// Takes away `prefix` and drops files that are not below it.
Files below(Files files, const std::string& prefix) {
  Files kept;
  for (auto& file : files) {
    if (file.path.starts_with(prefix)) kept.push_back({file.path.substr(prefix.size()), std::move(file.bytes)});
  }
  return kept;
}

bool has_manifest(const Files& files) {
  return std::ranges::any_of(files, [](const auto& file) { return file.path == governance::kManifestPath; });
}

/// The one folder that everything lies in, with '/'; empty where there is none.
std::string common_folder(const Files& files) {
  if (files.empty()) return "";
  const auto folder = files.front().path.substr(0, files.front().path.find('/') + 1);
  const bool is_common =
      !folder.empty() && std::ranges::all_of(files, [&](const auto& file) { return file.path.starts_with(folder); });
  return is_common ? folder : "";
}

}  // namespace

Result<Files> unpack(ByteView bytes, std::string_view subfolder) {
  const Reader reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  archive_read_support_format_zip_seekable(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_set_options(reader.get(), "hdrcharset=UTF-8");
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return fail(SourceFault::bad_archive, "this is no tar, tar.gz or zip: " + reason(reader.get()));
  }
  auto files = read_all(reader.get());
  if (!files) return files;
  if (files->empty()) return fail(SourceFault::bad_archive, "the archive is empty");
  // Taken first: a compiler may move the files away before it evaluates another argument.
  const auto folder = has_manifest(*files) ? std::string{} : common_folder(*files);
  if (!folder.empty()) files = below(std::move(*files), folder);
  if (!subfolder.empty()) files = below(std::move(*files), std::string(subfolder) + "/");
  return files;
}

}  // namespace kaisho::sources
