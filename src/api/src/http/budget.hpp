#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

/// One allowance of bytes for everything that clients make the process hold. Limits a connection alone multiply by the
/// number of connections; this does not.
namespace kaisho::api {

class Budget {
 public:
  explicit Budget(std::size_t bytes) : limit_(bytes) {}

  [[nodiscard]] bool take(std::size_t bytes) {
    auto used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  [[nodiscard]] std::size_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

/// A part of the budget, given back at the end of its life.
class Charge {
 public:
  explicit Charge(Budget& budget) : budget_(&budget) {}
  Charge(Charge&& other) noexcept : budget_(other.budget_), held_(std::exchange(other.held_, 0)) {}
  Charge& operator=(Charge&&) = delete;
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;
  ~Charge() { budget_->give_back(held_); }

  /// Holds `bytes` in all from now on; false (and nothing changed) where the process has no more.
  [[nodiscard]] bool hold(std::size_t bytes) {
    if (bytes > held_ && !budget_->take(bytes - held_)) return false;
    if (bytes < held_) budget_->give_back(held_ - bytes);
    held_ = bytes;
    return true;
  }
  [[nodiscard]] bool add(std::size_t bytes) { return hold(held_ + bytes); }
  [[nodiscard]] std::size_t held() const { return held_; }

 private:
  Budget* budget_;
  std::size_t held_ = 0;
};

}  // namespace kaisho::api
