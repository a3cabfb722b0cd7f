#include "kaisho/governance/program_test.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>

#include "kaisho/governance/governance.hpp"
#include "kaisho/governance/test_world.hpp"

namespace kaisho::governance {
namespace {

namespace abi = codec::abi;
using ledger::ExecutionResult;
using ledger::Outcome;

constexpr Address kTestCaller{{0x7e, 0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02}};
constexpr Timestamp kTestTime = 1'000'000'000;
constexpr std::size_t kReasonSize = 512;

bool must_revert(std::string_view name) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"testRevert", "testFail", "test_Revert", "test_Fail"},
      [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// Why a call failed, in a text that is the same on every node and fits JSON.
std::string reason_of(const ExecutionResult& result) {
  if (result.outcome == Outcome::halt) return result.halt_reason;
  const std::string reason = abi::revert_reason(result.output).value_or("");
  if (!reason.empty() && is_plain_text(reason, kReasonSize)) return reason;
  const auto shown = ByteView(result.output).first(std::min(result.output.size(), kReasonSize / 4));
  return result.output.empty() ? "reverted without a reason" : "reverted with " + to_hex(shown);
}

bool ran_out_of_gas(const ExecutionResult& result) {
  return result.outcome == Outcome::halt && result.halt_reason.find("out of gas") != std::string::npos;
}

/// Tests of one package, one call after another, within the package's gas.
class Runner {
 public:
  Runner(const ledger::Executor& executor, const TestLimits& limits, const std::function<bool()>& deadline_passed)
      : executor_(executor), limits_(limits), deadline_passed_(deadline_passed), genesis_(test_genesis()) {}

  void run(const std::string& artifact_path, const Artifact& artifact) {
    EmptyState empty;
    ledger::Overlay world(empty);
    world.apply(genesis_);
    const auto contract = prepare(artifact_path, artifact, world);
    for (const auto& function : artifact.functions) {
      if (aborted_ || !function.starts_with("test")) continue;
      if (results_.size() >= limits_.tests) {
        aborted_ = TestAborted{"the package has more than " + std::to_string(limits_.tests) + " tests"};
        return;
      }
      results_.push_back({artifact_path, function, TestOutcome::setup_failed, 0, setup_fault_});
      if (contract) judge(results_.back(), function, call(world, contract, function));
    }
  }

  [[nodiscard]] std::optional<TestAborted> aborted() const { return aborted_; }
  [[nodiscard]] std::vector<TestResult> take() { return std::move(results_); }

 private:
  /// Creates the test contract and calls setUp; what they change stays in `world`, which every test then starts from.
  std::optional<Address> prepare(const std::string& path, const Artifact& artifact, ledger::Overlay& world) {
    setup_fault_.clear();
    const auto created = execute(world, std::nullopt, artifact.creation_code);
    if (!created || created->outcome != Outcome::success || !created->created) {
      setup_fault_ = path + " could not be created: " + (created ? reason_of(*created) : fault_);
      return std::nullopt;
    }
    world.apply(created->diff);
    if (!std::ranges::binary_search(artifact.functions, "setUp()")) return created->created;
    const auto setup = call(world, created->created, "setUp()");
    if (!setup || setup->outcome != Outcome::success) {
      setup_fault_ = "setUp failed: " + (setup ? reason_of(*setup) : fault_);
      return std::nullopt;
    }
    world.apply(setup->diff);
    return created->created;
  }

  std::optional<ExecutionResult> call(const ledger::Overlay& world, const std::optional<Address>& to,
                                      const std::string& function) {
    return execute(world, to, bytes_of(abi::selector(function).view()));
  }

  /// Nothing where the call could not begin; `fault_` says why.
  std::optional<ExecutionResult> execute(const ledger::Overlay& world, const std::optional<Address>& to, Bytes data) {
    if (deadline_passed_ && deadline_passed_()) aborted_ = TestAborted{"stopped by the node's time limit"};
    if (gas_used_ >= limits_.gas_per_package) fault_ = "the package's gas is used up";
    if (aborted_ || gas_used_ >= limits_.gas_per_package) return std::nullopt;

    ledger::BlockContext block;
    block.chain_id = 31337;
    block.height = 1;
    block.timestamp = kTestTime;
    block.gas_limit = limits_.gas_per_test;
    ledger::Message message;
    message.from = kTestCaller;
    message.to = to;
    message.data = std::move(data);
    message.gas_limit = std::min(limits_.gas_per_test, limits_.gas_per_package - gas_used_);
    constexpr ledger::ExecutionRules kRules{.create_mode = ledger::CreateMode::open,
                                            .check_nonce = false,
                                            .check_funds = false,
                                            .check_base_fee = false,
                                            .check_sender_code = false,
                                            .limit_gas_to_2_24 = false,
                                            .limit_code_size = false};
    const ledger::SystemContract* const contracts[] = {&test_contract()};
    auto result = executor_.execute(world, block, message, kRules, contracts);
    if (!result) fault_ = "refused: " + result.error().reason;
    if (!result) return std::nullopt;
    gas_used_ += result->gas_used;
    return std::move(*result);
  }

  void judge(TestResult& test, const std::string& function, const std::optional<ExecutionResult>& result) {
    test.outcome = TestOutcome::failed;
    if (!result) {
      test.outcome = TestOutcome::limit;
      test.reason = fault_;
      return;
    }
    test.gas = result->gas_used;
    if (!function.ends_with("()")) {
      test.reason = "has parameters: only tests without parameters run";
    } else if (ran_out_of_gas(*result)) {
      test.outcome = TestOutcome::out_of_gas;
      test.reason = "used up its gas: " + result->halt_reason;
    } else if (result->outcome == Outcome::halt) {
      test.outcome = TestOutcome::halted;
      test.reason = result->halt_reason;
    } else if (wrote_too_much(*result)) {
      test.outcome = TestOutcome::limit;
      test.reason = "more output or logs than allowed";
    } else {
      judge_end(test, must_revert(function), *result);
    }
  }

  static void judge_end(TestResult& test, bool should_revert, const ExecutionResult& result) {
    const bool reverted = result.outcome == Outcome::revert;
    if (reverted == should_revert) {
      test.outcome = TestOutcome::passed;
    } else {
      test.reason = reverted ? reason_of(result) : "should have reverted and did not";
    }
  }

  bool wrote_too_much(const ExecutionResult& result) const {
    std::size_t bytes = 0;
    for (const auto& log : result.logs) bytes += log.data.size();
    return bytes > limits_.log_bytes || result.output.size() > limits_.output_bytes;
  }

  const ledger::Executor& executor_;
  const TestLimits& limits_;
  const std::function<bool()>& deadline_passed_;
  const ledger::StateDiff genesis_;
  Gas gas_used_ = 0;
  std::string fault_;
  std::string setup_fault_;
  std::optional<TestAborted> aborted_;
  std::vector<TestResult> results_;
};

}  // namespace

std::expected<TestReport, TestAborted> run_tests(const Package& package, const ledger::Executor& executor,
                                                 const TestLimits& limits,
                                                 const std::function<bool()>& deadline_passed) {
  Runner runner(executor, limits, deadline_passed);
  for (const auto& path : package.manifest.test_artifacts) {
    const auto file = package.files.find(path);
    KAISHO_ASSERT(file != package.files.end());  // load_package checked it
    const auto artifact = parse_artifact(path, file->second);
    KAISHO_ASSERT(artifact.has_value());
    runner.run(path, *artifact);
    if (const auto aborted = runner.aborted()) return std::unexpected(*aborted);
  }
  TestReport report{package.hash, package.manifest.token_id, package.manifest.version, runner.take(), false};
  report.success = !report.results.empty() && std::ranges::all_of(report.results, [](const TestResult& one) {
    return one.outcome == TestOutcome::passed;
  });
  return report;
}

}  // namespace kaisho::governance
