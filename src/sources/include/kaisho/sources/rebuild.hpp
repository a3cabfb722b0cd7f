#pragma once

#include "kaisho/sources/source.hpp"

/// Whether a package's artifacts are what its sources compile to (G2).
namespace kaisho::sources {

/// Never renumbered; on the ledger.
enum class RebuildOutcome : std::uint8_t {
  matches = 1,                   ///< every byte
  matches_but_for_metadata = 2,  ///< but the hash of the metadata that compilers put behind the code: comments, names
                                 ///< of files and of parameters differ, what runs does not
  differs = 3,
};
[[nodiscard]] std::string_view describe(RebuildOutcome outcome);

struct RebuiltArtifact {
  std::string path;      ///< in the package
  std::string contract;  ///< "src/Bond.sol:Bond"
  RebuildOutcome outcome = RebuildOutcome::differs;
  std::string detail;  ///< in a sentence; empty where it matches
};

struct RebuildReport {
  Hash package_hash;
  std::string token_id, version;
  std::string compiler;                              ///< "solc 0.8.37+commit.…" as the manifest names it
  std::vector<RebuiltArtifact> artifacts;            ///< by path
  RebuildOutcome outcome = RebuildOutcome::differs;  ///< the worst of them

  /// Canonical JSON `kaisho-rebuild-report/1`: the same for everybody who rebuilds with the same compiler.
  [[nodiscard]] std::string to_json() const;
  [[nodiscard]] Hash hash() const;
};

/// The compiler's standard JSON input: every .sol of the package under the name by which it is imported.
[[nodiscard]] std::string compiler_input(const governance::Package& package);

/// What the compiler's standard JSON output says about the package's artifacts. Faults: bad_package (it does not
/// compile; the compiler's first error).
[[nodiscard]] Result<RebuildReport> compare(const governance::Package& package, std::string_view compiler_output);

/// Compiles in an empty folder. `compiler` is a program that takes --version and --standard-json (solc, solcjs); empty:
/// solc-VERSION, solc, then solcjs from PATH. Faults: environment (no such compiler, another version), bad_package.
[[nodiscard]] Result<RebuildReport> rebuild(const governance::Package& package, const std::string& compiler);

}  // namespace kaisho::sources
