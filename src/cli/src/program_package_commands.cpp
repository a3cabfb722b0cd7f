#include <boost/json/serialize.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/codec/json_value.hpp>

#include "command.hpp"
#include "files.hpp"
#include "node_option.hpp"
#include "package_folder.hpp"
#include "package_transfer.hpp"
#include "program_groups.hpp"

// kaisho program init, check, publish: package folders (G1).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct InitOptions {
  std::string folder, token, name, version, standard = "ERC-20", contract, out;
  std::string on_withdrawal, proxy, proxy_kind = "uups";
  std::vector<std::string> tests;
};

struct CheckOptions {
  std::string folder, call;
  std::vector<std::string> arguments;
};

struct PublishOptions {
  NodeOption node;
  std::string folder;
};

/// Compiler and settings as the main artifact names them.
Result<json::object> compiler_of(const std::string& folder, const std::string& contract) {
  const auto text = read_file(std::filesystem::path(folder) / contract);
  if (!text) return std::unexpected(text.error());
  const auto artifact = codec::json::parse(*text);
  const auto* object = artifact && artifact->is_object() ? &artifact->get_object() : nullptr;
  const auto* compiler = object != nullptr ? object->if_contains("compiler") : nullptr;
  const auto* settings = object != nullptr ? object->if_contains("settings") : nullptr;
  if (compiler == nullptr || !compiler->is_string() || settings == nullptr || !settings->is_object()) {
    return bad_input("bad_package", contract + " does not name its compiler and settings",
                     "compile with contracts/tools/compile.mjs");
  }
  const auto words = std::string(compiler->get_string());
  const auto space = words.find(' ');
  return json::object{{"name", words.substr(0, space)},
                      {"version", space == std::string::npos ? "" : words.substr(space + 1)},
                      {"settings", *settings}};
}

Report about(const governance::Package& package) {
  const auto& manifest = package.manifest;
  return {Table()
              .row("token", manifest.token_id)
              .row("program", manifest.name + " " + manifest.version + " (" + manifest.standard + ")")
              .row("package", to_hex(package.hash))
              .row("creation code", std::to_string(manifest.creation_code_size) + " bytes, SHA-256 " +
                                        to_hex(manifest.creation_code_hash))
              .row("files", std::to_string(manifest.files.size()))
              .text(),
          {{"tokenId", manifest.token_id},
           {"version", manifest.version},
           {"packageHash", to_hex(package.hash)},
           {"creationCodeHash", to_hex(manifest.creation_code_hash)},
           {"files", manifest.files.size()}}};
}

/// Compares the folder with its manifest, and tries whether the program asks who may use the token (G5).
Result<Report> check(Session&, const CheckOptions& options) {
  const auto package = read_package(options.folder);
  if (!package) return std::unexpected(package.error());
  const auto facts = try_program(*package, options.call, options.arguments);
  if (!facts) return std::unexpected(facts.error());
  auto report = about(*package);
  const auto& usable = facts->usable;
  using Verdict = analysis::UsableCheck::Verdict;
  std::string words = "yes: nothing reached an account that may not use the token";
  if (usable.verdict == Verdict::does_not_ask) {
    words = "NO: tokens reach accounts that may not use them, by " + joined(usable.moved_to_outsiders);
    report.exit = ExitCode::refused;
  } else if (!facts->creation_fault.empty()) {
    words = "not tried: the program could not be created (" + facts->creation_fault + "); give --arguments";
  } else if (usable.verdict == Verdict::no_value_moved) {
    words = "unknown: nothing was moved";
  }
  report.text += "\n" + Table().row("asks usable()", words).text();
  report.data["asksUsable"] =
      facts->creation_fault.empty() ? json::value(analysis::describe(usable.verdict)) : json::value();
  return report;
}

Result<Report> init(Session&, const InitOptions& options) {
  if (!options.out.empty()) {
    return package_from_project({options.folder,
                                 options.out,
                                 options.token,
                                 options.name,
                                 options.version,
                                 options.standard,
                                 {options.contract, options.tests}});
  }
  auto compiler = compiler_of(options.folder, options.contract);
  if (!compiler) return std::unexpected(compiler.error());
  auto files = read_folder(options.folder);
  if (!files) return std::unexpected(files.error());
  std::erase_if(*files, [](const auto& file) { return file.path == governance::kManifestPath; });
  json::array tests(options.tests.begin(), options.tests.end());
  json::object draft{{"format", governance::kManifestFormat},
                     {"token", options.token},
                     {"name", options.name},
                     {"version", options.version},
                     {"standard", options.standard},
                     {"compiler", std::move(*compiler)},
                     {"contract", json::object{{"artifact", options.contract}}},
                     {"tests", std::move(tests)}};
  if (!options.on_withdrawal.empty() || !options.proxy.empty()) {
    json::object lifecycle{{"onWithdrawal", options.on_withdrawal.empty() ? "none" : options.on_withdrawal}};
    if (!options.proxy.empty()) {
      lifecycle["proxy"] = json::object{{"kind", options.proxy_kind}, {"artifact", options.proxy}};
    }
    draft["lifecycle"] = std::move(lifecycle);
  }
  const auto manifest = governance::make_manifest(json::serialize(draft), *files);
  if (!manifest) return package_failure(options.folder, manifest.error());
  const auto path = std::filesystem::path(options.folder) / governance::kManifestPath;
  if (auto written = write_file(path, *manifest); !written) return std::unexpected(written.error());
  const auto package = read_package(options.folder);
  if (!package) return std::unexpected(package.error());
  return about(*package);
}

/// Gives the package to this organization's own node, from which the others fetch it.
Result<Report> publish(Session&, const PublishOptions& options) {
  const auto package = read_package(options.folder);
  if (!package) return std::unexpected(package.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  if (auto put = put_package(*node, *package); !put) return std::unexpected(put.error());
  auto report = about(*package);
  report.text += "\nthe node holds it; other members' nodes fetch it when it is registered";
  return report;
}

void declare_init(CLI::App& app, InitOptions& options) {
  app.add_option("FOLDER", options.folder,
                 "sources, tests and compiled artifacts; or a built Foundry or Hardhat project")
      ->required();
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--name", options.name, "the program's name; with --out the contract's by default");
  app.add_option("--program-version", options.version, "its version")->required();
  app.add_option("--standard", options.standard, "what it implements")->capture_default_str();
  app.add_option("--contract", options.contract, "artifact of the contract to deploy, within the folder")->required();
  app.add_option("--out", options.out,
                 "make the package there from the project: --contract and --test are names of contracts");
  app.add_option("--test", options.tests, "artifact of a test contract; may be repeated");
  app.add_option("--on-withdrawal", options.on_withdrawal,
                 "what becomes of the running token when its issuer withdraws")
      ->check(CLI::IsMember({"none", "pause", "wind-down"}));
  app.add_option("--proxy", options.proxy, "artifact of the ERC-1967 proxy in front of the contract");
  app.add_option("--proxy-kind", options.proxy_kind, "uups or transparent")
      ->capture_default_str()
      ->check(CLI::IsMember({"uups", "transparent"}));
}

void declare_check(CLI::App& app, CheckOptions& options) {
  app.add_option("FOLDER", options.folder, "the package")->required();
  app.add_option("--arguments", options.arguments, "what the program's constructor is given; made up by default");
  app.add_option("--call", options.call, "behind a proxy: the function that is called first; initialize by default");
}

void declare_publish(CLI::App& app, PublishOptions& options) {
  options.node.declare(app);
  app.add_option("FOLDER", options.folder, "the package")->required();
}

}  // namespace

void add_program_packages(CLI::App& program, Session& session) {
  add_command<InitOptions>(
      program, session,
      {"init", "write program.json: the hashes of everything in the folder",
       "program init build/contracts/bond --token ACME-2031 --name BondToken --program-version 1.0.0 "
       "--contract artifacts/BondToken.json --test artifacts/BondTokenTest.json"},
      declare_init, init);
  add_command<CheckOptions>(
      program, session,
      {"check", "compare a folder with its program.json, and try whether the program asks usable()",
       "program check build/contracts/bond"},
      declare_check, check);
  add_command<PublishOptions>(program, session,
                              {"publish", "give the package to the own node, from which the others fetch it",
                               "program publish build/contracts/bond"},
                              declare_publish, publish);
}

}  // namespace kaisho::cli
