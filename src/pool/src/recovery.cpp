#include "kaisho/pool/recovery.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>

#include <kaisho/crypto/secp256k1.hpp>

#include "kaisho/pool/thread_time.hpp"

namespace kaisho::pool {
namespace {

/// Transactions that a worker takes at once: few enough to share a small batch, enough to make the hand-over cheap.
constexpr std::size_t kChunk = 32;

/// Senders of transactions seen before. Two generations: when the young one is full, the old one is forgotten.
class SenderCache {
 public:
  explicit SenderCache(std::size_t entries) : half_(std::max<std::size_t>(1, entries / 2)) {}

  std::optional<Address> find(const Hash& hash) {
    const std::scoped_lock lock(mutex_);
    for (const auto* generation : {&young_, &old_}) {
      const auto at = generation->find(hash);
      if (at != generation->end()) return at->second;
    }
    return std::nullopt;
  }

  void add(const Hash& hash, const Address& sender) {
    const std::scoped_lock lock(mutex_);
    if (young_.size() >= half_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.emplace(hash, sender);
  }

 private:
  using Generation = std::unordered_map<Hash, Address, FixedBytesHash>;
  std::mutex mutex_;
  std::size_t half_;
  Generation young_, old_;
};

struct Batch {
  std::vector<Bytes> wires;
  std::vector<Recovered> results;
  std::atomic<std::size_t> chunks_left;
  bool complete = false;  // guarded by the queue's mutex
  RecoveredBatch done;
};

struct Chunk {
  std::shared_ptr<Batch> batch;
  std::size_t begin, end, bytes;
};

}  // namespace

class Recovery::Impl {
 public:
  explicit Impl(const RecoveryOptions& options) : options_(options), cache_(options.cached_senders) {
    const unsigned count = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    for (unsigned i = 0; i < count; ++i) workers_.emplace_back([this] { work(); });
  }

  ~Impl() {
    {
      const std::scoped_lock lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
  }

  bool submit(std::vector<Bytes> wires, RecoveredBatch done) {
    if (wires.empty()) {
      done({});
      return true;
    }
    auto batch = std::make_shared<Batch>();
    batch->wires = std::move(wires);
    batch->done = std::move(done);
    batch->results.resize(batch->wires.size(), std::unexpected(ledger::RecoverError{}));
    return enqueue(batch);
  }

  [[nodiscard]] RecoveryTimes times() const { return {decode_ns_, recover_ns_, transactions_, recoveries_}; }

 private:
  bool enqueue(const std::shared_ptr<Batch>& batch) {
    std::size_t total = 0;
    for (const auto& wire : batch->wires) total += wire.size();
    const std::size_t count = batch->wires.size();
    // A batch below a chunk a worker is cut into as many pieces as there are workers, so that all of them help.
    const std::size_t piece = std::clamp<std::size_t>((count + workers_.size() - 1) / workers_.size(), 1, kChunk);
    batch->chunks_left = (count + piece - 1) / piece;
    {
      const std::scoped_lock lock(mutex_);
      if (queued_bytes_ > 0 && queued_bytes_ + total > options_.max_queued_bytes) return false;
      queued_bytes_ += total;
      in_order_.push_back(batch);
      for (std::size_t begin = 0; begin < count; begin += piece) {
        const std::size_t end = std::min(begin + piece, count);
        std::size_t bytes = 0;
        for (std::size_t i = begin; i < end; ++i) bytes += batch->wires[i].size();
        queue_.push_back({batch, begin, end, bytes});
      }
    }
    wake_.notify_all();
    return true;
  }

  void work() {
    while (true) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const Chunk chunk = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      recover(*chunk.batch, chunk.begin, chunk.end);
      lock.lock();
      queued_bytes_ -= chunk.bytes;
      if (--chunk.batch->chunks_left > 0) continue;
      chunk.batch->complete = true;
      deliver(lock);
    }
  }

  /// Hands out what is complete at the head of the line: a worker that the system has put aside must not let later
  /// nonces of a sender overtake its earlier ones. One worker delivers at a time.
  void deliver(std::unique_lock<std::mutex>& lock) {
    if (std::exchange(delivering_, true)) return;
    while (!in_order_.empty() && in_order_.front()->complete) {
      const auto batch = std::move(in_order_.front());
      in_order_.pop_front();
      lock.unlock();
      batch->done(std::move(batch->results));
      lock.lock();
    }
    delivering_ = false;
  }

  /// Decodes all, then recovers all: the two stages are timed a chunk at a time, for a clock costs as much as a hash.
  void recover(Batch& batch, std::size_t begin, std::size_t end) {
    const auto started = thread_time_ns();
    for (std::size_t i = begin; i < end; ++i) batch.results[i] = decode(std::move(batch.wires[i]));
    const auto decoded = thread_time_ns();
    std::uint64_t given = 0;
    for (std::size_t i = begin; i < end; ++i) {
      if (batch.results[i] && !find_sender(*batch.results[i])) {
        batch.results[i] = std::unexpected(ledger::RecoverError{});
      }
      given += batch.results[i].has_value();
    }
    decode_ns_ += decoded - started;
    recover_ns_ += thread_time_ns() - decoded;
    transactions_ += given;
  }

  static Recovered decode(Bytes wire) {
    auto transaction = ledger::decode_transaction(wire);
    if (!transaction) return std::unexpected(ledger::RecoverError{transaction.error()});
    if (!crypto::is_low_s(transaction->signature)) {
      return std::unexpected(ledger::RecoverError{.decode = std::nullopt, .high_s = true});
    }
    const auto hash = ledger::transaction_hash(wire);
    return ledger::SignedTransaction{std::move(*transaction), std::move(wire), hash, {}};
  }

  bool find_sender(ledger::SignedTransaction& tx) {
    if (const auto known = cache_.find(tx.hash)) {
      tx.sender = *known;
      return true;
    }
    ++recoveries_;
    const auto recovered = crypto::recover(ledger::signing_digest(tx.transaction), tx.transaction.signature);
    if (!recovered) return false;
    tx.sender = *recovered;
    cache_.add(tx.hash, tx.sender);
    return true;
  }

  RecoveryOptions options_;
  SenderCache cache_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Chunk> queue_;
  std::deque<std::shared_ptr<Batch>> in_order_;  // submitted and not handed out
  bool delivering_ = false;
  std::size_t queued_bytes_ = 0;
  bool ending_ = false;
  std::atomic<std::uint64_t> decode_ns_{0}, recover_ns_{0}, transactions_{0}, recoveries_{0};
  std::vector<std::jthread> workers_;  // the last member: the threads end before what they use
};

Recovery::Recovery(const RecoveryOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Recovery::~Recovery() = default;

bool Recovery::submit(std::vector<Bytes> wires, RecoveredBatch done) {
  return impl_->submit(std::move(wires), std::move(done));
}

RecoveryTimes Recovery::times() const { return impl_->times(); }

}  // namespace kaisho::pool
