#pragma once

#include <chrono>
#include <cstdint>

namespace kaisho::consensus {

/// Nanoseconds since the last `lap`, for the stage times.
class Stopwatch {
 public:
  [[nodiscard]] std::uint64_t lap() {
    const auto now = std::chrono::steady_clock::now();
    const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(now - begin_).count();
    begin_ = now;
    return static_cast<std::uint64_t>(passed);
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace kaisho::consensus
