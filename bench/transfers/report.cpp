#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace kaisho::bench {
namespace {

using consensus::StageTimes;

constexpr double kBar = 0.50, kGoal = 0.75, kTreeBar = 0.20;

struct Stage {
  std::string_view name;
  std::uint64_t StageTimes::* time;
};
constexpr std::array kStages = {
    Stage{"decode", &StageTimes::decode_ns}, Stage{"recover", &StageTimes::recover_ns},
    Stage{"admit", &StageTimes::admit_ns},   Stage{"execute", &StageTimes::execute_ns},
    Stage{"seal", &StageTimes::seal_ns},     Stage{"state tree", &StageTimes::tree_ns},
    Stage{"write", &StageTimes::write_ns},   Stage{"answer", &StageTimes::answer_ns},
};

template <class Of>
double median(const std::vector<Round>& rounds, Of of) {
  std::vector<double> values;
  for (const auto& round : rounds) values.push_back(of(round));
  std::ranges::sort(values);
  return values[values.size() / 2];
}

double per_transfer(const Round& round, std::uint64_t ns) {
  return static_cast<double>(ns) / static_cast<double>(round.transfers);
}

/// Processor time outside the stages: the load generator, hand-overs, the disk's driver, background compaction.
double other_ns(const Round& round) {
  double rest = round.cpu_ns;
  for (const auto& stage : kStages) rest -= per_transfer(round, round.stages.*stage.time);
  return std::max(rest, 0.0);
}

}  // namespace

double Round::tree_share() const {
  return static_cast<double>(stages.tree_ns) / static_cast<double>(transfers) / cpu_ns;
}

StageTimes difference(const StageTimes& after, const StageTimes& before) {
  StageTimes times;
  for (const auto& stage : kStages) times.*stage.time = after.*stage.time - before.*stage.time;
  times.flush_ns = after.flush_ns - before.flush_ns;
  times.blocks = after.blocks - before.blocks;
  times.transactions = after.transactions - before.transactions;
  return times;
}

std::string table(const std::vector<Round>& rounds) {
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "round   recovery limit/s   transfers/s   ratio   ratio by processor time   tx/block\n");
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const auto& round = rounds[i];
    fmt::format_to(
        out, "{:>5}   {:>16.0f}   {:>11.0f}   {:>5.2f}   {:>23.2f}   {:>8.0f}\n", i + 1, round.limit(),
        round.per_second(), round.ratio(), round.cpu_ratio(),
        static_cast<double>(round.transfers) / static_cast<double>(std::max<std::uint64_t>(1, round.stages.blocks)));
  }
  const auto total = median(rounds, [](const Round& r) { return r.cpu_ns; });
  const auto line = [&](std::string_view name, double ns) {
    fmt::format_to(out, "{:<12} {:>10.2f} {:>8.1f} %\n", name, ns / 1'000, 100 * ns / total);
  };
  fmt::format_to(out, "\n{:<12} {:>10} {:>10}   (median of the rounds)\n", "stage", "us of CPU", "share");
  for (const auto& stage : kStages) {
    line(stage.name, median(rounds, [&](const Round& r) { return per_transfer(r, r.stages.*stage.time); }));
  }
  line("other", median(rounds, other_ns));
  line("together", total);
  fmt::format_to(out, "{:<12} {:>10.2f}   (waiting for the disk, no processor time)\n", "flush",
                 median(rounds, [](const Round& r) { return per_transfer(r, r.stages.flush_ns); }) / 1'000);
  const auto ratio = median(rounds, [](const Round& r) { return r.ratio(); });
  const auto cpu_ratio = median(rounds, [](const Round& r) { return r.cpu_ratio(); });
  const auto tree = median(rounds, [](const Round& r) { return r.tree_share(); });
  fmt::format_to(
      out,
      "\ndurable ERC-20 transfers to recovery limit: {:.2f} ({:.2f} by processor time), bar {:.2f}, goal {:.2f}: {}\n",
      ratio, cpu_ratio, kBar, kGoal,
      ratio >= kGoal  ? "goal met"
      : ratio >= kBar ? "bar met"
                      : "below the bar");
  fmt::format_to(out, "state tree's share of a transfer: {:.1f} %, bar {:.0f} %: {}\n", 100 * tree, 100 * kTreeBar,
                 tree <= kTreeBar ? "met" : "above the bar");
  return text;
}

std::string json(const std::vector<Round>& rounds) {
  std::string text = "{\"stages_us_per_transfer\":{";
  const auto out = std::back_inserter(text);
  for (const auto& stage : kStages) {
    fmt::format_to(out, "\"{}\":{:.3f},", stage.name,
                   median(rounds, [&](const Round& r) { return per_transfer(r, r.stages.*stage.time); }) / 1'000);
  }
  fmt::format_to(out, "\"other\":{:.3f},\"flush_wait\":{:.3f},\"together\":{:.3f}}}", median(rounds, other_ns) / 1'000,
                 median(rounds, [](const Round& r) { return per_transfer(r, r.stages.flush_ns); }) / 1'000,
                 median(rounds, [](const Round& r) { return r.cpu_ns; }) / 1'000);
  fmt::format_to(out, ",\"recovery_limit_per_second\":{:.0f},\"transfers_per_second\":{:.0f}",
                 median(rounds, [](const Round& r) { return r.limit(); }),
                 median(rounds, [](const Round& r) { return r.per_second(); }));
  fmt::format_to(out, ",\"ratio\":{:.3f},\"ratio_by_processor_time\":{:.3f},\"state_tree_share\":{:.4f}",
                 median(rounds, [](const Round& r) { return r.ratio(); }),
                 median(rounds, [](const Round& r) { return r.cpu_ratio(); }),
                 median(rounds, [](const Round& r) { return r.tree_share(); }));
  fmt::format_to(out, ",\"bar\":{:.2f},\"goal\":{:.2f},\"rounds\":{}}}\n", kBar, kGoal, rounds.size());
  return text;
}

}  // namespace kaisho::bench
