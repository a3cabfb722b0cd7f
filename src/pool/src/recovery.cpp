#include "kaisho/pool/recovery.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include <kaisho/base/assert.hpp>

#include "senders.hpp"

namespace kaisho::pool {
namespace {

/// Transactions that a worker takes at once: few enough to share a small batch, enough to make the hand-over cheap.
constexpr std::size_t kChunk = 32;
/// The same where senders are hinted: the more signatures stand in one sum, the less each costs, and the keys of
/// senders that come in two sums are paid for twice.
constexpr std::size_t kHintedChunk = 1'024;

struct Batch {
  std::vector<Bytes> wires;
  std::vector<Address> hints;
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
  explicit Impl(const RecoveryOptions& options) : options_(options), senders_(options) {
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

  bool submit(std::vector<Bytes> wires, std::vector<Address> hints, RecoveredBatch done) {
    KAISHO_ASSERT(hints.empty() || hints.size() == wires.size());
    if (wires.empty()) {
      done({});
      return true;
    }
    auto batch = std::make_shared<Batch>();
    batch->wires = std::move(wires);
    batch->hints = std::move(hints);
    batch->done = std::move(done);
    batch->results.resize(batch->wires.size(), std::unexpected(ledger::RecoverError{}));
    return enqueue(batch);
  }

  [[nodiscard]] RecoveryTimes times() const { return senders_.times(); }

 private:
  bool enqueue(const std::shared_ptr<Batch>& batch) {
    std::size_t total = 0;
    for (const auto& wire : batch->wires) total += wire.size();
    const std::size_t count = batch->wires.size();
    const std::size_t piece = piece_of(*batch);
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

  /// Without hints a batch below a chunk a worker is cut into as many pieces as there are workers, so that all help.
  [[nodiscard]] std::size_t piece_of(const Batch& batch) const {
    if (!batch.hints.empty()) return kHintedChunk;
    const std::size_t share = (batch.wires.size() + workers_.size() - 1) / workers_.size();
    return std::clamp<std::size_t>(share, 1, kChunk);
  }

  void recover(Batch& batch, std::size_t begin, std::size_t end) {
    const auto hints = batch.hints.empty() ? std::span<const Address>()
                                           : std::span<const Address>(batch.hints).subspan(begin, end - begin);
    senders_.recover(std::span(batch.wires).subspan(begin, end - begin), hints,
                     std::span(batch.results).subspan(begin, end - begin));
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

  RecoveryOptions options_;
  Senders senders_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Chunk> queue_;
  std::deque<std::shared_ptr<Batch>> in_order_;  // submitted and not handed out
  bool delivering_ = false;
  std::size_t queued_bytes_ = 0;
  bool ending_ = false;
  std::vector<std::jthread> workers_;  // the last member: the threads end before what they use
};

Recovery::Recovery(const RecoveryOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Recovery::~Recovery() = default;

bool Recovery::submit(std::vector<Bytes> wires, RecoveredBatch done) {
  return impl_->submit(std::move(wires), {}, std::move(done));
}

bool Recovery::submit_hinted(std::vector<Bytes> wires, std::vector<Address> hints, RecoveredBatch done) {
  return impl_->submit(std::move(wires), std::move(hints), std::move(done));
}

RecoveryTimes Recovery::times() const { return impl_->times(); }

}  // namespace kaisho::pool
