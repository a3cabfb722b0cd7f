#pragma once

#include <chrono>
#include <cstdint>

#include <kaisho/pool/thread_time.hpp>

namespace kaisho::consensus {

/// Processor time of this thread since the last lap, and the time that it waited meanwhile, for the stage times.
class Stopwatch {
 public:
  struct Lap {
    std::uint64_t worked_ns = 0;
    std::uint64_t waited_ns = 0;
  };

  Lap lap() {
    const auto now = std::chrono::steady_clock::now();
    const auto worked = pool::thread_time_ns();
    const auto passed = static_cast<std::uint64_t>(std::chrono::nanoseconds(now - begin_).count());
    Lap lap{.worked_ns = worked - worked_, .waited_ns = 0};
    if (passed > lap.worked_ns) lap.waited_ns = passed - lap.worked_ns;
    begin_ = now;
    worked_ = worked;
    return lap;
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::uint64_t worked_ = pool::thread_time_ns();
};

}  // namespace kaisho::consensus
