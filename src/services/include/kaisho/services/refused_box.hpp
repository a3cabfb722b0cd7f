#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include <kaisho/base/bytes.hpp>

namespace kaisho::services {

/// What was sent to this node and admission did not take, between whoever sends and whoever looks at it: it is in no
/// block, and only this node can tell. Holds little; of too many at once the rest is only counted. Thread-safe.
class RefusedBox {
 public:
  static constexpr std::size_t kMost = 64;

  /// Never waits for long: on a thread of the engine.
  void put(ByteView wire);

  struct Taken {
    std::vector<Bytes> wires;      ///< in the order in which they came
    std::uint64_t overlooked = 0;  ///< came while the box was full
  };
  [[nodiscard]] Taken take();
  [[nodiscard]] bool is_empty() const { return waiting_.load() == 0; }

  /// Is called after each `put`, until replaced: when this returns, the one before runs no more.
  void on_put(std::function<void()> wake);

 private:
  std::mutex mutex_;
  Taken held_;
  std::function<void()> wake_ = [] {};
  std::atomic<std::size_t> waiting_{0};  ///< so that a waiting reader needs no lock of this box
};

}  // namespace kaisho::services
