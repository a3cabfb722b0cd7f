#pragma once

#include <string>
#include <vector>

#include "kaisho/governance/package.hpp"

/// What changes from one version of a token program to the next (G7, G13): shown before an upgrade is consented to.
/// Pure in the two packages: functions from the ABI, state variables from the compiler's storage layout where the
/// artifact has it.
namespace kaisho::governance {

struct FunctionChange {
  std::string signature;      ///< "pause()"
  std::string before, after;  ///< state mutability, "nonpayable"; empty where it is missing
  friend bool operator==(const FunctionChange&, const FunctionChange&) = default;
};

enum class StorageChangeKind : std::uint8_t {
  added,    ///< behind everything that was there: harmless
  removed,  ///< its slot keeps old bytes that nobody reads, or somebody else reads
  moved,    ///< the same variable reads another one's bytes
  retyped,  ///< the same bytes are read as another type
  overlaid  ///< a new variable lies on bytes that an old one used
};
[[nodiscard]] std::string_view describe(StorageChangeKind kind);

struct StorageChange {
  StorageChangeKind kind = StorageChangeKind::added;
  std::string name;           ///< "BondToken.issuer"
  std::string before, after;  ///< "slot 3 offset 0 address"; empty where it is missing
  /// Behind a proxy the new program reads what the old one wrote: then this corrupts it.
  [[nodiscard]] bool is_dangerous() const { return kind != StorageChangeKind::added; }
  friend bool operator==(const StorageChange&, const StorageChange&) = default;
};

struct ProgramDiff {
  std::vector<FunctionChange> functions;  ///< added, removed, or of another mutability; sorted by signature
  bool storage_known = false;             ///< both artifacts hold a storage layout
  std::vector<StorageChange> storage;     ///< in the order of the slots
  bool code_differs = false;
  LifecycleRules rules_before, rules_after;

  [[nodiscard]] bool is_dangerous() const;
};

/// Both packages are whole ones of one token (load_package checked their artifacts).
[[nodiscard]] ProgramDiff compare_programs(const Package& before, const Package& after);

}  // namespace kaisho::governance
