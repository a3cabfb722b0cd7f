#pragma once

#include <kaisho/sources/source.hpp>

#include "node_option.hpp"
#include "package_folder.hpp"

namespace kaisho::cli {

/// A package by its source (folder, archive, commit), or by its hash as a node holds it.
struct PackageOption {
  std::string source, hash, ca_file;
  void declare(CLI::App& app);
  /// Codes: no_package, those of fetch_package, of parse_hash and of get_package.
  [[nodiscard]] Result<governance::Package> open(const NodeOption& node) const;
};

/// The package of a source that the caller typed. Codes: source_malformed, source_not_allowed, source_unreachable,
/// source_too_large, bad_package, wrong_package, source_took_too_long, and folder's own.
[[nodiscard]] Result<sources::Fetched> fetch_package(const std::string& source, const std::string& ca_file);
[[nodiscard]] std::unexpected<Failure> source_failure(const sources::SourceError& error);

}  // namespace kaisho::cli
