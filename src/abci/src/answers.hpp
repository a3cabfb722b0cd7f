#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include <kaisho/base/bytes.hpp>

/// The answers of one connection. ABCI has no request numbers: an answer belongs to the oldest open request, so the
/// order of the requests is kept here whatever the order in which answers become known.
namespace kaisho::abci {

class Answers {
 public:
  struct Limits {
    std::size_t count = 0;  ///< open requests and answers not yet taken
    std::size_t bytes = 0;  ///< of both
  };
  using Ticket = std::uint64_t;

  explicit Answers(Limits limits) : limits_(limits) {}

  /// A place in the order for a request of `bytes`. Waits while the limits are reached (one request is always let in,
  /// whatever its size); nothing once closed.
  [[nodiscard]] std::optional<Ticket> reserve(std::size_t bytes);

  /// The answer's frame. From any thread; the second answer to one ticket, or one after the end, goes nowhere.
  void answer(Ticket ticket, Bytes frame);

  /// The answers that may leave now, in order; waits for one. Nothing once closed, or finished and all taken.
  [[nodiscard]] std::optional<std::vector<Bytes>> take();

  /// No more requests: `take` ends after the answers to those that are open.
  void finish();
  /// Ends everything now; open answers are dropped.
  void close();

 private:
  struct Slot {
    std::size_t bytes = 0;
    std::optional<Bytes> frame;
  };
  [[nodiscard]] bool full() const;
  [[nodiscard]] bool ready() const { return !slots_.empty() && slots_.front().frame.has_value(); }

  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable changed_;
  std::deque<Slot> slots_;
  Ticket first_ = 0;  ///< of slots_.front()
  std::size_t bytes_ = 0;
  bool finished_ = false;
  bool closed_ = false;
};

}  // namespace kaisho::abci
