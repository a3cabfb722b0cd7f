#pragma once

#include "kaisho/sources/source.hpp"

/// A package from what Hardhat or Foundry built (G1).
namespace kaisho::sources {

struct ProjectChoice {
  std::string contract;            ///< "Token", or "src/Token.sol:Token" where several have the name
  std::vector<std::string> tests;  ///< in the same way; none: every contract with test functions
};

/// Everything of a package but token, name and version.
struct ProjectFiles {
  std::string kind;                     ///< "Foundry" or "Hardhat"
  std::vector<governance::File> files;  ///< sources and artifacts, by path
  std::string compiler_name, compiler_version;
  std::string compiler_settings;            ///< canonical JSON
  std::string contract_artifact;            ///< path
  std::vector<std::string> test_artifacts;  ///< paths
  std::vector<std::string> left_out;        ///< tests that need cheat codes, which the node's EVM has not
};

/// Reads foundry.toml and its `out`, or Hardhat's artifacts and build-info. Takes the sources that the chosen contracts
/// were compiled from, and no others. Faults: bad_source (no such project or contract; not built; a source changed
/// since), bad_entry (a source name that no package may have), bad_archive (a file that is not what it should be).
[[nodiscard]] Result<ProjectFiles> read_project(const std::filesystem::path& folder, const ProjectChoice& choice);

}  // namespace kaisho::sources
