#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/governance/package.hpp>

/// Where a program's package comes from (G2): a folder, an archive behind an https address, or a commit of a git
/// repository (docs/formats/package.md, "Source paths").
namespace kaisho::sources {

enum class SourceKind : std::uint8_t { folder = 1, archive = 2, git = 3 };

/// Why a source gave no package. Stable, never renumbered.
enum class SourceFault : std::uint8_t {
  bad_source = 1,   ///< a text that names no source
  not_allowed = 2,  ///< a protocol or an address that is not taken
  unreachable = 3,  ///< no answer, or TLS said no
  too_large = 4,    ///< a limit of `FetchLimits` or of a package
  bad_archive = 5,  ///< damaged, encrypted, or of an unknown kind
  bad_entry = 6,    ///< a link, a device, a path that leaves the folder, a name in an unclear spelling
  bad_package = 7,  ///< the files are there and are no package
  wrong_hash = 8,   ///< a package, and another than was asked for
  took_too_long = 9,
  environment = 10,  ///< this machine said no: git is missing, no temporary folder
};
struct SourceError {
  SourceFault fault = SourceFault::bad_source;
  std::string text;  ///< a sentence with what to do
};
template <class T>
using Result = std::expected<T, SourceError>;

struct Source {
  SourceKind kind = SourceKind::folder;
  std::string location;   ///< path, or URL without "git+" and fragment
  std::string revision;   ///< git: commit, branch or tag; empty for the default branch
  std::string subfolder;  ///< within the archive or the repository; empty for its root

  /// Whether it names one content for ever: a commit by its whole hash.
  [[nodiscard]] bool is_pinned() const;
  /// As it is written on the ledger: "git+https://host/repository#<commit>:sub/folder".
  [[nodiscard]] std::string text() const;
};

/// Reads "git+https://…#revision:folder", "git+file://…", "https://…#:folder", or a path. Names and passwords in an
/// address are refused, because it is written on a ledger; http is refused. Faults: bad_source, not_allowed.
[[nodiscard]] Result<Source> parse_source(std::string_view text);

struct FetchLimits {
  std::uint64_t download = std::uint64_t{64} << 20;     ///< bytes of an archive as it comes
  std::uint64_t repository = std::uint64_t{256} << 20;  ///< bytes of one file that git writes
  std::chrono::seconds time{300};
  long redirects = 5;
};

struct FetchOptions {
  FetchLimits limits;
  /// Source paths on a ledger were written by others: no folder of this machine, no address in its own network.
  bool is_foreign = false;
  std::filesystem::path ca_file;  ///< certificates to trust besides none; empty: the system's
  std::string git = "git";        ///< looked for in PATH
};

struct Fetched {
  Source source;  ///< with the commit that a branch or a tag led to
  governance::Package package;
};

/// Fetches, checks every name and size on the way, and gives the checked package. Nothing is run, nothing is left
/// behind.
[[nodiscard]] Result<Fetched> fetch(const Source& source, const FetchOptions& options = {});

/// Every file below a folder. Links, devices and names of other spelling are refused; `.git` is left out.
[[nodiscard]] Result<std::vector<governance::File>> read_folder(const std::filesystem::path& folder);

/// Files of a tar (also compressed by gzip) or a zip. One folder around everything is taken away. Never writes to disk.
[[nodiscard]] Result<std::vector<governance::File>> unpack(ByteView archive, std::string_view subfolder = {});

}  // namespace kaisho::sources
