#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "batch_cache.hpp"
#include "batcher.hpp"
#include "kaisho/consensus/cometbft_rpc.hpp"
#include "kaisho/consensus/replica.hpp"
#include "mempool.hpp"
#include "outbox.hpp"

namespace kaisho::consensus {

/// Carries what is ready in the pool to CometBFT in batches, and sends again what got lost, on one thread.
class Courier {
 public:
  struct Dependencies {
    Mempool& mempool;
    BatchCache& cache;
    EngineRpc& rpc;                         ///< used by this thread alone
    std::function<std::uint64_t()> height;  ///< consensus height, for the cache
  };
  struct Options {
    BatchLimits batch{};
    Outbox::Options outbox{};
    std::size_t in_flight = 16;  ///< batches sent and not decided; each is rechecked after every block
  };
  Courier(const Dependencies& dependencies, const Options& options);
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;
  /// Ends the thread; a request under way is waited for.
  ~Courier();

  /// Something is ready in the pool.
  void wake();
  /// The engine's process started: its mempool is empty.
  void engine_started();
  /// A block decided these batches; `committed` says what became of their transactions.
  void settle(const Committed& committed, const std::vector<Hash>& batches);

  struct Status {
    std::size_t in_flight = 0;
    std::string trouble;                      ///< why nothing reaches the engine; empty where it does
    std::optional<SteadyTime> waiting_since;  ///< something was in flight at each moment since then
  };
  [[nodiscard]] Status status() const;

 private:
  using Lock = std::unique_lock<std::mutex>;

  void run();
  void gather(SteadyTime now);
  /// Both give up the lock while they work. False where nothing was due.
  bool make_batch(Lock& lock, SteadyTime now);
  bool send_one(Lock& lock, SteadyTime now);
  void sent(Lock& lock, const Outbox::Due& batch, const RpcResult<void>& result);
  void give_up(Lock& lock, const Hash& batch, const std::string& why);
  void drop(const pool::TransactionPtr& tx, const Refused& why);
  void wait(Lock& lock);

  Dependencies needs_;
  Options options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Batcher batcher_;
  Outbox outbox_;
  std::deque<pool::TransactionPtr> again_;  ///< decided on but not executed: they go into the next batch
  std::string trouble_;
  std::optional<SteadyTime> waiting_since_;
  std::optional<SteadyTime> last_block_;  ///< with transactions
  bool work_ = false;
  bool lost_ = false;  ///< what was sent may be forgotten on the other side
  bool ending_ = false;
  std::thread thread_;  // after all that it uses
};

}  // namespace kaisho::consensus
