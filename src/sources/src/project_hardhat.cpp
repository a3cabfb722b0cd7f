#include <kaisho/codec/json_value.hpp>

#include "project.hpp"

// Hardhat: one artifact a contract, and build-info files with the compiler's whole input, which is what the sources are
// taken from (hardhat.org, "Compilation artifacts"). Hardhat 3 writes names of sources with "project/" in front into
// the input and puts the compiler's output into a file of its own.
namespace kaisho::sources {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

struct BuildInfo {
  std::string version;
  bj::object settings, sources, output;
};

/// With the output, which Hardhat 3 keeps beside it.
Result<std::optional<BuildInfo>> read_build_info(const fs::path& path) {
  auto document = read_object(path);
  if (!document) return std::unexpected(document.error());
  const auto* input = object_in(*document, "input");
  const auto* settings = input == nullptr ? nullptr : object_in(*input, "settings");
  const auto* sources = input == nullptr ? nullptr : object_in(*input, "sources");
  if (settings == nullptr || sources == nullptr) return std::nullopt;
  BuildInfo info{text_in(*document, "solcLongVersion"), plain_settings(*settings), *sources, {}};
  if (const auto* output = object_in(*document, "output")) info.output = *output;
  auto beside = path;
  beside.replace_extension(".output.json");
  if (fs::exists(beside)) {
    const auto other = read_object(beside);
    if (!other) return std::unexpected(other.error());
    if (const auto* output = object_in(*other, "output")) info.output = *output;
  }
  return info;
}

std::string metadata_of(const BuildInfo& info, const std::string& source, const std::string& name) {
  const auto* contracts = object_in(info.output, "contracts");
  const auto* of_source = contracts == nullptr ? nullptr : object_in(*contracts, source);
  const auto* contract = of_source == nullptr ? nullptr : object_in(*of_source, name);
  return contract == nullptr ? "" : text_in(*contract, "metadata");
}

/// Sources that the contract needs by its metadata; without metadata all that were compiled with it.
void take_sources(const BuildInfo& info, Built& built) {
  const auto metadata = codec::json::parse(built.metadata, {.max_size = std::size_t{8} << 20, .max_depth = 64});
  const auto* needed = metadata && metadata->is_object() ? object_in(metadata->get_object(), "sources") : nullptr;
  for (const auto& [key, source] : info.sources) {
    if (needed != nullptr && !needed->contains(key)) continue;
    if (source.is_object()) built.sources[std::string(key)] = text_in(source.get_object(), "content");
  }
}

/// The artifact's contract in the build that knows its source.
Result<std::optional<Built>> read_artifact(const fs::path& path, const std::vector<BuildInfo>& builds) {
  const auto artifact = read_object(path);
  if (!artifact) return std::unexpected(artifact.error());
  const auto* abi = artifact->if_contains("abi");
  Built built;
  built.name = text_in(*artifact, "contractName");
  built.source = text_in(*artifact, "inputSourceName");
  if (built.source.empty()) built.source = text_in(*artifact, "sourceName");
  built.bytecode = text_in(*artifact, "bytecode");
  built.deployed = text_in(*artifact, "deployedBytecode");
  if (abi == nullptr || !abi->is_array() || built.name.empty() || built.bytecode.size() <= 2) return std::nullopt;
  built.abi = abi->get_array();
  for (const auto& info : builds) {
    if (!info.sources.contains(built.source)) continue;
    built.version = info.version;
    built.settings = info.settings;
    built.metadata = metadata_of(info, built.source, built.name);
    take_sources(info, built);
    return built;
  }
  return fail(SourceFault::bad_source, built.full_name() + " is in no build-info: run hardhat compile --force");
}

}  // namespace

Result<std::vector<Built>> read_hardhat(const fs::path& folder) {
  std::vector<BuildInfo> builds;
  for (const auto& path : files_below(folder / "artifacts" / "build-info", ".json")) {
    if (path.string().ends_with(".output.json")) continue;
    auto info = read_build_info(path);
    if (!info) return std::unexpected(info.error());
    if (*info) builds.push_back(std::move(**info));
  }
  std::vector<Built> all;
  for (const auto& path : files_below(folder / "artifacts", ".json")) {
    const auto name = path.string();
    if (name.find("/build-info/") != std::string::npos || name.ends_with(".dbg.json")) continue;
    auto built = read_artifact(path, builds);
    if (!built) return std::unexpected(built.error());
    if (*built) all.push_back(std::move(**built));
  }
  if (all.empty())
    return fail(SourceFault::bad_source, folder.string() + "/artifacts holds no contracts: run hardhat compile");
  return all;
}

}  // namespace kaisho::sources
