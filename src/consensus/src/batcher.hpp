#pragma once

#include <chrono>
#include <optional>
#include <unordered_set>

#include <kaisho/pool/pool.hpp>

namespace kaisho::consensus {

using SteadyTime = std::chrono::steady_clock::time_point;

struct BatchLimits {
  std::size_t bytes = std::size_t{256} << 10;  ///< of wire forms; the last transaction may reach beyond
  std::size_t transactions = 1'000;
  std::chrono::milliseconds wait{5};  ///< for company, from the first transaction on
};

/// Gathers transactions for one batch: CometBFT's cost is by its own transactions, whatever they hold. Time is told.
class Batcher {
 public:
  explicit Batcher(const BatchLimits& limits) : limits_(limits) {}

  /// One that is in already is not taken twice.
  void add(pool::TransactionPtr tx, SteadyTime now);

  [[nodiscard]] bool empty() const { return transactions_.empty(); }
  [[nodiscard]] bool full() const { return transactions_.size() >= limits_.transactions || bytes_ >= limits_.bytes; }
  /// The time from one block to the next at present. A batch that comes behind a few others goes into the same block
  /// if it leaves half a block later, and the fuller it is, the less each of its transactions costs every member.
  void pace(std::chrono::nanoseconds block);
  /// When the batch must go out, full or not; nothing while it is empty. `under_way`: this node's batches that no block
  /// has decided. Where there is none, nothing is worth waiting for.
  [[nodiscard]] std::optional<SteadyTime> deadline(std::size_t under_way) const;
  [[nodiscard]] bool due(SteadyTime now, std::size_t under_way) const;

  [[nodiscard]] std::vector<pool::TransactionPtr> take();

 private:
  BatchLimits limits_;
  std::vector<pool::TransactionPtr> transactions_;
  std::unordered_set<Hash, FixedBytesHash> hashes_;
  std::size_t bytes_ = 0;
  SteadyTime first_{};
  std::chrono::nanoseconds patience_{};
};

}  // namespace kaisho::consensus
