#pragma once

#include <algorithm>
#include <chrono>

namespace kaisho::supervise {

/// How long to wait before a process that ended is started again: half a second first, twice as long each time, half a
/// minute at most, and half a second again after it ran for a minute.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{500};
  static constexpr std::chrono::milliseconds kLongest{30'000};
  static constexpr std::chrono::milliseconds kProven{60'000};

  [[nodiscard]] std::chrono::milliseconds after(std::chrono::milliseconds ran_for) {
    if (ran_for >= kProven) next_ = kFirst;
    const auto wait = next_;
    next_ = std::min(next_ * 2, kLongest);
    return wait;
  }

 private:
  std::chrono::milliseconds next_ = kFirst;
};

}  // namespace kaisho::supervise
