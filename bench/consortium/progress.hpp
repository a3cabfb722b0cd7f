#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

/// What a network committed, read from its blocks: what was sent does not count.
namespace kaisho::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

struct BlockSeen {
  std::uint64_t height = 0;
  std::uint64_t transactions = 0;
  SteadyTime seen;  ///< when the watched node served it
};

/// Asks one node for its new blocks, again and again, on a thread of its own.
class Progress {
 public:
  /// The blocks above a height, ascending; nothing while there is none.
  using Ask = std::function<std::vector<BlockSeen>(std::uint64_t above)>;

  Progress(std::uint64_t height, Ask ask);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Transactions in blocks since the start.
  [[nodiscard]] std::uint64_t committed() const { return committed_; }
  /// Waits until so many are in blocks, a minute at most.
  void wait_for(std::uint64_t transactions) const;
  /// Ends the thread and gives its blocks. Throws std::runtime_error where the node stopped answering.
  std::vector<BlockSeen> finish();

 private:
  void watch(const std::stop_token& stop);

  Ask ask_;
  std::uint64_t height_;
  std::atomic<std::uint64_t> committed_ = 0;
  std::vector<BlockSeen> blocks_;
  std::string failure_;
  std::jthread thread_;
};

/// Runs `work(0)` to `work(count - 1)` at the same time and throws what the first failed one threw.
void at_the_same_time(std::size_t count, const std::function<void(std::size_t)>& work);

struct Rate {
  double per_second = 0;
  double seconds = 0;
  std::uint64_t transactions = 0, blocks = 0;
};
/// From the end of the block that completes the first `warm_up` of all transactions to that of the last block which
/// begins within `until` of them (both shares of one): what comes later is the network running empty.
[[nodiscard]] Rate steady_rate(const std::vector<BlockSeen>& blocks, double warm_up, double until);

}  // namespace kaisho::bench
