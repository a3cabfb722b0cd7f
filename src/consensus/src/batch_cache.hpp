#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <variant>

#include <kaisho/pool/recovery.hpp>

#include "kaisho/consensus/batch.hpp"

namespace kaisho::consensus {

/// Batches by the hash of their bytes, decoded and with their senders: a batch comes four times and more (CheckTx, each
/// recheck, proposals, the decided block), and is worked on once. Thread-safe.
class BatchCache {
 public:
  struct Entry {
    Received batch;
    std::uint64_t since = 0;  ///< consensus height at which it was first seen
  };
  using Done = std::function<void(const Entry&)>;

  /// Keeps the newest batches of `max_bytes` encoded bytes together.
  BatchCache(pool::Recovery& recovery, std::size_t max_bytes) : recovery_(recovery), max_bytes_(max_bytes) {}

  [[nodiscard]] static Hash key_of(ByteView bytes);

  /// One that this node made itself.
  void put(const Hash& key, BatchPtr batch, std::uint64_t since);
  /// Calls `done` here where the batch is known, on a worker when its senders are recovered otherwise; then in the
  /// order of the calls.
  void get(ByteView bytes, std::uint64_t since, Done done);
  struct Known {
    Hash key;
    Entry entry;
  };
  /// All of a proposal, waiting for what is missing; the workers share the work.
  [[nodiscard]] std::vector<Known> get_all(const std::vector<Bytes>& transactions, std::uint64_t since);
  /// Decided: nobody asks for it again.
  void forget(const Hash& key);

 private:
  struct Slot {
    std::optional<Entry> entry;  ///< nothing while its senders are being recovered
    std::vector<Done> waiting;
    std::uint64_t since = 0;
    std::size_t bytes = 0;
  };

  void get(const Hash& key, ByteView bytes, std::uint64_t since, Done done);
  void finish(const Hash& key, Received received);
  void make_room();

  pool::Recovery& recovery_;
  std::size_t max_bytes_;
  std::mutex mutex_;
  std::unordered_map<Hash, Slot, FixedBytesHash> slots_;
  std::deque<Hash> order_;  ///< the oldest first; names of forgotten ones stay until their turn
  std::size_t bytes_ = 0;
};

}  // namespace kaisho::consensus
