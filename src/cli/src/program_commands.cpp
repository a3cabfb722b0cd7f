#include <boost/json/serialize.hpp>
#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/program_test.hpp>
#include <kaisho/governance/rebuilds.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "package_option.hpp"
#include "package_transfer.hpp"
#include "program_groups.hpp"
#include "values.hpp"

// kaisho program: packages of token programs, their tests, and what organizations say about them (G1, G2).
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

struct TestOptions {
  NodeOption node;
  PackageOption package;
  unsigned seconds = 300;
};

struct PublishOptions {
  NodeOption node;
  std::string folder;
};

struct RegisterOptions {
  NodeOption node;
  KeyOption key;
  std::string folder, source, ca_file;
};

struct AttestOptions {
  NodeOption node;
  KeyOption key;
  PackageOption package;
  unsigned seconds = 300;
};

struct ShowOptions {
  NodeOption node;
  std::string token;
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

std::string names(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
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
    words = "NO: tokens reach accounts that may not use them, by " + names(usable.moved_to_outsiders);
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

/// Runs the tests in this program's EVM, the one that nodes run.
Result<governance::TestReport> run_tests(const governance::Package& package, unsigned seconds) {
  const auto executor = evm::make_executor();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  auto report = governance::run_tests(package, *executor, {}, [&] { return std::chrono::steady_clock::now() > end; });
  if (report) return std::move(*report);
  return fail(ExitCode::refused, "test_aborted", "the tests did not end: " + report.error().reason,
              "a result must be the same everywhere, so this one is none: shorten the tests or add --seconds");
}

Report about(const governance::TestReport& report) {
  Table table;
  json::array results;
  for (const auto& result : report.results) {
    const auto outcome = std::string(governance::describe(result.outcome));
    const auto why = result.reason.empty() ? "" : ": " + result.reason;
    table.row(result.test, outcome + ", " + std::to_string(result.gas) + " gas" + why);
    results.push_back(json::object{{"test", result.test},
                                   {"artifact", result.artifact},
                                   {"outcome", outcome},
                                   {"gas", result.gas},
                                   {"reason", result.reason}});
  }
  table.row("result", report.success ? "Success" : "Error").row("report", to_hex(report.hash()));
  return {table.text(),
          {{"packageHash", to_hex(report.package_hash)},
           {"success", report.success},
           {"reportHash", to_hex(report.hash())},
           {"results", std::move(results)}},
          report.success ? ExitCode::done : ExitCode::refused};
}

Result<Report> test(Session&, const TestOptions& options) {
  const auto package = options.package.open(options.node);
  if (!package) return std::unexpected(package.error());
  const auto report = run_tests(*package, options.seconds);
  if (!report) return std::unexpected(report.error());
  return about(*report);
}

Result<Report> register_program(Session&, const RegisterOptions& options) {
  const auto fetched = fetch_package(options.folder, options.ca_file);
  if (!fetched) return std::unexpected(fetched.error());
  const auto* package = &fetched->package;
  const auto source = options.source.empty() ? fetched->source.text() : options.source;
  return govern(options.node, options.key,
                governance::calls::register_program(package->manifest.token_id, source, package->canonical_manifest),
                Table()
                    .row("registered", package->manifest.token_id + " " + package->manifest.version)
                    .row("package", to_hex(package->hash)),
                {{"packageHash", to_hex(package->hash)}});
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

/// Tests and signs the result, whatever it is: an Error is recorded as well.
Result<Report> attest(Session&, const AttestOptions& options) {
  const auto package = options.package.open(options.node);
  if (!package) return std::unexpected(package.error());
  const auto report = run_tests(*package, options.seconds);
  if (!report) return std::unexpected(report.error());
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto chain = ask_quantity(*node, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  const governance::Attestation attestation{package->manifest.token_id, package->hash, report->success, report->hash()};
  const auto signature = governance::sign_digest(*key, governance::digest(attestation, *chain));
  auto sent = govern(options.node, options.key, governance::calls::attest(attestation, signature),
                     Table()
                         .row("tests", std::to_string(report->results.size()))
                         .row("result", report->success ? "Success" : "Error")
                         .row("report", to_hex(report->hash())),
                     {{"success", report->success}, {"reportHash", to_hex(report->hash())}});
  if (sent && !report->success) sent->exit = ExitCode::refused;
  return sent;
}

void describe_package(const LedgerReader& ledger, const governance::PackageRecord& package, Table& table,
                      json::array& list) {
  table.row("version " + package.version,
            to_hex(package.hash) + ", registered by " + organization_name(ledger, package.organization));
  json::array results;
  for (const auto& result : governance::attestations(ledger, package.hash)) {
    const auto name = organization_name(ledger, result.organization);
    table.row("  tested by " + name,
              (result.success ? "Success, report " : "Error, report ") + to_hex(result.report_hash));
    results.push_back(
        json::object{{"organization", name}, {"success", result.success}, {"reportHash", to_hex(result.report_hash)}});
  }
  json::array rebuilt;
  for (const auto& one : governance::rebuilds(ledger, package.hash)) {
    const auto name = organization_name(ledger, one.organization);
    const auto outcome = std::string(governance::describe(one.outcome));
    table.row("  rebuilt by " + name, outcome + ", report " + to_hex(one.report_hash));
    rebuilt.push_back(
        json::object{{"organization", name}, {"outcome", outcome}, {"reportHash", to_hex(one.report_hash)}});
  }
  list.push_back(json::object{{"version", package.version},
                              {"rebuilds", std::move(rebuilt)},
                              {"packageHash", to_hex(package.hash)},
                              {"sourcePath", package.source_path},
                              {"tests", std::move(results)}});
}

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, options.token);
    if (!token) return std::unexpected(token.error());
    const auto runs = token->deployed.is_zero() ? std::string("no") : to_hex(token->deployed);
    const auto state = std::string(governance::describe(governance::find_lifecycle(ledger, *token).state));
    auto table = Table().row("token", token->token_id).row("runs", runs).row("state", state);
    json::array packages;
    for (std::uint64_t i = 0; i < token->package_count; ++i) {
      const auto hash = governance::package_at(ledger, token->token_id, i);
      const auto package = hash ? governance::find_package(ledger, *hash) : std::nullopt;
      if (package) describe_package(ledger, *package, table, packages);
    }
    const auto policy = governance::current_policy(ledger, token->token_id);
    if (policy) table.row("policy", policy->text);
    return Report{table.text(),
                  {{"tokenId", token->token_id},
                   {"contract", token->deployed.is_zero() ? json::value() : json::value(to_hex(token->deployed))},
                   {"state", state},
                   {"packages", std::move(packages)},
                   {"policy", policy ? policy->text : ""}}};
  });
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

void declare_test(CLI::App& app, TestOptions& options) {
  options.node.declare(app);
  options.package.declare(app);
  app.add_option("--seconds", options.seconds, "time limit")->capture_default_str();
}

void declare_register(CLI::App& app, RegisterOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the organization's operator");
  app.add_option("PACKAGE", options.folder, "a folder, https://…, or git+https://…#COMMIT")->required();
  app.add_option("--source", options.source, "where other organizations find it; the package's source by default");
  app.add_option("--ca-file", options.ca_file, "certificates to trust for https instead of the system's");
}

void declare_attest(CLI::App& app, AttestOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the organization's operator");
  options.package.declare(app);
  app.add_option("--seconds", options.seconds, "time limit of the tests")->capture_default_str();
}

void declare_publish(CLI::App& app, PublishOptions& options) {
  options.node.declare(app);
  app.add_option("FOLDER", options.folder, "the package")->required();
}

void declare_show(CLI::App& app, ShowOptions& options) {
  options.node.declare(app);
  app.add_option("TOKEN", options.token, "the token's ID")->required();
}

}  // namespace

void add_program_commands(CLI::App& app, Session& session) {
  auto& program = add_group(app, "program", "token programs: package, test, register (G1, G2)");
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
  add_command<TestOptions>(program, session,
                           {"test", "run the package's tests in the node's EVM", "program test build/contracts/bond"},
                           declare_test, test);
  add_command<PublishOptions>(program, session,
                              {"publish", "give the package to the own node, from which the others fetch it",
                               "program publish build/contracts/bond"},
                              declare_publish, publish);
  add_command<RegisterOptions>(program, session,
                               {"register", "put the package's manifest on the ledger",
                                "program register build/contracts/bond --key consortium/keys/bank.key"},
                               declare_register, register_program);
  add_command<AttestOptions>(program, session,
                             {"attest", "test as an organization, sign the result and record it",
                              "program attest build/contracts/bond --key consortium/keys/broker.key"},
                             declare_attest, attest);
  add_command<ShowOptions>(program, session,
                           {"show", "show a token's versions, test results and policy", "program show ACME-2031"},
                           declare_show, show);
  add_program_sources(program, session);
  add_program_explain(program, session);
  add_program_diff_command(program, session);
}

}  // namespace kaisho::cli
