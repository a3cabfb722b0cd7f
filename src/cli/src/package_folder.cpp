#include "package_folder.hpp"

#include "files.hpp"

namespace kaisho::cli {
namespace fs = std::filesystem;

std::unexpected<Failure> package_failure(const fs::path& folder, const governance::PackageError& error) {
  using Code = governance::PackageErrorCode;
  const bool unfinished = error.code == Code::no_manifest || error.code == Code::wrong_hash ||
                          error.code == Code::wrong_size || error.code == Code::missing_file ||
                          error.code == Code::additional_file;
  return bad_input("bad_package", folder.string() + " is no package: " + error.detail,
                   unfinished ? "if you changed the folder yourself: kaisho program init --help" : "");
}

Result<std::vector<governance::File>> read_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return bad_input("file_missing", folder.string() + " is no folder", "name the package's folder");
  }
  std::vector<governance::File> files;
  std::uintmax_t total = 0;
  for (auto at = fs::recursive_directory_iterator(folder, error); !error && at != fs::recursive_directory_iterator();
       at.increment(error)) {
    if (at->is_directory() && !at->is_symlink()) continue;
    const auto name = fs::relative(at->path(), folder).generic_string();
    if (at->is_symlink() || !at->is_regular_file()) {
      return bad_input("bad_package", name + " is a link or no file: a package holds files only");
    }
    total += at->file_size();
    if (total > governance::PackageLimits::kTotalSize || files.size() > governance::PackageLimits::kFiles) {
      return bad_input("bad_package", folder.string() + " is too large for a package (512 files, 64 MiB)");
    }
    auto content = read_file(at->path());
    if (!content) return std::unexpected(content.error());
    files.push_back({name, bytes_of(*content)});
  }
  if (error) return bad_input("file_unreadable", "cannot read " + folder.string() + ": " + error.message());
  return files;
}

Result<governance::Package> read_package(const fs::path& folder) {
  auto files = read_folder(folder);
  if (!files) return std::unexpected(files.error());
  auto package = governance::load_package(std::move(*files));
  if (!package) return package_failure(folder, package.error());
  return std::move(*package);
}

}  // namespace kaisho::cli
