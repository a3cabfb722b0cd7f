#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "json_fields.hpp"
#include "kaisho/governance/governance.hpp"
#include "package_path.hpp"

namespace kaisho::governance {
namespace {

namespace bj = boost::json;
namespace json = codec::json;

constexpr json::Limits kJsonLimits{.max_size = std::size_t{1} << 20, .max_depth = 16};
constexpr std::size_t kNameSize = 128;
constexpr std::size_t kWordSize = 64;
constexpr std::size_t kCreationCodeSize = 0xc000;  // EIP-3860

using Fault = std::optional<PackageError>;

bj::string_view sv(std::string_view text) { return {text.data(), text.size()}; }

PackageError error(PackageErrorCode code, std::string detail) { return {code, std::move(detail)}; }

std::string version_of(JsonFields& fields) {
  std::string version = fields.text("version");
  const bool is_good = !version.empty() && version.size() <= kWordSize && std::ranges::all_of(version, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '+';
  });
  if (!is_good) fields.fault("version", "is no version: 1 to 64 of A-Z a-z 0-9 . - +");
  return version;
}

std::string plain(JsonFields& fields, std::string_view name, std::size_t limit) {
  std::string text = fields.text(name);
  if (text.empty() || !is_plain_text(text, limit)) {
    fields.fault(name, "is empty, longer than " + std::to_string(limit) + " bytes, or has control characters");
  }
  return text;
}

Fault read_compiler(const bj::value& value, Manifest& manifest) {
  JsonFields fields(value, "compiler");
  manifest.compiler_name = plain(fields, "name", kWordSize);
  manifest.compiler_version = plain(fields, "version", kWordSize);
  const auto& settings = fields.value("settings");
  if (!settings.is_object()) fields.fault("settings", "is no object");
  manifest.compiler_settings = json::canonical_text(settings);
  return fields.finish();
}

Fault read_contract(const bj::value& value, Manifest& manifest) {
  JsonFields fields(value, "contract");
  manifest.contract_artifact = fields.text("artifact");
  JsonFields code(fields.value("creationCode"), "contract.creationCode");
  manifest.creation_code_hash = code.hash("sha256");
  manifest.creation_code_size = code.number("size");
  if (manifest.creation_code_size == 0 || manifest.creation_code_size > kCreationCodeSize) {
    code.fault("size", "is 0 or above " + std::to_string(kCreationCodeSize) + " bytes (EIP-3860)");
  }
  if (auto fault = fields.finish()) return fault;
  return code.finish();
}

Fault read_proxy(const bj::value& value, LifecycleRules& rules) {
  JsonFields fields(value, "lifecycle.proxy");
  const std::string kind = fields.text("kind");
  if (kind == "uups") rules.proxy = ProxyKind::uups;
  if (kind == "transparent") rules.proxy = ProxyKind::transparent;
  if (rules.proxy == ProxyKind::none) fields.fault("kind", "is neither uups nor transparent");
  rules.proxy_artifact = fields.text("artifact");
  JsonFields code(fields.value("creationCode"), "lifecycle.proxy.creationCode");
  rules.proxy_code_hash = code.hash("sha256");
  rules.proxy_code_size = code.number("size");
  if (rules.proxy_code_size == 0 || rules.proxy_code_size > kCreationCodeSize) {
    code.fault("size", "is 0 or above " + std::to_string(kCreationCodeSize) + " bytes (EIP-3860)");
  }
  if (auto fault = fields.finish()) return fault;
  return code.finish();
}

Fault read_lifecycle(const bj::value& value, Manifest& manifest) {
  LifecycleRules rules;
  JsonFields fields(value, "lifecycle");
  const std::string rule = fields.text("onWithdrawal");
  if (rule == describe(OnWithdrawal::pause)) rules.on_withdrawal = OnWithdrawal::pause;
  if (rule == describe(OnWithdrawal::wind_down)) rules.on_withdrawal = OnWithdrawal::wind_down;
  if (rule != describe(rules.on_withdrawal)) fields.fault("onWithdrawal", "is none of none, pause, wind-down");
  const auto* proxy = fields.optional("proxy");
  if (auto fault = fields.finish()) return fault;
  if (proxy != nullptr) {
    if (auto fault = read_proxy(*proxy, rules)) return fault;
  }
  manifest.lifecycle = rules;
  return std::nullopt;
}

Fault read_file(const bj::value& value, ManifestFile& file) {
  JsonFields fields(value, "files");
  file.path = fields.text("path");
  file.size = fields.number("size");
  file.sha256 = fields.hash("sha256");
  if (auto fault = fields.finish()) return fault;
  if (auto fault = path_fault(file.path)) return error(PackageErrorCode::bad_path, file.path + ": " + *fault);
  if (folded(file.path) == kManifestPath) {
    return error(PackageErrorCode::bad_path, "files: " + file.path + " is the manifest itself");
  }
  if (file.size > PackageLimits::kFileSize) {
    return error(PackageErrorCode::too_large, file.path + " is larger than a file of a package may be");
  }
  return std::nullopt;
}

Fault read_files(const bj::array& list, Manifest& manifest) {
  if (list.size() > PackageLimits::kFiles) return error(PackageErrorCode::too_large, "files: too many");
  std::set<std::string> names;
  std::uint64_t total = 0;
  for (const auto& value : list) {
    ManifestFile file;
    if (auto fault = read_file(value, file)) return fault;
    if (!names.insert(folded(file.path)).second) {
      return error(PackageErrorCode::duplicate_path, file.path + " stands twice (letter case aside)");
    }
    total += file.size;
    manifest.files.push_back(std::move(file));
  }
  if (total > PackageLimits::kTotalSize) return error(PackageErrorCode::too_large, "the files together are too large");
  std::ranges::sort(manifest.files, {}, &ManifestFile::path);
  return std::nullopt;
}

bool has_file(const Manifest& manifest, std::string_view path) {
  return std::ranges::binary_search(manifest.files, path, {},
                                    [](const ManifestFile& file) { return std::string_view(file.path); });
}

Fault read_tests(const bj::array& list, Manifest& manifest) {
  for (const auto& value : list) {
    const auto* path = value.if_string();
    if (path == nullptr) return error(PackageErrorCode::bad_field, "tests holds something else than paths");
    manifest.test_artifacts.emplace_back(path->data(), path->size());
  }
  std::ranges::sort(manifest.test_artifacts);
  for (const auto& path : manifest.test_artifacts) {
    if (!has_file(manifest, path))
      return error(PackageErrorCode::missing_file, "tests: " + path + " is none of the files");
  }
  if (std::ranges::adjacent_find(manifest.test_artifacts) != manifest.test_artifacts.end()) {
    return error(PackageErrorCode::duplicate_path, "tests names one artifact twice");
  }
  return std::nullopt;
}

}  // namespace

std::expected<Manifest, PackageError> parse_manifest(std::string_view text) {
  const auto document = json::parse(text, kJsonLimits);
  if (!document) {
    return std::unexpected(
        error(PackageErrorCode::bad_json, "program.json: " + std::string(json::describe(document.error()))));
  }
  Manifest manifest;
  JsonFields fields(*document, "");
  if (fields.text("format") != kManifestFormat) fields.fault("format", "is not " + std::string(kManifestFormat));
  manifest.token_id = fields.text("token");
  if (!is_id(manifest.token_id)) fields.fault("token", "is no ID: 1 to 64 of A-Z a-z 0-9 . _ -");
  manifest.name = plain(fields, "name", kNameSize);
  manifest.version = version_of(fields);
  manifest.standard = plain(fields, "standard", kWordSize);
  const auto& compiler = fields.value("compiler");
  const auto& contract = fields.value("contract");
  const auto* lifecycle = fields.optional("lifecycle");
  const auto& tests = fields.array("tests");
  const auto& files = fields.array("files");
  if (auto fault = fields.finish()) return std::unexpected(*fault);
  if (auto fault = read_compiler(compiler, manifest)) return std::unexpected(*fault);
  if (auto fault = read_contract(contract, manifest)) return std::unexpected(*fault);
  if (lifecycle != nullptr) {
    if (auto fault = read_lifecycle(*lifecycle, manifest)) return std::unexpected(*fault);
  }
  if (auto fault = read_files(files, manifest)) return std::unexpected(*fault);
  if (auto fault = read_tests(tests, manifest)) return std::unexpected(*fault);
  if (!has_file(manifest, manifest.contract_artifact)) {
    return std::unexpected(error(PackageErrorCode::missing_file, "contract.artifact is none of the files"));
  }
  if (manifest.lifecycle && manifest.lifecycle->proxy != ProxyKind::none &&
      !has_file(manifest, manifest.lifecycle->proxy_artifact)) {
    return std::unexpected(error(PackageErrorCode::missing_file, "lifecycle.proxy.artifact is none of the files"));
  }
  return manifest;
}

std::expected<Manifest, PackageError> parse_canonical_manifest(std::string_view text) {
  if (text.size() > PackageLimits::kManifestSize) {
    return std::unexpected(error(PackageErrorCode::too_large, "program.json is larger than 65536 bytes"));
  }
  auto manifest = parse_manifest(text);
  if (manifest && to_json(*manifest) != text) {
    return std::unexpected(error(PackageErrorCode::not_canonical, "program.json is not in its canonical form"));
  }
  return manifest;
}

std::string_view describe(OnWithdrawal rule) {
  switch (rule) {
    case OnWithdrawal::none:
      return "none";
    case OnWithdrawal::pause:
      return "pause";
    case OnWithdrawal::wind_down:
      return "wind-down";
  }
  return "unknown";
}

namespace {

bj::value lifecycle_json(const LifecycleRules& rules) {
  bj::object object{{"onWithdrawal", sv(describe(rules.on_withdrawal))}};
  if (rules.proxy != ProxyKind::none) {
    object["proxy"] = {{"kind", rules.proxy == ProxyKind::uups ? "uups" : "transparent"},
                       {"artifact", sv(rules.proxy_artifact)},
                       {"creationCode", {{"sha256", to_hex(rules.proxy_code_hash)}, {"size", rules.proxy_code_size}}}};
  }
  return object;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  bj::array files;
  for (const auto& file : manifest.files) {
    files.push_back({{"path", sv(file.path)}, {"sha256", to_hex(file.sha256)}, {"size", file.size}});
  }
  bj::array tests;
  for (const auto& path : manifest.test_artifacts) tests.emplace_back(sv(path));
  const auto settings = json::parse(manifest.compiler_settings);
  bj::value document = {
      {"format", sv(kManifestFormat)},
      {"token", sv(manifest.token_id)},
      {"name", sv(manifest.name)},
      {"version", sv(manifest.version)},
      {"standard", sv(manifest.standard)},
      {"compiler",
       {{"name", sv(manifest.compiler_name)},
        {"version", sv(manifest.compiler_version)},
        {"settings", settings ? *settings : bj::value(bj::object{})}}},
      {"contract",
       {{"artifact", sv(manifest.contract_artifact)},
        {"creationCode", {{"sha256", to_hex(manifest.creation_code_hash)}, {"size", manifest.creation_code_size}}}}},
      {"tests", tests},
      {"files", files}};
  if (manifest.lifecycle) document.as_object()["lifecycle"] = lifecycle_json(*manifest.lifecycle);
  return json::canonical_text(document);
}

Hash package_hash(std::string_view canonical_manifest) { return crypto::sha256(view_of(canonical_manifest)); }

}  // namespace kaisho::governance
