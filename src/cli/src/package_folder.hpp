#pragma once

#include <filesystem>
#include <vector>

#include <kaisho/governance/package.hpp>

#include "failure.hpp"

namespace kaisho::cli {

/// Every file below the folder. Links are refused: a package's bytes lie in its own folder. Codes: file_missing,
/// bad_package, file_too_large.
[[nodiscard]] Result<std::vector<governance::File>> read_folder(const std::filesystem::path& folder);

/// The folder as a checked package. Codes: those of read_folder, bad_package (the sentence names the file or field).
[[nodiscard]] Result<governance::Package> read_package(const std::filesystem::path& folder);

[[nodiscard]] std::unexpected<Failure> package_failure(const std::filesystem::path& folder,
                                                       const governance::PackageError& error);

}  // namespace kaisho::cli
