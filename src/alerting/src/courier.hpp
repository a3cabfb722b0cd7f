#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "channel.hpp"
#include "kaisho/alerting/outbox.hpp"

namespace kaisho::alerting {

/// When a failed attempt is repeated: `first`, then twice as long each time, never longer than `longest`.
struct Backoff {
  std::uint64_t first_ms = 5'000;
  std::uint64_t longest_ms = 3'600'000;
  [[nodiscard]] std::uint64_t after(std::uint32_t attempts) const;
};

/// Takes the deliveries of one channel to their receivers, one at a time, each until it is acknowledged. On a thread of
/// its own: a receiver that hangs keeps no other channel waiting.
class Courier {
 public:
  Courier(Outbox& outbox, std::unique_ptr<Channel> channel, const Backoff& backoff, const Clock& clock);
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;
  ~Courier();

  /// There may be something new.
  void wake();
  [[nodiscard]] std::vector<std::string> kinds() const { return channel_->kinds(); }

 private:
  void run(const std::stop_token& stop);
  /// Tries what is due; gives how long nothing will be, in milliseconds.
  [[nodiscard]] std::uint64_t work(const std::stop_token& stop);
  void attempt(Delivery delivery, const std::stop_token& stop);

  Outbox& outbox_;
  std::unique_ptr<Channel> channel_;
  Backoff backoff_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool woken_ = false;
  std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace kaisho::alerting
