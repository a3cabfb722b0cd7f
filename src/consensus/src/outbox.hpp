#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "batcher.hpp"

namespace kaisho::consensus {

/// A batch of this node's clients as CometBFT gets it.
struct OutBatch {
  Hash id;  ///< of its bytes
  std::shared_ptr<const Bytes> bytes;
  std::vector<pool::TransactionPtr> transactions;
};

/// Batches that no block has decided yet. A mempool forgets: the engine restarts, refuses because it is full, or drops
/// what it had. So each batch stays here, and goes out again, until every transaction of it is in a block or can be in
/// none. Time is told; no lock of its own.
class Outbox {
 public:
  struct Options {
    std::chrono::milliseconds retry{100};           ///< after the engine did not take it
    std::chrono::milliseconds resend_after{5'000};  ///< taken, but not decided for so long
  };
  explicit Outbox(const Options& options) : options_(options) {}

  /// A new one, to be sent at once.
  void add(OutBatch batch, SteadyTime now);

  struct Due {
    Hash id;
    std::shared_ptr<const Bytes> bytes;
  };
  /// The oldest batch whose time has come; the caller sends it and tells what happened.
  [[nodiscard]] std::optional<Due> due(SteadyTime now) const;
  /// When the next one is due; nothing where nothing is kept.
  [[nodiscard]] std::optional<SteadyTime> next_due() const;
  void taken(const Hash& id, SteadyTime now);
  void not_taken(const Hash& id, SteadyTime now);
  /// The engine started anew: its mempool is empty.
  void send_all_again(SteadyTime now);

  /// The transaction is in a block, or can be in none: nothing is sent for its sake any more.
  void settle(const Hash& transaction);
  /// A block holds the batch: gives what of it is not settled, and forgets it.
  [[nodiscard]] std::vector<pool::TransactionPtr> decided(const Hash& id);
  /// Gives a batch's unsettled transactions and forgets it; empty for one that is unknown.
  [[nodiscard]] std::vector<pool::TransactionPtr> withdraw(const Hash& id) { return decided(id); }

  [[nodiscard]] bool holds(const Hash& transaction) const { return by_transaction_.contains(transaction); }
  [[nodiscard]] std::size_t size() const { return batches_.size(); }

 private:
  struct Entry {
    OutBatch batch;
    std::size_t open = 0;  ///< transactions not settled
    SteadyTime due{};
  };
  using Entries = std::unordered_map<Hash, Entry, FixedBytesHash>;

  void set_due(Entry& entry, SteadyTime due);
  void forget(Entries::iterator at);

  Options options_;
  Entries batches_;
  std::multimap<SteadyTime, Hash> by_time_;
  std::unordered_map<Hash, Hash, FixedBytesHash> by_transaction_;  ///< transaction -> its batch
};

}  // namespace kaisho::consensus
