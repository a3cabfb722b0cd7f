#include "project.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <kaisho/codec/json_value.hpp>

namespace kaisho::sources {
namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;

constexpr std::uintmax_t kFileSize = std::uintmax_t{128} << 20;  // bytes of a build-info
/// Foundry's cheat codes answer at this address only in its own EVM: the last 20 bytes of Keccak-256("hevm cheat
/// code").
constexpr std::string_view kCheatCodes = "7109709ecfa91a80626ff3989d68f67f5b1dd12d";

bj::string_view sv(std::string_view text) { return {text.data(), text.size()}; }

bool has_tests(const Built& built) {
  return std::ranges::any_of(built.abi, [](const bj::value& entry) {
    return entry.is_object() && text_in(entry.get_object(), "type") == "function" &&
           text_in(entry.get_object(), "name").starts_with("test");
  });
}

bool needs_cheat_codes(const Built& built) { return built.bytecode.find(kCheatCodes) != std::string::npos; }

Result<const Built*> find(const std::vector<Built>& all, const std::string& wanted) {
  const Built* found = nullptr;
  for (const auto& one : all) {
    if (one.name != wanted && one.full_name() != wanted) continue;
    if (found != nullptr && one.name == wanted) {
      return fail(SourceFault::bad_source,
                  "several contracts are called " + wanted + ": name it as " + one.full_name());
    }
    found = &one;
  }
  if (found == nullptr)
    return fail(SourceFault::bad_source, "the build holds no contract " + wanted + ": build the project first");
  return found;
}

/// Tests that were named, or every contract with test functions that the node's EVM can run.
Result<std::vector<const Built*>> choose_tests(const std::vector<Built>& all, const ProjectChoice& choice,
                                               std::vector<std::string>& left_out) {
  std::vector<const Built*> tests;
  for (const auto& wanted : choice.tests) {
    const auto found = find(all, wanted);
    if (!found) return std::unexpected(found.error());
    if (needs_cheat_codes(**found)) {
      return fail(SourceFault::bad_source,
                  wanted +
                      " uses Foundry's cheat codes, which the node's EVM has not: write it with "
                      "GovernedTest and Actor (contracts/kaisho/testing)");
    }
    tests.push_back(*found);
  }
  if (!choice.tests.empty()) return tests;
  for (const auto& one : all) {
    if (!has_tests(one)) continue;
    if (needs_cheat_codes(one)) {
      left_out.push_back(one.full_name());
    } else {
      tests.push_back(&one);
    }
  }
  return tests;
}

std::string artifact_json(const Built& built) {
  bj::object artifact{{"contractName", sv(built.name)},
                      {"sourceName", sv(built.source)},
                      {"compiler", sv("solc " + built.version)},
                      {"settings", built.settings},
                      {"abi", built.abi},
                      {"bytecode", sv(built.bytecode)},
                      {"deployedBytecode", sv(built.deployed)}};
  if (!built.metadata.empty()) artifact["metadata"] = sv(built.metadata);
  return codec::json::canonical_text(artifact) + "\n";
}

/// Names as npm has them go below lib; all others are paths already.
std::string path_of(const std::string& source) { return source.starts_with('@') ? "lib/" + source : source; }

Result<void> add(const Built& built, const Built& main, std::map<std::string, std::string>& files,
                 std::string& artifact) {
  if (built.version != main.version || built.settings != main.settings) {
    return fail(SourceFault::bad_source, built.full_name() +
                                             " was compiled by another compiler or with other settings than " +
                                             main.full_name() + ": a package has one compiler");
  }
  artifact = "artifacts/" + built.name + ".json";
  if (files.contains(artifact))
    return fail(SourceFault::bad_source, "two contracts are called " + built.name + ": choose tests by --test");
  files[artifact] = artifact_json(built);
  for (const auto& [name, content] : built.sources) files[path_of(name)] = content;
  return {};
}

}  // namespace

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

Result<std::string> read_text(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error || !fs::is_regular_file(path)) return fail(SourceFault::bad_source, path.string() + " cannot be read");
  if (size > kFileSize) return fail(SourceFault::too_large, path.string() + " is larger than 128 MiB");
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<bj::object> read_object(const fs::path& path) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(text.error());
  auto value = codec::json::parse(*text, {.max_size = kFileSize, .max_depth = 128});
  if (!value || !value->is_object()) return fail(SourceFault::bad_archive, path.string() + " is no JSON object");
  return std::move(value->get_object());
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

std::vector<fs::path> files_below(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file() && !at->is_symlink() && at->path().string().ends_with(ending))
      found.push_back(at->path());
  }
  std::ranges::sort(found);
  return found;
}

bj::object plain_settings(const bj::object& settings) {
  auto plain = settings;
  for (const auto* name : {"outputSelection", "compilationTarget"}) plain.erase(name);
  return plain;
}

Result<ProjectFiles> read_project(const fs::path& folder, const ProjectChoice& choice) {
  const bool is_foundry = fs::exists(folder / "foundry.toml");
  const bool is_hardhat =
      std::ranges::any_of(std::initializer_list<const char*>{".js", ".ts", ".cjs", ".mjs", ".cts", ".mts"},
                          [&](const char* end) { return fs::exists(folder / (std::string("hardhat.config") + end)); });
  if (!is_foundry && !is_hardhat) {
    return fail(SourceFault::bad_source, folder.string() + " has neither a foundry.toml nor a hardhat.config");
  }
  auto all = is_foundry ? read_foundry(folder) : read_hardhat(folder);
  if (!all) return std::unexpected(all.error());
  const auto main = find(*all, choice.contract);
  if (!main) return std::unexpected(main.error());
  ProjectFiles project{.kind = is_foundry ? "Foundry" : "Hardhat",
                       .files = {},
                       .compiler_name = "solc",
                       .compiler_version = (*main)->version,
                       .compiler_settings = codec::json::canonical_text((*main)->settings),
                       .contract_artifact = {},
                       .test_artifacts = {},
                       .left_out = {}};
  const auto tests = choose_tests(*all, choice, project.left_out);
  if (!tests) return std::unexpected(tests.error());
  std::map<std::string, std::string> files;
  if (auto added = add(**main, **main, files, project.contract_artifact); !added) return std::unexpected(added.error());
  for (const auto* test : *tests) {
    if (test == *main) continue;
    if (auto added = add(*test, **main, files, project.test_artifacts.emplace_back()); !added) {
      return std::unexpected(added.error());
    }
  }
  for (auto& [path, content] : files) project.files.push_back({path, bytes_of(content)});
  return project;
}

}  // namespace kaisho::sources
