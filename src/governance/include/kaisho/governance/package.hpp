#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// A token program's package (G1): a folder of files under one canonical manifest. Format: docs/formats/package.md.
namespace kaisho::governance {

struct PackageLimits {
  static constexpr std::size_t kManifestSize = 65'536;              ///< bytes of the canonical manifest
  static constexpr std::size_t kFiles = 512;                        ///< besides program.json
  static constexpr std::size_t kFileSize = std::size_t{8} << 20;    ///< bytes of one file
  static constexpr std::size_t kTotalSize = std::size_t{64} << 20;  ///< bytes of all files
  static constexpr std::size_t kPathSize = 240;                     ///< bytes of one path
};

/// The manifest's name in the package's folder.
inline constexpr std::string_view kManifestPath = "program.json";
inline constexpr std::string_view kManifestFormat = "kaisho-program/1";

/// Why a folder is no package. Stable, never renumbered.
enum class PackageErrorCode : std::uint8_t {
  no_manifest = 1,      ///< no program.json
  bad_json = 2,         ///< program.json is not strict JSON, or too large
  bad_field = 3,        ///< a field is missing, of another type, or unknown
  bad_path = 4,         ///< absolute, leaves the folder, backslash, empty part, or characters outside the allowed ones
  duplicate_path = 5,   ///< two files of one name, also in other letter case
  missing_file = 6,     ///< named in the manifest, not there
  additional_file = 7,  ///< there, not named in the manifest
  wrong_size = 8,       ///< a file's size is not the manifest's
  wrong_hash = 9,       ///< a file's bytes are not the manifest's
  too_large = 10,       ///< a limit of `PackageLimits`
  bad_artifact = 11,    ///< a compiled artifact is not what a Solidity compiler gives
  wrong_creation_code = 12,  ///< the main artifact's creation code is not the manifest's
  not_canonical = 13,        ///< manifest bytes that are not in canonical form (only where those are asked for)
};

struct PackageError {
  PackageErrorCode code;
  std::string detail;  ///< file or field, and what is wrong, in a sentence
};

struct File {
  std::string path;  ///< relative, '/' between parts
  Bytes bytes;
};

struct ManifestFile {
  std::string path;
  std::uint64_t size = 0;
  Hash sha256;
  friend bool operator==(const ManifestFile&, const ManifestFile&) = default;
};

/// How a running program comes to a new version (G7).
enum class ProxyKind : std::uint8_t {
  none = 0,  ///< a new contract at a new address takes over the token
  uups = 1,  ///< constructor (address,bytes); the proxy itself has upgradeToAndCall(address,bytes)
  transparent =
      2,  ///< constructor (address,address,bytes); upgradeAndCall(address,address,bytes) of its admin contract
};

/// What becomes of a running token whose issuer takes the consent back (G12).
enum class OnWithdrawal : std::uint8_t {
  none = 0,       ///< it goes on
  pause = 1,      ///< no transaction reaches it
  wind_down = 2,  ///< holders only redeem, burn or give back to the issuer
};
/// "none", "pause", "wind-down".
[[nodiscard]] std::string_view describe(OnWithdrawal rule);

/// What a package declares for its token's life. A manifest without it declares nothing.
struct LifecycleRules {
  OnWithdrawal on_withdrawal = OnWithdrawal::none;
  ProxyKind proxy = ProxyKind::none;
  std::string proxy_artifact;  ///< path; empty without a proxy, as the two below
  Hash proxy_code_hash;        ///< SHA-256 of the proxy's creation code
  std::uint64_t proxy_code_size = 0;
  friend bool operator==(const LifecycleRules&, const LifecycleRules&) = default;
};

/// What program.json says.
struct Manifest {
  std::string token_id, name, version, standard;
  std::string compiler_name, compiler_version;
  std::string compiler_settings;  ///< canonical JSON of an object
  std::string contract_artifact;  ///< path of the main contract's artifact
  Hash creation_code_hash;        ///< SHA-256
  std::uint64_t creation_code_size = 0;
  std::optional<LifecycleRules> lifecycle;
  std::vector<std::string> test_artifacts;  ///< paths, sorted
  std::vector<ManifestFile> files;          ///< all but program.json, sorted by path
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Canonical JSON (RFC 8785) of the manifest.
[[nodiscard]] std::string to_json(const Manifest& manifest);
/// SHA-256 of the canonical manifest.
[[nodiscard]] Hash package_hash(std::string_view canonical_manifest);
/// Reads a manifest in any JSON layout.
[[nodiscard]] std::expected<Manifest, PackageError> parse_manifest(std::string_view json);
/// Reads only canonical bytes: what the ledger takes.
[[nodiscard]] std::expected<Manifest, PackageError> parse_canonical_manifest(std::string_view json);

/// What a Solidity compiler, Hardhat or Foundry writes for a contract.
struct Artifact {
  Bytes creation_code;
  std::vector<std::string> functions;  ///< signatures, sorted: "testFoo()", of functions without parameters first
  std::string constructor_inputs;      ///< types, "string,address"
};
[[nodiscard]] std::expected<Artifact, PackageError> parse_artifact(std::string_view path, ByteView json);

struct Package {
  Manifest manifest;
  std::string canonical_manifest;
  Hash hash;
  std::map<std::string, Bytes, std::less<>> files;

  /// Creation code of the main contract, as checked against the manifest.
  Bytes creation_code;
  std::string constructor_inputs;  ///< types of the constructor's parameters, "string,address"
  Bytes proxy_code;                ///< creation code of its proxy; empty without one

  /// What `deploy` is given to issue: the creation code, and the proxy's behind it.
  [[nodiscard]] Bytes code_to_issue() const;
};

/// Checks a folder's files (program.json among them) against its manifest. Links are the reader's concern: this sees
/// names and bytes only.
[[nodiscard]] std::expected<Package, PackageError> load_package(std::vector<File> files);

/// Completes a draft of program.json (token, name, version, standard, compiler, contract.artifact, tests) with the
/// sizes and hashes of the other files. The text is what program.json should hold.
[[nodiscard]] std::expected<std::string, PackageError> make_manifest(std::string_view draft_json,
                                                                     const std::vector<File>& files);

}  // namespace kaisho::governance
