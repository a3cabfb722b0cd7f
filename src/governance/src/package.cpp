#include "kaisho/governance/package.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "json_fields.hpp"
#include "package_path.hpp"

namespace kaisho::governance {
namespace {

namespace bj = boost::json;
namespace json = codec::json;

using Fault = std::optional<PackageError>;
using Files = std::map<std::string, Bytes, std::less<>>;

PackageError error(PackageErrorCode code, std::string detail) { return {code, std::move(detail)}; }

/// Checks names and sizes of what a reader found, and sorts it by name.
std::expected<Files, PackageError> take_files(std::vector<File> files) {
  if (files.size() > PackageLimits::kFiles + 1) {
    return std::unexpected(error(PackageErrorCode::too_large, "more than 512 files"));
  }
  Files by_path;
  std::set<std::string> names;
  std::size_t total = 0;
  for (auto& file : files) {
    if (auto fault = path_fault(file.path)) {
      return std::unexpected(error(PackageErrorCode::bad_path, file.path + ": " + *fault));
    }
    if (!names.insert(folded(file.path)).second) {
      return std::unexpected(
          error(PackageErrorCode::duplicate_path, file.path + " is there twice (letter case aside)"));
    }
    total += file.bytes.size();
    if (file.bytes.size() > PackageLimits::kFileSize || total > PackageLimits::kTotalSize) {
      return std::unexpected(error(PackageErrorCode::too_large, file.path + " is too large for a package"));
    }
    by_path.emplace(std::move(file.path), std::move(file.bytes));
  }
  return by_path;
}

Fault check_file(const ManifestFile& expected, const Files& files) {
  const auto found = files.find(expected.path);
  if (found == files.end()) return error(PackageErrorCode::missing_file, expected.path + " is missing");
  if (found->second.size() != expected.size) {
    return error(PackageErrorCode::wrong_size, expected.path + " has " + std::to_string(found->second.size()) +
                                                   " bytes, the manifest says " + std::to_string(expected.size));
  }
  const Hash hash = crypto::sha256(found->second);
  if (hash != expected.sha256) {
    return error(PackageErrorCode::wrong_hash,
                 expected.path + " has SHA-256 " + to_hex(hash) + ", the manifest says " + to_hex(expected.sha256));
  }
  return std::nullopt;
}

Fault check_files(const Manifest& manifest, const Files& files) {
  for (const auto& expected : manifest.files) {
    if (auto fault = check_file(expected, files)) return fault;
  }
  for (const auto& [path, unused] : files) {
    const bool is_known =
        path == kManifestPath || std::ranges::binary_search(manifest.files, path, {}, &ManifestFile::path);
    if (!is_known) return error(PackageErrorCode::additional_file, path + " is not in the manifest");
  }
  return std::nullopt;
}

/// Takes the main contract's code out of its artifact, and compares it with the manifest.
Fault check_contract(Package& package) {
  const auto& path = package.manifest.contract_artifact;
  auto artifact = parse_artifact(path, package.files.find(path)->second);
  if (!artifact) return artifact.error();
  const Hash hash = crypto::sha256(artifact->creation_code);
  if (hash != package.manifest.creation_code_hash ||
      artifact->creation_code.size() != package.manifest.creation_code_size) {
    return error(PackageErrorCode::wrong_creation_code, path + ": its creation code has SHA-256 " + to_hex(hash) +
                                                            ", the manifest says " +
                                                            to_hex(package.manifest.creation_code_hash));
  }
  package.creation_code = std::move(artifact->creation_code);
  package.constructor_inputs = std::move(artifact->constructor_inputs);
  return std::nullopt;
}

/// The same for the proxy, where there is one.
Fault check_proxy(Package& package) {
  const auto& rules = package.manifest.lifecycle;
  if (!rules || rules->proxy == ProxyKind::none) return std::nullopt;
  const auto& path = rules->proxy_artifact;
  auto artifact = parse_artifact(path, package.files.find(path)->second);
  if (!artifact) return artifact.error();
  if (crypto::sha256(artifact->creation_code) != rules->proxy_code_hash ||
      artifact->creation_code.size() != rules->proxy_code_size) {
    return error(PackageErrorCode::wrong_creation_code, path + ": its creation code is not the manifest's");
  }
  const std::string_view expected = rules->proxy == ProxyKind::uups ? "address,bytes" : "address,address,bytes";
  if (artifact->constructor_inputs != expected) {
    return error(PackageErrorCode::bad_artifact, path + ": its constructor takes (" + artifact->constructor_inputs +
                                                     "), a proxy of this kind takes (" + std::string(expected) + ")");
  }
  if (!package.constructor_inputs.empty()) {
    return error(PackageErrorCode::bad_artifact,
                 package.manifest.contract_artifact + ": behind a proxy a constructor takes nothing");
  }
  package.proxy_code = std::move(artifact->creation_code);
  return std::nullopt;
}

/// Fills in the proxy's creation code where a draft names one.
Fault complete_proxy(bj::object& root, const Files& files) {
  auto* lifecycle = root.if_contains("lifecycle");
  auto* proxy = lifecycle != nullptr && lifecycle->is_object() ? lifecycle->get_object().if_contains("proxy") : nullptr;
  auto* path = proxy != nullptr && proxy->is_object() ? proxy->get_object().if_contains("artifact") : nullptr;
  if (path == nullptr || !path->is_string()) return std::nullopt;  // the manifest's reader says what is wrong
  const auto file = files.find(std::string_view(path->get_string().data(), path->get_string().size()));
  if (file == files.end()) {
    return error(PackageErrorCode::missing_file, "lifecycle.proxy.artifact is none of the files");
  }
  const auto artifact = parse_artifact(file->first, file->second);
  if (!artifact) return artifact.error();
  proxy->get_object()["creationCode"] = {{"sha256", to_hex(crypto::sha256(artifact->creation_code))},
                                         {"size", artifact->creation_code.size()}};
  return std::nullopt;
}

bj::array describe_files(const Files& files) {
  bj::array list;
  for (const auto& [path, bytes] : files) {
    if (path == kManifestPath) continue;
    list.push_back({{"path", path}, {"size", bytes.size()}, {"sha256", to_hex(crypto::sha256(bytes))}});
  }
  return list;
}

}  // namespace

Bytes Package::code_to_issue() const {
  Bytes code = creation_code;
  append(code, proxy_code);
  return code;
}

std::expected<Package, PackageError> load_package(std::vector<File> files) {
  auto taken = take_files(std::move(files));
  if (!taken) return std::unexpected(taken.error());
  const auto manifest_file = taken->find(kManifestPath);
  if (manifest_file == taken->end()) {
    return std::unexpected(error(PackageErrorCode::no_manifest, "there is no program.json"));
  }
  auto manifest = parse_manifest(text_of(manifest_file->second));
  if (!manifest) return std::unexpected(manifest.error());
  if (auto fault = check_files(*manifest, *taken)) return std::unexpected(*fault);

  Package package{std::move(*manifest), {}, {}, std::move(*taken), {}, {}, {}};
  package.canonical_manifest = to_json(package.manifest);
  if (package.canonical_manifest.size() > PackageLimits::kManifestSize) {
    return std::unexpected(error(PackageErrorCode::too_large, "program.json is larger than 65536 bytes"));
  }
  package.hash = package_hash(package.canonical_manifest);
  if (auto fault = check_contract(package)) return std::unexpected(*fault);
  if (auto fault = check_proxy(package)) return std::unexpected(*fault);
  for (const auto& path : package.manifest.test_artifacts) {
    if (auto test = parse_artifact(path, package.files.find(path)->second); !test) return std::unexpected(test.error());
  }
  return package;
}

std::expected<std::string, PackageError> make_manifest(std::string_view draft_json, const std::vector<File>& files) {
  const auto taken = take_files(files);
  if (!taken) return std::unexpected(taken.error());
  auto draft = json::parse(draft_json, {.max_size = std::size_t{1} << 20, .max_depth = 16});
  if (!draft || !draft->is_object()) {
    return std::unexpected(error(PackageErrorCode::bad_json, "program.json is no JSON object"));
  }
  auto& root = draft->get_object();
  const auto* contract = root.if_contains("contract");
  const auto* path =
      contract != nullptr && contract->is_object() ? contract->get_object().if_contains("artifact") : nullptr;
  const auto* path_text = path == nullptr ? nullptr : path->if_string();
  const auto file =
      path_text == nullptr ? taken->end() : taken->find(std::string_view(path_text->data(), path_text->size()));
  if (file == taken->end()) {
    return std::unexpected(error(PackageErrorCode::missing_file, "contract.artifact is none of the files"));
  }
  const auto artifact = parse_artifact(file->first, file->second);
  if (!artifact) return std::unexpected(artifact.error());

  root["contract"] = {
      {"artifact", file->first},
      {"creationCode",
       {{"sha256", to_hex(crypto::sha256(artifact->creation_code))}, {"size", artifact->creation_code.size()}}}};
  if (auto fault = complete_proxy(root, *taken)) return std::unexpected(*fault);
  root["files"] = describe_files(*taken);
  const auto manifest = parse_manifest(json::canonical_text(*draft));
  if (!manifest) return std::unexpected(manifest.error());
  return to_json(*manifest);
}

}  // namespace kaisho::governance
