// What an application costs in a large consortium, as a multiple of what it costs in a small one of the same run; and
// what deciding about policies of 64 organizations costs. See bench/governance/README.md.
#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <string_view>

#include <kaisho/consensus/solo.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/governance.hpp>

#include "policies.hpp"
#include "population.hpp"

namespace kaisho::bench {
namespace {

constexpr std::size_t kApplications = 100, kWarm = 20;
constexpr double kLimit = 2.0;

class WallClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  }
};

struct Cost {
  double execute_us = 0, tree_us = 0, write_us = 0;  ///< processor time of one application
  double wall_us = 0;                                ///< from sending to the receipt, flush and all: median
  [[nodiscard]] double cpu_us() const { return execute_us + tree_us + write_us; }
};

ledger::Transaction draft(std::uint64_t nonce) {
  ledger::Transaction draft;
  draft.type = ledger::TransactionType::dynamic_fee;
  draft.chain_id = kChainId;
  draft.nonce = nonce;
  draft.gas_limit = ledger::kMaxTransactionGas;
  draft.to = governance::kGovernanceAddress;
  draft.data = application_to_issue(nonce, nonce);
  return draft;
}

/// Sends one application in a block of its own and waits for its receipt.
double send(consensus::Engine& engine, Bytes wire) {
  std::promise<std::string> answer;
  const auto begin = std::chrono::steady_clock::now();
  engine.submit({std::move(wire)}, [&](const auto& results) {
    const auto& result = results[0];
    answer.set_value(!result                                ? result.error().text
                     : !result->inclusion                   ? "not included"
                     : result->inclusion->receipt().success ? ""
                                                            : "reverted");
  });
  const auto fault = answer.get_future().get();
  if (!fault.empty()) throw std::runtime_error("an application failed: " + fault);
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

Cost measure(consensus::Engine& engine) {
  std::vector<Bytes> wires;
  for (std::size_t i = 0; i < kApplications; ++i) {
    wires.push_back(ledger::encode_transaction(ledger::sign_transaction(draft(i), bank_key())));
  }
  for (std::size_t i = 0; i < kWarm; ++i) send(engine, wires[i]);
  const auto before = engine.times();
  std::vector<double> walls;
  for (std::size_t i = kWarm; i < kApplications; ++i) walls.push_back(send(engine, wires[i]));
  const auto after = engine.times();
  std::ranges::sort(walls);
  const auto each = [](std::uint64_t from, std::uint64_t to) {
    return static_cast<double>(to - from) / 1e3 / static_cast<double>(kApplications - kWarm);
  };
  return {.execute_us = each(before.execute_ns, after.execute_ns),
          .tree_us = each(before.tree_ns, after.tree_ns),
          .write_us = each(before.write_ns, after.write_ns),
          .wall_us = walls[walls.size() / 2]};
}

Cost cost_of(const PopulationSize& size, const std::filesystem::path& folder) {
  const auto executor = evm::make_executor();
  const ledger::SystemContract* const contracts[] = {&governance::contract()};
  const ledger::Rules rules{
      .executor = *executor, .system_contracts = contracts, .admission = &governance::admission()};
  const WallClock clock;
  auto store = storage::ChainStore::open({.folder = folder}, population(size));
  if (!store) throw std::runtime_error(store.error().text);
  consensus::Solo engine({**store, rules, clock}, {});
  const auto cost = measure(engine);
  fmt::print("{:>8} {:>8} {:>14.1f} {:>14.1f} {:>14.1f} {:>14.1f} {:>16.1f}\n", size.users, size.tokens,
             cost.execute_us, cost.tree_us, cost.write_us, cost.cpu_us(), cost.wall_us);
  std::fflush(stdout);
  return cost;
}

bool run(const PopulationSize& large, const std::filesystem::path& folder) {
  fmt::print(
      "one application to issue, in a block of its own, on the node's store\n{:>8} {:>8} {:>14} {:>14} {:>14} {:>14} "
      "{:>16}\n",
      "users", "tokens", "execute us", "state tree us", "write us", "together us", "with flush us");
  const auto small = cost_of({}, folder / "small");
  const auto big = cost_of(large, folder / "large");
  const double ratio = big.cpu_us() / small.cpu_us();
  fmt::print(
      "an application in the large consortium to one in the small: {:.2f} by processor time, {:.2f} with the flush, "
      "limit {:.2f}: {}\n\n",
      ratio, big.wall_us / small.wall_us, kLimit, ratio <= kLimit ? "met" : "above the limit");
  print_policies();
  return ratio <= kLimit;
}

}  // namespace
}  // namespace kaisho::bench

int main(int count, char** words) {
  using namespace kaisho::bench;
  PopulationSize large{.users = 100'000, .tokens = 10'000};
  if (count > 1) large.users = std::max<std::size_t>(100, std::strtoull(words[1], nullptr, 10));
  if (count > 2) large.tokens = std::max<std::size_t>(100, std::strtoull(words[2], nullptr, 10));
  auto folder = (std::filesystem::temp_directory_path() / "kaisho-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  int exit_code = 0;
  try {
    std::filesystem::create_directories(std::filesystem::path(folder) / "small");
    std::filesystem::create_directories(std::filesystem::path(folder) / "large");
    exit_code = run(large, folder) ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_governance: {}\n", error.what());
    exit_code = 2;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return exit_code;
}
