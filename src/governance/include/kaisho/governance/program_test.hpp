#pragma once

#include <functional>
#include <string>
#include <vector>

#include <kaisho/ledger/executor.hpp>

#include "kaisho/governance/package.hpp"

/// Runs a package's tests in the node's own EVM (G2), the same way and with the same report on every node.
namespace kaisho::governance {

struct TestLimits {
  Gas gas_per_test = 30'000'000;  ///< for setUp and for the test, each; a test that never ends ends here
  Gas gas_per_package = 1'000'000'000;
  std::size_t tests = 512;              ///< of one package
  std::size_t log_bytes = 1u << 20;     ///< data of all logs of one test
  std::size_t output_bytes = 1u << 16;  ///< returned or revert data of one test
};

enum class TestOutcome : std::uint8_t {
  passed = 1,
  failed = 2,        ///< reverted, or did not revert where it should
  out_of_gas = 3,    ///< used up its gas: a test that never ends
  halted = 4,        ///< stopped by the EVM for another reason
  limit = 5,         ///< more logs or output than allowed
  setup_failed = 6,  ///< the contract could not be created, or setUp failed
};
[[nodiscard]] std::string_view describe(TestOutcome outcome);

struct TestResult {
  std::string artifact;  ///< path of the test contract's artifact
  std::string test;      ///< "testTransfer()"
  TestOutcome outcome = TestOutcome::failed;
  Gas gas = 0;         ///< used by the test function's call; 0 where it never began
  std::string reason;  ///< revert reason or halt, for people; empty where passed
};

struct TestReport {
  Hash package_hash;
  std::string token_id, version;
  std::vector<TestResult> results;  ///< in order of artifact and name
  bool success = false;             ///< at least one test, and all passed
  /// Canonical JSON (docs/formats/package.md, "Test report").
  [[nodiscard]] std::string to_json() const;
  /// SHA-256 of it: what organizations sign.
  [[nodiscard]] Hash hash() const;
};

/// The report for people: as text, as Markdown, as a page without script that can be printed. Deterministic.
[[nodiscard]] std::string to_text(const TestReport& report);
[[nodiscard]] std::string to_markdown(const TestReport& report);
[[nodiscard]] std::string to_html(const TestReport& report);

/// Why there is no report at all.
struct TestAborted {
  std::string reason;  ///< "stopped by the node's time limit" and the like; not attestable, because others may differ
};

/// Tests of a package, on a fresh state each: governance with one organization and the test-only calls of
/// contracts/kaisho/testing/ITestGovernance.sol. Names that begin with testRevert, testFail, test_Revert or test_Fail
/// (in any of these forms) must revert; other names that begin with `test` must not.
/// `deadline_passed` is asked between calls; true stops the run with TestAborted. The gas limits alone end every test.
[[nodiscard]] std::expected<TestReport, TestAborted> run_tests(const Package& package, const ledger::Executor& executor,
                                                               const TestLimits& limits,
                                                               const std::function<bool()>& deadline_passed);

}  // namespace kaisho::governance
