#include "kaisho/sources/source.hpp"

#include <algorithm>

#include "fetchers.hpp"

namespace kaisho::sources {
namespace {

constexpr std::size_t kSourceSize = 1'024;  // as the ledger's limit of a source path

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// A revision that git cannot take for an option, a path or a command.
bool is_revision(std::string_view text) {
  const auto is_good = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("._-/+").find(c) != std::string_view::npos;
  };
  return text.size() <= 200 && !text.starts_with('-') && !text.starts_with('/') &&
         text.find("..") == std::string_view::npos && std::ranges::all_of(text, is_good);
}

bool is_subfolder(std::string_view text) {
  if (text.empty()) return true;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('/', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '\\' && c != ':'; });
}

/// Splits "address#revision:folder".
Result<Source> split(SourceKind kind, std::string_view text) {
  Source source{kind, std::string(text.substr(0, text.find('#'))), {}, {}};
  if (const auto mark = text.find('#'); mark != std::string_view::npos) {
    const auto fragment = text.substr(mark + 1);
    const auto colon = fragment.find(':');
    source.revision = fragment.substr(0, colon);
    if (colon != std::string_view::npos) source.subfolder = fragment.substr(colon + 1);
  }
  if (!is_revision(source.revision)) return fail(SourceFault::bad_source, "this is no revision: " + source.revision);
  if (!is_subfolder(source.subfolder)) return fail(SourceFault::bad_source, "this is no folder: " + source.subfolder);
  return source;
}

Result<Source> read_address(SourceKind kind, std::string_view text) {
  auto source = split(kind, text);
  if (!source) return source;
  const auto& address = source->location;
  const auto host = address.find("://") + 3;
  if (host >= address.size()) return fail(SourceFault::bad_source, "the address names no host");
  const auto authority = address.substr(host, address.find('/', host) - host);
  if (authority.find('@') != std::string::npos) {
    return fail(SourceFault::not_allowed,
                "an address with a name or a password is not taken: it is written on a ledger");
  }
  const bool is_plain = std::ranges::all_of(address, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!is_plain) return fail(SourceFault::bad_source, "the address has characters that an address has not");
  return source;
}

}  // namespace

bool Source::is_pinned() const {
  return kind == SourceKind::git && (revision.size() == 40 || revision.size() == 64) && is_hex(revision);
}

std::string Source::text() const {
  std::string written = kind == SourceKind::git ? "git+" + location : location;
  if (!revision.empty() || !subfolder.empty()) written += "#" + revision;
  if (!subfolder.empty()) written += ":" + subfolder;
  return written;
}

Result<Source> parse_source(std::string_view text) {
  if (text.empty() || text.size() > kSourceSize) return fail(SourceFault::bad_source, "a source has 1 to 1024 bytes");
  if (text.starts_with("git+https://") || text.starts_with("git+file:///")) {
    return read_address(SourceKind::git, text.substr(4));
  }
  if (text.starts_with("https://")) {
    auto source = read_address(SourceKind::archive, text);
    if (source && !source->revision.empty()) {
      return fail(SourceFault::bad_source, "an archive has no revision: write #:folder for a folder in it");
    }
    return source;
  }
  const auto scheme = text.find("://");
  if (scheme != std::string_view::npos) {
    return fail(SourceFault::not_allowed, "'" + std::string(text.substr(0, scheme)) +
                                              "' is not taken: use https, git+https, git+file or a folder");
  }
  return Source{SourceKind::folder, std::string(text), {}, {}};
}

Result<Fetched> fetch(const Source& source, const FetchOptions& options) {
  const bool is_local = source.kind == SourceKind::folder || source.location.starts_with("file:");
  if (options.is_foreign && is_local) {
    return fail(SourceFault::not_allowed, source.text() +
                                              " lies on the machine of whoever registered it, not here: fetch "
                                              "the package from a member's node (kaisho program fetch --package-hash)");
  }
  Fetched fetched{source, {}};
  auto files = source.kind == SourceKind::folder    ? read_folder(source.location)
               : source.kind == SourceKind::archive ? fetch_archive(source, options)
                                                    : fetch_commit(fetched.source, options);
  if (!files) return std::unexpected(files.error());
  auto package = governance::load_package(std::move(*files));
  if (!package) {
    using Code = governance::PackageErrorCode;
    const auto code = package.error().code;
    const auto fault = code == Code::bad_path || code == Code::duplicate_path ? SourceFault::bad_entry
                       : code == Code::too_large                              ? SourceFault::too_large
                                                                              : SourceFault::bad_package;
    return fail(fault, source.text() + " is no package: " + package.error().detail);
  }
  fetched.package = std::move(*package);
  return fetched;
}

}  // namespace kaisho::sources
