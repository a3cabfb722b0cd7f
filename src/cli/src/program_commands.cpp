#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/program_test.hpp>

#include "command.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "package_option.hpp"
#include "program_groups.hpp"
#include "values.hpp"

// kaisho program test, attest: a package's tests, and what an organization says about them (G2).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct TestOptions {
  NodeOption node;
  PackageOption package;
  unsigned seconds = 300;
};

struct AttestOptions {
  NodeOption node;
  KeyOption key;
  PackageOption package;
  unsigned seconds = 300;
};

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

void declare_test(CLI::App& app, TestOptions& options) {
  options.node.declare(app);
  options.package.declare(app);
  app.add_option("--seconds", options.seconds, "time limit")->capture_default_str();
}

void declare_attest(CLI::App& app, AttestOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the organization's operator");
  options.package.declare(app);
  app.add_option("--seconds", options.seconds, "time limit of the tests")->capture_default_str();
}

}  // namespace

void add_program_commands(CLI::App& app, Session& session) {
  auto& program = add_group(app, "program", "token programs: package, test, register (G1, G2)");
  add_program_packages(program, session);
  add_command<TestOptions>(program, session,
                           {"test", "run the package's tests in the node's EVM", "program test build/contracts/bond"},
                           declare_test, test);
  add_command<AttestOptions>(program, session,
                             {"attest", "test as an organization, sign the result and record it",
                              "program attest build/contracts/bond --key consortium/keys/broker.key"},
                             declare_attest, attest);
  add_program_records(program, session);
  add_program_sources(program, session);
  add_program_explain(program, session);
  add_program_diff_command(program, session);
}

}  // namespace kaisho::cli
