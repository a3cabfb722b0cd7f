#pragma once

#include <string>
#include <vector>

#include <kaisho/consensus/engine.hpp>

#include "limit.hpp"

namespace kaisho::bench {

struct Round {
  Limit before, after;
  std::size_t transfers = 0;
  double seconds = 0;
  double cpu_ns = 0;             ///< of the whole process, a transfer
  consensus::StageTimes stages;  ///< of this round alone

  [[nodiscard]] double per_second() const { return static_cast<double>(transfers) / seconds; }
  [[nodiscard]] double limit() const { return (before.per_second + after.per_second) / 2; }
  [[nodiscard]] double ratio() const { return per_second() / limit(); }
  /// What the ratio is where nothing else runs on the machine and no core ever waits.
  [[nodiscard]] double cpu_ratio() const { return (before.cpu_ns + after.cpu_ns) / 2 / cpu_ns; }
  [[nodiscard]] double tree_share() const;
};

[[nodiscard]] consensus::StageTimes difference(const consensus::StageTimes& after, const consensus::StageTimes& before);
[[nodiscard]] std::string table(const std::vector<Round>& rounds);
[[nodiscard]] std::string json(const std::vector<Round>& rounds);

}  // namespace kaisho::bench
