#include <cstdlib>
#include <iostream>
#include <string>

#include "simulation.hpp"

/// sim --seed N [--break RULE]       one history, told event by event
/// sim --seeds A..B [--break RULE]   many; ends at the first violation with exit code 1
/// With --break the program breaks RULE on purpose, and exit code 0 means that a seed has shown it.
namespace {

using namespace kaisho;

struct Options {
  std::uint64_t first = 1, last = 200;
  bool trace = false;
  sim::Break broken = sim::Break::nothing;
};

[[noreturn]] void usage() {
  std::cerr << "usage: sim (--seed N | --seeds A..B) [--break RULE]\nrules:";
  for (const auto& each : sim::kBreaks) std::cerr << ' ' << each.name;
  std::cerr << '\n';
  std::exit(2);
}

sim::Break rule_named(const std::string& name) {
  for (const auto& each : sim::kBreaks) {
    if (each.name == name) return each.rule;
  }
  usage();
}

Options parse(int count, char** words) {
  Options options;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string name = words[i], value = words[i + 1];
    if (name == "--seed") {
      options.first = options.last = std::stoull(value);
      options.trace = true;
    } else if (name == "--seeds" && value.find("..") != std::string::npos) {
      options.first = std::stoull(value);
      options.last = std::stoull(value.substr(value.find("..") + 2));
    } else if (name == "--break") {
      options.broken = rule_named(value);
    } else {
      usage();
    }
  }
  if (count % 2 == 0) usage();
  return options;
}

void add(sim::Outcome& sum, const sim::Outcome& one) {
  sum.ticks += one.ticks;
  sum.heights += one.heights;
  sum.rounds += one.rounds;
  sum.crashes += one.crashes;
  sum.lies += one.lies;
  sum.refusals += one.refusals;
  sum.transactions += one.transactions;
  sum.skips += one.skips;
}

void print(const Options& options, const sim::Outcome& sum) {
  std::cout << options.last - options.first + 1 << " seeds: " << sum.heights << " heights in " << sum.rounds
            << " rounds, " << sum.transactions << " transactions executed and " << sum.skips << " skipped, "
            << sum.crashes << " crashes, " << sum.lies << " lies, " << sum.refusals << " refused proposals\n";
}

int run(const Options& options) {
  const sim::Workload workload;
  sim::Trace trace;
  if (options.trace) trace = [](const std::string& line) { std::cout << line << '\n'; };
  sim::Outcome sum;
  for (auto seed = options.first; seed <= options.last; ++seed) {
    const auto outcome = sim::Simulation(workload, seed, options.broken, trace).run();
    add(sum, outcome);
    if (!outcome.violation) continue;
    std::cout << "seed " << seed << ": " << *outcome.violation << "\nagain, with all events: sim --seed " << seed
              << '\n';
    return options.broken == sim::Break::nothing ? 1 : 0;
  }
  print(options, sum);
  if (options.broken == sim::Break::nothing) return 0;
  std::cout << "no seed shows the broken rule\n";
  return 1;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(parse(count, words));
  } catch (const std::logic_error&) {
    usage();
  }
}
