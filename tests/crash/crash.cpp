// Kills the real node with SIGKILL at random moments under load and while it starts, again and again on one data
// folder. After each restart every receipt that a client saw must be there, unchanged; at the end all of them, and
// `kaisho replay` must come to the same roots. Prints its seed: --seed repeats a run's moments.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string_view>
#include <thread>

#include "load.hpp"
#include "node_process.hpp"

namespace kaisho::crash {
namespace {

struct Options {
  std::filesystem::path kaisho;
  unsigned rounds = 100;
  unsigned seed = 20261123;
};

constexpr std::size_t kClients = 4;
constexpr std::size_t kEverything = ~std::size_t{0};

/// One life of the node, from its start to its violent end.
class Rounds {
 public:
  Rounds(const Options& options, std::filesystem::path data)
      : options_(options), data_(std::move(data)), random_(options.seed) {
    for (std::size_t i = 0; i < kClients; ++i) clients_.push_back(std::make_unique<LoadClient>(i, record_));
  }

  std::optional<std::string> run() {
    for (unsigned round = 1; round <= options_.rounds; ++round) {
      const bool early = random_() % 5 == 0;  // while it starts, replays its log, or has just begun to listen
      const auto delay = std::chrono::milliseconds(early ? random_() % 250 : 20 + random_() % 900);
      const auto problem = early ? kill_early(delay) : kill_under_load(delay);
      if (problem)
        return fmt::format("round {} (kill {} ms {}): {}", round, delay.count(),
                           early ? "after the start" : "into the load", *problem);
      if (round % 10 == 0) fmt::print("{} kills, {} receipts seen\n", round, record_.size());
      std::fflush(stdout);
    }
    return check_everything();
  }

  [[nodiscard]] std::size_t receipts() const { return record_.size(); }

 private:
  std::optional<std::string> kill_early(std::chrono::milliseconds delay) {
    NodeProcess node(options_.kaisho, data_);
    std::this_thread::sleep_for(delay);
    node.kill_now();
    return std::nullopt;
  }

  std::optional<std::string> kill_under_load(std::chrono::milliseconds delay) {
    NodeProcess node(options_.kaisho, data_);
    const auto port = node.wait_until_ready();
    if (!port) return "the node did not start";
    if (auto problem = check(*port, 500, 100)) return problem;
    std::vector<std::optional<std::string>> problems(kClients);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < kClients; ++i) {
        threads.emplace_back([&, i] { problems[i] = clients_[i]->run(*port); });
      }
      std::this_thread::sleep_for(delay);
      node.kill_now();
    }
    for (const auto& problem : problems) {
      if (problem) return problem;
    }
    return std::nullopt;
  }

  std::optional<std::string> check(unsigned short port, std::size_t newest, std::size_t sample) {
    RpcClient reader(port);
    return record_.check(reader, newest, sample, random_);
  }

  std::optional<std::string> check_everything() {
    {
      NodeProcess node(options_.kaisho, data_);
      const auto port = node.wait_until_ready();
      if (!port) return "the node did not start after the last kill";
      if (auto problem = check(*port, kEverything, 0)) return problem;
      if (const int code = node.end(); code != 0) return fmt::format("the node ended with {}", code);
    }
    if (record_.size() < options_.rounds) return "hardly any receipt was seen: the load did not run";
    const int code = kaisho::crash::run(options_.kaisho, {"replay", "--data", data_.string()});
    return code == 0 ? std::nullopt : std::optional(fmt::format("kaisho replay ended with {}", code));
  }

  Options options_;
  std::filesystem::path data_;
  std::mt19937 random_;
  LedgerOfRecord record_;
  std::vector<std::unique_ptr<LoadClient>> clients_;
};

bool read(Options& options, int count, char** words) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view word = words[i];
    if (word == "--kaisho") {
      options.kaisho = words[i + 1];
    } else if (word == "--rounds") {
      options.rounds = static_cast<unsigned>(std::strtoul(words[i + 1], nullptr, 10));
    } else if (word == "--seed") {
      options.seed = static_cast<unsigned>(std::strtoul(words[i + 1], nullptr, 10));
    } else {
      return false;
    }
  }
  return count % 2 == 1 && !options.kaisho.empty();
}

}  // namespace
}  // namespace kaisho::crash

int main(int count, char** words) {
  using namespace kaisho::crash;
  Options options;
  if (!read(options, count, words)) {
    std::cerr << "usage: crash_kill9 --kaisho PROGRAM [--rounds 100] [--seed N]\n";
    return 2;
  }
  auto folder = (std::filesystem::temp_directory_path() / "kaisho-crash-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  fmt::print("seed {}, {} rounds, data in {}\n", options.seed, options.rounds, folder);
  Rounds rounds(options, std::filesystem::path(folder) / "chain");
  const auto problem = rounds.run();
  if (problem) {
    fmt::print("FAILED: {}\nthe data stays in {}\n", *problem, folder);
    return 1;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  fmt::print("{} kills: all {} receipts that clients saw are there, and replay gives the same roots\n", options.rounds,
             rounds.receipts());
  return 0;
}
