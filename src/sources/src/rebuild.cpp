#include "kaisho/sources/rebuild.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

#include "run_program.hpp"

namespace kaisho::sources {
namespace {

namespace bj = boost::json;
namespace json = codec::json;

constexpr std::size_t kOutputSize = std::size_t{256} << 20;  // bytes of a compiler's output

bj::string_view sv(std::string_view text) { return {text.data(), text.size()}; }
std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

const bj::object* object_in(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains(sv(name));
  return found == nullptr ? nullptr : found->if_object();
}
std::string text_in(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains(sv(name));
  const auto* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

/// Packages of npm lie below lib and are imported without it (docs/formats/package.md, "Rebuilding").
std::string source_name(const std::string& path) { return path.starts_with("lib/@") ? path.substr(4) : path; }

/// The hash in the metadata behind each contract's code becomes zeros: CBOR "ipfs" and 34 bytes.
Bytes without_metadata(Bytes code) {
  constexpr std::uint8_t kMark[] = {0x64, 'i', 'p', 'f', 's', 0x58, 0x22};
  for (auto at = code.begin();;) {
    const auto found = std::search(at, code.end(), std::begin(kMark), std::end(kMark));
    if (std::distance(found, code.end()) < 7 + 34) return code;
    std::fill_n(found + 7, 34, std::uint8_t{0});
    at = found + 7 + 34;
  }
}

/// An artifact of the package that names its contract, and the code that it says the contract has.
struct Claim {
  std::string path, source, contract;
  Bytes code;
};

std::vector<Claim> claims_of(const governance::Package& package) {
  std::vector<Claim> claims;
  for (const auto& [path, bytes] : package.files) {
    if (!path.ends_with(".json") || path == governance::kManifestPath) continue;
    const auto artifact = governance::parse_artifact(path, bytes);
    const auto document =
        json::parse(text_of(bytes), {.max_size = governance::PackageLimits::kFileSize, .max_depth = 64});
    if (!artifact || !document || !document->is_object()) continue;
    claims.push_back({path, text_in(document->get_object(), "sourceName"),
                      text_in(document->get_object(), "contractName"), artifact->creation_code});
  }
  return claims;
}

RebuiltArtifact judge(const Claim& claim, const bj::object& contracts) {
  RebuiltArtifact result{claim.path, claim.source + ":" + claim.contract, RebuildOutcome::differs, {}};
  const auto* of_source = object_in(contracts, claim.source);
  const auto* made = of_source == nullptr ? nullptr : object_in(*of_source, claim.contract);
  const auto* evm = made == nullptr ? nullptr : object_in(*made, "evm");
  const auto* bytecode = evm == nullptr ? nullptr : object_in(*evm, "bytecode");
  const auto code = bytecode == nullptr ? std::nullopt : from_hex(text_in(*bytecode, "object"));
  if (!code) {
    result.detail = "the package's sources hold no such contract";
  } else if (*code == claim.code) {
    result.outcome = RebuildOutcome::matches;
  } else if (without_metadata(*code) == without_metadata(claim.code)) {
    result.outcome = RebuildOutcome::matches_but_for_metadata;
    result.detail = "only the metadata's hash is another: comments or names in the sources were others";
  } else {
    result.detail = "the sources compile to " + std::to_string(code->size()) + " bytes with SHA-256 " +
                    to_hex(crypto::sha256(*code)) + ", the artifact has " + std::to_string(claim.code.size()) +
                    " bytes with SHA-256 " + to_hex(crypto::sha256(claim.code));
  }
  return result;
}

std::string first_error(const bj::object& output) {
  const auto* errors = output.if_contains("errors");
  if (errors == nullptr || !errors->is_array()) return "";
  for (const auto& value : errors->get_array()) {
    if (value.is_object() && text_in(value.get_object(), "severity") == "error") {
      return text_in(value.get_object(), "message");
    }
  }
  return "";
}

/// "0.8.37+commit.6b6deb4a" of "0.8.37+commit.6b6deb4a.Linux.g++": the platform makes no difference.
std::string plain_version(std::string_view version) {
  const auto commit = version.find("+commit.");
  if (commit == std::string_view::npos) return std::string(version.substr(0, version.find('+')));
  return std::string(version.substr(0, version.find('.', commit + 8)));
}

Result<std::string> find_compiler(const std::string& wanted, const std::string& version,
                                  const std::filesystem::path& folder) {
  const auto plain = plain_version(version);
  const auto number = plain.substr(0, plain.find('+'));
  const auto candidates =
      wanted.empty() ? std::vector<std::string>{"solc-" + number, "solc", "solcjs"} : std::vector<std::string>{wanted};
  std::string seen;
  for (const auto& name : candidates) {
    const auto ran = run_program(
        {.words = {name, "--version"}, .environment = {"HOME=" + folder.string()}, .folder = folder, .input = {}});
    if (!ran || ran->exit_code != 0) continue;
    const auto text = std::string(text_of(ran->output));
    if (text.find(plain) != std::string::npos) return name;
    seen += " (" + name + " is another version)";
  }
  return fail(SourceFault::environment,
              "there is no solc " + plain + seen +
                  ": install it, or name it with --compiler (solc, or solcjs of the npm package solc)");
}

}  // namespace

std::string_view describe(RebuildOutcome outcome) {
  switch (outcome) {
    case RebuildOutcome::matches:
      return "matches";
    case RebuildOutcome::matches_but_for_metadata:
      return "matches but for metadata";
    case RebuildOutcome::differs:
      return "differs";
  }
  return "";
}

std::string RebuildReport::to_json() const {
  bj::array list;
  for (const auto& one : artifacts) {
    list.push_back({{"artifact", sv(one.path)},
                    {"contract", sv(one.contract)},
                    {"outcome", sv(describe(one.outcome))},
                    {"detail", sv(one.detail)}});
  }
  return json::canonical_text({{"format", "kaisho-rebuild-report/1"},
                               {"package", to_hex(package_hash)},
                               {"token", sv(token_id)},
                               {"version", sv(version)},
                               {"compiler", sv(compiler)},
                               {"artifacts", std::move(list)},
                               {"outcome", sv(describe(outcome))}});
}

Hash RebuildReport::hash() const { return crypto::sha256(view_of(to_json())); }

std::string compiler_input(const governance::Package& package) {
  bj::object sources;
  for (const auto& [path, bytes] : package.files) {
    if (path.ends_with(".sol")) sources[source_name(path)] = {{"content", sv(text_of(bytes))}};
  }
  auto settings = json::parse(package.manifest.compiler_settings);
  bj::object chosen = settings && settings->is_object() ? settings->get_object() : bj::object{};
  chosen["outputSelection"] = {{"*", {{"*", {"evm.bytecode.object"}}}}};
  return bj::serialize(
      bj::object{{"language", "Solidity"}, {"sources", std::move(sources)}, {"settings", std::move(chosen)}});
}

Result<RebuildReport> compare(const governance::Package& package, std::string_view compiler_output) {
  const auto begin = compiler_output.find('{');  // solcjs may say something before
  const auto output = json::parse(begin == std::string_view::npos ? "" : compiler_output.substr(begin),
                                  {.max_size = kOutputSize, .max_depth = 64});
  if (!output || !output->is_object()) return fail(SourceFault::environment, "the compiler's output is no JSON");
  const auto* contracts = object_in(output->get_object(), "contracts");
  const auto error = first_error(output->get_object());
  if (contracts == nullptr || !error.empty()) {
    return fail(SourceFault::bad_package, "the sources do not compile: " + (error.empty() ? "no contracts" : error));
  }
  RebuildReport report{package.hash,
                       package.manifest.token_id,
                       package.manifest.version,
                       package.manifest.compiler_name + " " + plain_version(package.manifest.compiler_version),
                       {},
                       RebuildOutcome::matches};
  for (const auto& claim : claims_of(package)) {
    report.artifacts.push_back(judge(claim, *contracts));
    report.outcome = std::max(report.outcome, report.artifacts.back().outcome);
  }
  return report;
}

Result<RebuildReport> rebuild(const governance::Package& package, const std::string& compiler) {
  if (package.manifest.compiler_name != "solc") {
    return fail(SourceFault::bad_package,
                "the compiler is '" + package.manifest.compiler_name + "': only solc is known");
  }
  const auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  const auto program = find_compiler(compiler, package.manifest.compiler_version, folder->path());
  if (!program) return std::unexpected(program.error());
  const auto ran = run_program({.words = {*program, "--standard-json"},
                                .environment = {"HOME=" + folder->path().string()},
                                .folder = folder->path(),
                                .input = bytes_of(compiler_input(package))});
  if (!ran) return std::unexpected(ran.error());
  return compare(package, text_of(ran->output));
}

}  // namespace kaisho::sources
