#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/rebuilds.hpp>

#include "command.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "package_option.hpp"
#include "program_groups.hpp"
#include "values.hpp"

// kaisho program register, show: what the ledger has of a program (G1, G2).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct RegisterOptions {
  NodeOption node;
  KeyOption key;
  std::string folder, source, ca_file;
};

struct ShowOptions {
  NodeOption node;
  std::string token;
};

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

void declare_register(CLI::App& app, RegisterOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the organization's operator");
  app.add_option("PACKAGE", options.folder, "a folder, https://…, or git+https://…#COMMIT")->required();
  app.add_option("--source", options.source, "where other organizations find it; the package's source by default");
  app.add_option("--ca-file", options.ca_file, "certificates to trust for https instead of the system's");
}

void declare_show(CLI::App& app, ShowOptions& options) {
  options.node.declare(app);
  app.add_option("TOKEN", options.token, "the token's ID")->required();
}

}  // namespace

void add_program_records(CLI::App& program, Session& session) {
  add_command<RegisterOptions>(program, session,
                               {"register", "put the package's manifest on the ledger",
                                "program register build/contracts/bond --key consortium/keys/bank.key"},
                               declare_register, register_program);
  add_command<ShowOptions>(program, session,
                           {"show", "show a token's versions, test results and policy", "program show ACME-2031"},
                           declare_show, show);
}

}  // namespace kaisho::cli
