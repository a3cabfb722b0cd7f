#pragma once

#include <ctime>

#include <cstdint>

namespace kaisho::pool {

/// Processor time of the calling thread in nanoseconds, for stage times: what a stage costs, whoever else is running.
/// A system call: for a few hundred transactions at a time, not for each.
[[nodiscard]] inline std::uint64_t thread_time_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace kaisho::pool
