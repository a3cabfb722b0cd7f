// What the continuous audit costs where nothing governed changes: block times of one chain with 100,000 users and
// 10,000 tokens, with and without the auditor, round by round in turn. See README.md.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <iostream>
#include <string_view>

#include <fmt/format.h>
#include <kaisho/consensus/solo.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/services/audit_service.hpp>

#include "registered.hpp"

namespace kaisho::bench {
namespace {

struct Options {
  std::size_t users = 100'000, tokens = 10'000;
  std::size_t rounds = 9;       // of each kind
  std::size_t blocks = 20;      // a round
  std::size_t transfers = 200;  // a block
};

class WallClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  }
};

double wall_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double cpu_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

crypto::PrivateKey key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = number;
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes));
}

/// One block's transfers, signed ahead.
std::vector<Bytes> transfers(const crypto::PrivateKey& from, std::uint64_t& nonce, std::size_t count) {
  std::vector<Bytes> wires;
  for (std::size_t i = 0; i < count; ++i) {
    ledger::Transaction made;
    made.type = ledger::TransactionType::dynamic_fee;
    made.chain_id = 31337;
    made.nonce = nonce++;
    made.to = Address{{7, static_cast<std::uint8_t>(i)}};
    made.value = 1;
    made.gas_limit = 21'000;
    wires.push_back(ledger::encode_transaction(ledger::sign_transaction(std::move(made), from)));
  }
  return wires;
}

struct Round {
  double wall = 0, cpu = 0;  // ms a block
};

Round run_round(consensus::Engine& engine, const std::vector<std::vector<Bytes>>& blocks) {
  const double wall = wall_ms(), cpu = cpu_ms();
  for (const auto& wires : blocks) {
    std::promise<std::size_t> done;
    engine.submit(wires, [&](const std::vector<consensus::SubmitResult>& results) {
      done.set_value(
          static_cast<std::size_t>(std::ranges::count_if(results, [](const auto& one) { return one.has_value(); })));
    });
    if (done.get_future().get() != wires.size()) throw std::runtime_error("a transfer was refused");
  }
  const auto count = static_cast<double>(blocks.size());
  return {(wall_ms() - wall) / count, (cpu_ms() - cpu) / count};
}

std::unique_ptr<services::AuditService> start_audit(const services::AuditService::Dependencies& with) {
  auto audit = std::make_unique<services::AuditService>(with);
  while (audit->status().first_look) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return audit;
}

std::vector<std::vector<Bytes>> next_blocks(const crypto::PrivateKey& sender, std::uint64_t& nonce,
                                            const Options& options) {
  std::vector<std::vector<Bytes>> blocks;
  for (std::size_t i = 0; i < options.blocks; ++i) blocks.push_back(transfers(sender, nonce, options.transfers));
  return blocks;
}

int run(const Options& options, const std::filesystem::path& folder) {
  const auto sender = key(1);
  const double began = wall_ms();
  const auto genesis = registered(options.users, options.tokens, {crypto::address_of(sender)});
  const auto store = storage::ChainStore::open({.folder = folder / "chain"}, genesis).value();
  fmt::print("{} users, {} tokens registered: {} slots, made in {:.1f} s\n", options.users, options.tokens,
             genesis.state.accounts.at(governance::kGovernanceAddress).storage.size(), (wall_ms() - began) / 1e3);
  const WallClock clock;
  const auto executor = evm::make_executor();
  const ledger::SystemContract* const contracts[] = {&governance::contract()};
  const ledger::Rules rules{
      .executor = *executor, .system_contracts = contracts, .admission = &governance::admission()};
  consensus::Solo engine({*store, rules, clock}, {});
  const auto alerting =
      alerting::Alerting::start({.folder = folder / "alerts"}, {.clock = clock, .log = [](auto) {}}).value();
  const services::AuditService::Dependencies with{
      .store = *store, .engine = engine, .rules = rules, .alerting = *alerting, .consortium = "bench"};

  const double looked = wall_ms();
  auto audit = start_audit(with);
  fmt::print("first look at everything: {:.1f} s, {} findings\n", (wall_ms() - looked) / 1e3, audit->status().findings);
  audit.reset();

  std::uint64_t nonce = 0;
  std::vector<double> wall_without, wall_with, cpu_without, cpu_with, busy;
  for (std::size_t round = 0; round <= options.rounds; ++round) {
    const auto quiet = next_blocks(sender, nonce, options);
    const auto watched = next_blocks(sender, nonce, options);
    const auto without = run_round(engine, quiet);
    audit = start_audit(with);
    const auto together = run_round(engine, watched);
    while (audit->status().position < store->height()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const auto status = audit->status();
    audit.reset();
    if (round == 0) continue;  // warms up
    if (status.audits != 0) throw std::runtime_error("a quiet block was audited");
    wall_without.push_back(without.wall);
    wall_with.push_back(together.wall);
    cpu_without.push_back(without.cpu);
    cpu_with.push_back(together.cpu);
    busy.push_back(static_cast<double>(status.busy_ns) / 1e6 / static_cast<double>(status.blocks));
  }
  fmt::print("\nmedians of {} rounds of {} blocks of {} transfers, ms a block\n", options.rounds, options.blocks,
             options.transfers);
  fmt::print("{:<28}{:>10}{:>10}{:>9}\n", "", "without", "with", "ratio");
  fmt::print("{:<28}{:>10.3f}{:>10.3f}{:>9.3f}\n", "block time", median(wall_without), median(wall_with),
             median(wall_with) / median(wall_without));
  fmt::print("{:<28}{:>10.3f}{:>10.3f}{:>9.3f}\n", "processor time", median(cpu_without), median(cpu_with),
             median(cpu_with) / median(cpu_without));
  fmt::print("{:<28}{:>10}{:>10.4f}{:>9.4f}\n", "the auditor's own time", "", median(busy),
             median(busy) / median(wall_without));
  return 0;
}

}  // namespace
}  // namespace kaisho::bench

int main(int argc, char** argv) {
  using kaisho::bench::Options;
  Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    const auto value = std::strtoull(argv[i + 1], nullptr, 10);
    if (name == "--users") options.users = value;
    if (name == "--tokens") options.tokens = value;
    if (name == "--rounds") options.rounds = value;
  }
  auto folder = (std::filesystem::temp_directory_path() / "kaisho-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  int code = 1;
  try {
    code = kaisho::bench::run(options, folder);
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
  }
  std::filesystem::remove_all(folder);
  return code;
}
