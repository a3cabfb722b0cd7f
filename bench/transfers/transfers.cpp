// Durable ERC-20 transfers a second, through the engine that nodes run, as a share of what recovering the senders alone
// would allow on this machine. See bench/README.md.
#include <sys/resource.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <string_view>

#include <kaisho/consensus/solo.hpp>
#include <kaisho/evm/evm.hpp>

#include "report.hpp"
#include "workload.hpp"

namespace kaisho::bench {
namespace {

struct Options {
  std::size_t rounds = 5;
  std::size_t transfers = 10'000;  // a round
  std::size_t batch = 25;          // as clients of JSON-RPC send them
  std::filesystem::path token = KAISHO_BENCH_TOKEN;
  std::filesystem::path folder;
  bool json = false;
};

constexpr std::size_t kOutstanding = 4'000;  // transfers sent and not answered: keeps every stage fed

class WallClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  }
};

double process_cpu_ns() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto ns = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_usec) * 1e3;
  };
  return ns(usage.ru_utime) + ns(usage.ru_stime);
}

/// Sends everything in batches and waits for the last answer; every transfer must succeed.
class Client {
 public:
  explicit Client(consensus::Engine& engine) : engine_(engine) {}

  void send(std::vector<Bytes> wires, std::size_t batch) {
    for (std::size_t begin = 0; begin < wires.size(); begin += batch) {
      const std::size_t end = std::min(begin + batch, wires.size());
      std::vector<Bytes> piece(std::make_move_iterator(wires.begin() + static_cast<std::ptrdiff_t>(begin)),
                               std::make_move_iterator(wires.begin() + static_cast<std::ptrdiff_t>(end)));
      wait_until_at_most(kOutstanding, piece.size());
      engine_.submit(std::move(piece), [this](const auto& results) { answered(results); });
    }
    wait_until_at_most(0, 0);
    if (failed_ > 0) throw std::runtime_error(std::to_string(failed_) + " transactions failed: " + reason_);
  }

 private:
  void wait_until_at_most(std::size_t limit, std::size_t more) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return outstanding_ <= limit; });
    outstanding_ += more;
  }
  void answered(const std::vector<consensus::SubmitResult>& results) {
    const std::scoped_lock lock(mutex_);
    for (const auto& result : results) {
      if (result && result->inclusion && result->inclusion->receipt().success) continue;
      ++failed_;
      reason_ = !result ? result.error().text : result->inclusion ? "reverted" : "not included";
    }
    outstanding_ -= results.size();
    wake_.notify_one();
  }

  consensus::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t outstanding_ = 0, failed_ = 0;
  std::string reason_;
};

Round run_round(Workload& workload, consensus::Engine& engine, const Options& options) {
  auto wires = workload.transfers(options.transfers);
  Round round;
  round.transfers = wires.size();
  const auto sample = wires;
  round.before = measure_limit(sample, options.transfers / 2);
  const auto stages = engine.times();
  const auto cpu = process_cpu_ns();
  const auto begin = std::chrono::steady_clock::now();
  Client(engine).send(std::move(wires), options.batch);
  round.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  round.cpu_ns = (process_cpu_ns() - cpu) / static_cast<double>(round.transfers);
  round.stages = difference(engine.times(), stages);
  round.after = measure_limit(sample, options.transfers / 2);
  return round;
}

std::vector<Round> run(const Options& options) {
  Workload workload(options.token);
  const auto executor = evm::make_executor();
  const ledger::Rules rules{.executor = *executor,
                            .system_contracts = {},
                            .admission = nullptr,
                            .create_mode = ledger::CreateMode::open,
                            .limit_code_size = true};
  const WallClock clock;
  auto store = storage::ChainStore::open({.folder = options.folder}, Workload::genesis());
  if (!store) throw std::runtime_error(store.error().text);
  consensus::Solo engine({**store, rules, clock}, {});
  Client(engine).send(workload.setup(), kHolders + 1);
  Client(engine).send(workload.transfers(2 * kHolders), options.batch);  // every balance slot exists and is warm
  std::vector<Round> rounds;
  while (rounds.size() < options.rounds) rounds.push_back(run_round(workload, engine, options));
  return rounds;
}

bool read(Options& options, int count, char** words) {
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const char* value = i + 1 < count ? words[i + 1] : nullptr;
    if (word == "--json") {
      options.json = true;
    } else if (word == "--rounds" && value) {
      options.rounds = std::max<std::size_t>(1, std::strtoull(words[++i], nullptr, 10));
    } else if (word == "--transfers" && value) {
      options.transfers = std::max<std::size_t>(kHolders, std::strtoull(words[++i], nullptr, 10));
    } else if (word == "--batch" && value) {
      options.batch = std::max<std::size_t>(1, std::strtoull(words[++i], nullptr, 10));
    } else if (word == "--token" && value) {
      options.token = words[++i];
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace kaisho::bench

int main(int count, char** words) {
  using namespace kaisho::bench;
  Options options;
  if (!read(options, count, words)) {
    std::cerr << "usage: bench_transfers [--json] [--rounds 5] [--transfers 10000] [--batch 25] [--token Token.json]\n";
    return 2;
  }
  auto folder = (std::filesystem::temp_directory_path() / "kaisho-bench-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  options.folder = folder;
  int exit_code = 0;
  try {
    const auto rounds = run(options);
    std::cout << (options.json ? json(rounds) : table(rounds));
  } catch (const std::exception& error) {
    std::cerr << "bench_transfers: " << error.what() << "\n";
    exit_code = 1;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return exit_code;
}
