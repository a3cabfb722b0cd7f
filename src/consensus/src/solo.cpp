#include "kaisho/consensus/solo.hpp"

#include <condition_variable>
#include <future>
#include <thread>

#include "block_maker.hpp"
#include "refusals.hpp"
#include "subscribers.hpp"

namespace kaisho::consensus {
namespace {

using BlockResult = std::expected<storage::BlockPtr, Refused>;

/// How long a block waits for transactions that are being recovered, and how many make the wait pointless.
constexpr std::chrono::milliseconds kGather{5};
constexpr std::size_t kWorthABlock = 1'000;

const Refused kEnding{RefusalCode::stopped, "the node is ending"};

}  // namespace

class Solo::Impl {
 public:
  Impl(const Dependencies& dependencies, const SoloOptions& options)
      : needs_(dependencies),
        options_(options),
        mempool_({needs_.store, needs_.rules, [this] { return next_context(); }, [this] { wake_lane(); }}, options.pool,
                 on_demand()),
        maker_({needs_.store, needs_.rules, mempool_, times_}, options.max_block_transactions),
        recovery_(std::make_unique<pool::Recovery>(options.recovery)),
        lane_([this] { run(); }) {}

  ~Impl() {
    {
      const std::scoped_lock lock(lane_mutex_);
      if (!stopped_) stopped_ = kEnding;
    }
    lane_wake_.notify_one();
    lane_.join();  // the block in the making is finished and its clients are answered
    stop(kEnding, kEnding);
    recovery_.reset();
  }

  void submit(std::vector<Bytes> wires, SubmitDone done) {
    const auto count = wires.size();
    if (count == 0) return done({});
    auto ticket = std::make_shared<Ticket>(count, std::move(done));
    ++recovering_;
    const bool queued = recovery_->submit(std::move(wires), [this, ticket](std::vector<pool::Recovered> recovered) {
      mempool_.admit(std::move(recovered), ticket);
      recovered_one_more();
    });
    if (queued) return;
    recovered_one_more();
    const Refused busy{RefusalCode::busy, "too many transactions wait for the recovery of their sender"};
    for (std::size_t i = 0; i < count; ++i) ticket->set(i, std::unexpected(busy));
  }

  void submit_signed(ledger::SignedTransaction tx, SubmitDone done) {
    std::vector<pool::Recovered> batch;
    batch.emplace_back(std::move(tx));
    mempool_.admit(std::move(batch), std::make_shared<Ticket>(1, std::move(done)));
  }

  BlockResult make_block() {
    std::future<BlockResult> block;
    {
      const std::scoped_lock lock(lane_mutex_);
      if (stopped_) return std::unexpected(*stopped_);
      block = asked_.emplace_back().get_future();
    }
    lane_wake_.notify_one();
    return block.get();
  }

  [[nodiscard]] ledger::BlockContext next_context() const {
    return context_after(*needs_.store.last_block(), needs_.clock.now_ms(), options_.beneficiary);
  }

  [[nodiscard]] std::uint64_t pending_nonce(const Address& address) const {
    // The pool first: if its block becomes final in between, the state has the nonce already.
    const auto waiting = mempool_.next_nonce(address);
    const auto account = needs_.store.latest()->account(address);
    return std::max(waiting.value_or(0), account ? account->nonce : 0);
  }

  Subscription subscribe(HeadCallback callback) { return subscribers_->subscribe(std::move(callback)); }

  [[nodiscard]] EngineStatus status() const {
    const std::scoped_lock lock(lane_mutex_);
    return stopped_ ? EngineStatus{false, stopped_->text} : EngineStatus{};
  }

  [[nodiscard]] StageTimes times() const {
    const auto recovery = recovery_->times();
    return {.decode_ns = recovery.decode_ns,
            .recover_ns = recovery.recover_ns,
            .admit_ns = mempool_.admit_ns(),
            .execute_ns = times_.execute_ns,
            .seal_ns = times_.seal_ns,
            .tree_ns = times_.tree_ns,
            .write_ns = times_.write_ns,
            .flush_ns = times_.flush_ns,
            .answer_ns = times_.answer_ns,
            .blocks = times_.blocks,
            .transactions = times_.transactions};
  }

  [[nodiscard]] const Mempool& mempool() const { return mempool_; }

 private:
  using Asked = std::vector<std::promise<BlockResult>>;

  [[nodiscard]] bool on_demand() const { return options_.interval.count() == 0; }

  void wake_lane() {
    if (!on_demand()) return;
    bool wake = true;
    {
      const std::scoped_lock lock(lane_mutex_);
      const bool knew = std::exchange(work_, true);
      enough_ = enough_ || recovering_ == 0 || mempool_.size().transactions >= kWorthABlock;
      wake = !knew || enough_;
    }
    if (wake) lane_wake_.notify_one();
  }

  void recovered_one_more() {
    if (--recovering_ == 0 && mempool_.has_ready()) wake_lane();
  }

  /// Takes nothing any more; the first reason stays. Who waits for a block hears `for_waiting`.
  void stop(const Refused& why, const Refused& for_waiting) {
    Asked asked;
    {
      const std::scoped_lock lock(lane_mutex_);
      if (!stopped_) stopped_ = why;
      asked.swap(asked_);
    }
    for (auto& promise : asked) promise.set_value(std::unexpected(why));
    mempool_.close(why, for_waiting);
  }

  void run() {
    auto tick = std::chrono::steady_clock::now() + options_.interval;
    while (true) {
      Asked asked;
      bool interval_over = false;
      {
        std::unique_lock lock(lane_mutex_);
        if (on_demand()) {
          wait_for_work(lock);
        } else {
          interval_over = !lane_wake_.wait_until(lock, tick, [this] { return stopped_ || !asked_.empty(); });
        }
        if (stopped_) return;
        work_ = enough_ = false;
        asked.swap(asked_);
      }
      if (interval_over) tick = std::chrono::steady_clock::now() + options_.interval;
      if (!make_blocks(std::move(asked), interval_over && options_.empty_blocks)) return;
      if (on_demand() && mempool_.has_ready()) wake_lane();
    }
  }

  /// Until something is ready; and while more is on its way through the recovery, a little longer: a block costs the
  /// same whether it holds ten transactions or a thousand. A client that is alone never waits here.
  void wait_for_work(std::unique_lock<std::mutex>& lock) {
    lane_wake_.wait(lock, [this] { return stopped_ || work_ || !asked_.empty(); });
    if (recovering_ == 0) return;
    lane_wake_.wait_for(lock, kGather, [this] { return stopped_ || enough_ || !asked_.empty(); });
  }

  /// One block, and more where more than one client asks for one. False when the engine has stopped.
  bool make_blocks(Asked asked, bool allow_empty) {
    std::size_t served = 0;
    do {
      const bool demanded = served < asked.size();
      const auto block = make_one(allow_empty || demanded);
      if (demanded) asked[served++].set_value(block);
      if (!block) {
        for (; served < asked.size(); ++served) asked[served].set_value(block);
        return false;
      }
      allow_empty = false;
    } while (served < asked.size());
    return true;
  }

  BlockResult make_one(bool allow_empty) {
    storage::Result<storage::BlockPtr> block;
    try {
      block = maker_.make(next_context(), allow_empty);
    } catch (const ledger::StateError& error) {
      block = std::unexpected(storage::StoreError{storage::ErrorCode::medium, error.what()});
    }
    if (!block) {
      const auto why = refused(block.error());
      auto for_waiting = why;
      for_waiting.code = RefusalCode::not_durable;
      for_waiting.text += "; this transaction may be in a block after a restart, or not";
      stop(why, for_waiting);
      return std::unexpected(why);
    }
    if (*block) subscribers_->tell(*block);
    return *block;
  }

  Dependencies needs_;
  SoloOptions options_;
  LaneTimes times_;
  std::shared_ptr<Subscribers> subscribers_ = std::make_shared<Subscribers>();
  mutable std::mutex lane_mutex_;
  std::condition_variable lane_wake_;
  std::atomic<std::size_t> recovering_{0};  ///< batches whose senders are being recovered
  bool work_ = false;                       ///< something is ready
  bool enough_ = false;                     ///< and nothing is worth waiting for
  std::optional<Refused> stopped_;
  Asked asked_;
  Mempool mempool_;
  BlockMaker maker_;
  std::unique_ptr<pool::Recovery> recovery_;
  std::thread lane_;  // after all that it uses
};

Solo::Solo(const Dependencies& dependencies, const SoloOptions& options)
    : impl_(std::make_unique<Impl>(dependencies, options)) {}
Solo::~Solo() = default;

void Solo::submit(std::vector<Bytes> wires, SubmitDone done) { impl_->submit(std::move(wires), std::move(done)); }
void Solo::submit_signed(ledger::SignedTransaction tx, SubmitDone done) {
  impl_->submit_signed(std::move(tx), std::move(done));
}
std::expected<storage::BlockPtr, Refused> Solo::make_block() { return impl_->make_block(); }
std::uint64_t Solo::pending_nonce(const Address& address) const { return impl_->pending_nonce(address); }
pool::TransactionPtr Solo::pending(const Hash& hash) const { return impl_->mempool().find(hash); }
pool::Pool::Size Solo::pool_size() const { return impl_->mempool().size(); }
ledger::BlockContext Solo::next_context() const { return impl_->next_context(); }
Subscription Solo::subscribe(HeadCallback callback) { return impl_->subscribe(std::move(callback)); }
EngineStatus Solo::status() const { return impl_->status(); }
StageTimes Solo::times() const { return impl_->times(); }

}  // namespace kaisho::consensus
