#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <toml.hpp>

#include "project.hpp"

// Foundry: foundry.toml names the folder of the build; each artifact carries the compiler's metadata with names and
// hashes of all sources (book.getfoundry.sh, "Project layout"; docs.soliditylang.org, "Contract Metadata").
namespace kaisho::sources {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

/// `out` of the default profile; "out" where nothing is said.
Result<std::string> out_folder(const fs::path& folder) {
  const auto text = read_text(folder / "foundry.toml");
  if (!text) return std::unexpected(text.error());
  try {
    std::istringstream stream(*text);
    const auto settings = toml::parse(stream, "foundry.toml");
    const auto profiles = toml::find_or(settings, "profile", toml::table{});
    const auto profile = profiles.find("default");
    if (profile == profiles.end()) return "out";
    return toml::find_or<std::string>(profile->second, "out", "out");
  } catch (const std::exception& error) {
    return fail(SourceFault::bad_archive, "foundry.toml cannot be read: " + std::string(error.what()).substr(0, 200));
  }
}

/// The sources that the metadata names, compared with its hashes.
Result<void> read_sources(const fs::path& folder, const bj::object& metadata, Built& built) {
  const auto* sources = object_in(metadata, "sources");
  if (sources == nullptr) return fail(SourceFault::bad_archive, built.name + ": its metadata names no sources");
  for (const auto& [key, about] : *sources) {
    const std::string name(key.data(), key.size());
    const bool is_inside = fs::path(name).is_relative() && name.find("..") == std::string::npos;
    const auto text =
        is_inside ? read_text(folder / name) : fail(SourceFault::bad_entry, name + " lies outside of the project");
    if (!text) return std::unexpected(text.error());
    const auto hash = about.is_object() ? text_in(about.get_object(), "keccak256") : "";
    if (hash != to_hex(crypto::keccak256(view_of(*text)))) {
      return fail(SourceFault::bad_source, name + " changed since the build: run forge build");
    }
    built.sources[name] = *text;
  }
  return {};
}

/// Nothing for a file that is no artifact of a deployable contract.
Result<std::optional<Built>> read_artifact(const fs::path& folder, const fs::path& path) {
  auto artifact = read_object(path);
  if (!artifact) return std::unexpected(artifact.error());
  const auto* abi = artifact->if_contains("abi");
  const auto* bytecode = object_in(*artifact, "bytecode");
  const auto* deployed = object_in(*artifact, "deployedBytecode");
  const auto* metadata = object_in(*artifact, "metadata");
  if (abi == nullptr || !abi->is_array() || bytecode == nullptr || deployed == nullptr || metadata == nullptr)
    return std::nullopt;
  Built built;
  built.bytecode = text_in(*bytecode, "object");
  built.deployed = text_in(*deployed, "object");
  if (built.bytecode.size() <= 2) return std::nullopt;  // an interface or an abstract contract
  built.abi = abi->get_array();
  built.metadata = text_in(*artifact, "rawMetadata");
  const auto* compiler = object_in(*metadata, "compiler");
  const auto* settings = object_in(*metadata, "settings");
  const auto* target = settings == nullptr ? nullptr : object_in(*settings, "compilationTarget");
  if (compiler == nullptr || target == nullptr || target->size() != 1 || !target->begin()->value().is_string()) {
    return fail(SourceFault::bad_archive, path.string() + ": its metadata does not name its contract");
  }
  built.version = text_in(*compiler, "version");
  built.settings = plain_settings(*settings);
  built.source = std::string(target->begin()->key());
  built.name = std::string(target->begin()->value().get_string());
  if (auto read = read_sources(folder, *metadata, built); !read) return std::unexpected(read.error());
  return built;
}

}  // namespace

Result<std::vector<Built>> read_foundry(const fs::path& folder) {
  const auto out = out_folder(folder);
  if (!out) return std::unexpected(out.error());
  std::vector<Built> all;
  for (const auto& path : files_below(folder / *out, ".json")) {
    if (path.parent_path().extension() != ".sol") continue;  // build-info and caches
    auto built = read_artifact(folder, path);
    if (!built) return std::unexpected(built.error());
    if (*built) all.push_back(std::move(**built));
  }
  if (all.empty())
    return fail(SourceFault::bad_source, (folder / *out).string() + " holds no contracts: run forge build");
  return all;
}

}  // namespace kaisho::sources
