#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

/// Few threads and a short queue for calls that execute programs. What does not fit is refused at once, what waited too
/// long or has lost its client is not run: a thousand gas-burning calls cost their senders an error, not everyone else
/// their answers.
namespace kaisho::api {

class WorkerPool {
 public:
  enum class Fate : std::uint8_t {
    run,       ///< do the work
    too_late,  ///< it waited longer than allowed
    left,      ///< nobody waits for it any more, or the pool ends
  };
  struct Job {
    std::stop_token client_left;
    std::move_only_function<void(Fate)> work;  ///< called exactly once, on a thread of the pool
  };

  WorkerPool(unsigned threads, std::size_t queue, std::chrono::milliseconds longest_wait);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// Runs nothing more that waits, and returns when the jobs at work have ended.
  ~WorkerPool();

  /// False where the queue is full; the job is not kept then.
  [[nodiscard]] bool submit(Job job);

 private:
  struct Waiting {
    Job job;
    std::chrono::steady_clock::time_point since;
  };
  void work(const std::stop_token& ended);
  [[nodiscard]] Fate fate_of(const Waiting& waiting, const std::stop_token& ended) const;

  const std::size_t queue_limit_;
  const std::chrono::milliseconds longest_wait_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Waiting> queue_;
  std::vector<std::jthread> threads_;
};

}  // namespace kaisho::api
