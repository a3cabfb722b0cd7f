#include "kaisho/consensus/cometbft.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>

#include "block_maker.hpp"
#include "courier.hpp"
#include "machine.hpp"
#include "refusals.hpp"
#include "subscribers.hpp"
#include "watcher.hpp"

namespace kaisho::consensus {
namespace {

const Refused kEnding{RefusalCode::stopped, "the node is ending"};

/// After so long without a block while batches wait, the status says that members are missing.
constexpr std::chrono::seconds kStalled{10};

Courier::Options courier_options(const CometbftOptions& options) {
  constexpr std::size_t kMost = kMaxBatchSize - ledger::kMaxTransactionSize - (std::size_t{32} << 10);
  return {.batch = {.bytes = std::min(options.batch_bytes, kMost),
                    .transactions = std::min(options.batch_transactions, kMaxBatchTransactions),
                    .wait = options.batch_wait},
          .outbox = {.resend_after = options.resend_after},
          .in_flight = std::max<std::size_t>(1, options.batches_in_flight)};
}

}  // namespace

class Cometbft::Impl {
 public:
  Impl(Dependencies dependencies, const CometbftOptions& options, std::unique_ptr<StoreChain> chain,
       std::unique_ptr<Replica> replica)
      : needs_(std::move(dependencies)),
        chain_(std::move(chain)),
        mempool_({needs_.store, needs_.rules, [this] { return next_context(); }, [this] { courier_->wake(); }},
                 options.pool, false),
        client_recovery_(std::make_unique<pool::Recovery>(options.recovery)),
        engine_recovery_(std::make_unique<pool::Recovery>(options.recovery)),
        cache_(*engine_recovery_, options.cached_batch_bytes),
        machine_({.chain = *chain_,
                  .open_replica = [this] { return Replica::open({*chain_, needs_.rules, needs_.validators}); },
                  .cache = cache_,
                  .snapshots = needs_.snapshots,
                  .validators = needs_.validators,
                  .node_ids = needs_.node_ids,
                  .engine_started = [this] { engine_started(); },
                  .committed = [this](const Committed& committed, const auto& batches) { told(committed, batches); },
                  .restored = [this](const storage::BlockPtr& block) { subscribers_->tell(block); },
                  .halted = [this](const std::string& reason) { halt(reason); },
                  .log = needs_.log,
                  .status = [this] { return status_text(); }},
                 std::move(replica), {options.version, options.keep_engine_blocks}),
        courier_(std::make_unique<Courier>(
            Courier::Dependencies{mempool_, cache_, *needs_.rpc, [this] { return machine_.progress().height; }},
            courier_options(options))),
        watcher_(std::make_unique<Watcher>(
            Watcher::Dependencies{*needs_.status_rpc, status_mutex_, [this] { return told_progress(); },
                                  [this](const std::string& reason) { halt(reason); }},
            options.watch_period)) {}

  ~Impl() {
    watcher_.reset();
    mempool_.close(kEnding, kEnding);
    client_recovery_.reset();  // what they hand out last needs everything below
    engine_recovery_.reset();
    courier_.reset();
  }

  void submit(std::vector<Bytes> wires, SubmitDone done) {
    const auto count = wires.size();
    if (count == 0) return done({});
    auto ticket = std::make_shared<Ticket>(count, std::move(done));
    const bool queued = client_recovery_->submit(
        std::move(wires),
        [this, ticket](std::vector<pool::Recovered> recovered) { mempool_.admit(std::move(recovered), ticket); });
    if (queued) return;
    const Refused busy{RefusalCode::busy, "too many transactions wait for the recovery of their sender"};
    for (std::size_t i = 0; i < count; ++i) ticket->set(i, std::unexpected(busy));
  }

  void submit_signed(ledger::SignedTransaction tx, SubmitDone done) {
    std::vector<pool::Recovered> batch;
    batch.emplace_back(std::move(tx));
    mempool_.admit(std::move(batch), std::make_shared<Ticket>(1, std::move(done)));
  }

  [[nodiscard]] std::uint64_t pending_nonce(const Address& address) const {
    // The pool first: if its block becomes final in between, the state has the nonce already.
    const auto waiting = mempool_.next_nonce(address);
    const auto account = needs_.store.latest()->account(address);
    return std::max(waiting.value_or(0), account ? account->nonce : 0);
  }

  [[nodiscard]] ledger::BlockContext next_context() const {
    return context_after(*needs_.store.last_block(), needs_.clock.now_ms(), {});
  }

  [[nodiscard]] EngineStatus status() const {
    const auto progress = machine_.progress();
    const auto sending = courier_->status();
    EngineStatus status{.engine = "cometbft",
                        .consensus_height = progress.height,
                        .app_hash = progress.app_hash,
                        .batches_in_flight = sending.in_flight};
    const std::scoped_lock lock(mutex_);
    if (!halted_.empty()) {
      status.accepts = false;
      status.halted = true;
      status.reason = halted_;
    } else if (!sending.trouble.empty()) {
      status.reason = sending.trouble + "; transactions wait";
    } else if (engine_starts_ == 0) {
      status.reason = "CometBFT has not connected yet; transactions wait";
    } else if (sending.waiting_since) {
      status.reason = stalled(*sending.waiting_since);
    }
    return status;
  }

  [[nodiscard]] std::expected<EngineNetwork, std::string> network() {
    const std::scoped_lock lock(status_mutex_);
    auto self = needs_.status_rpc->node();
    if (!self) return std::unexpected(self.error().text);
    auto peers = needs_.status_rpc->peers();
    if (!peers) return std::unexpected(peers.error().text);
    return EngineNetwork{*std::move(self), *std::move(peers)};
  }

  [[nodiscard]] StageTimes times() const {
    const auto clients = client_recovery_->times();
    const auto engine = engine_recovery_->times();
    const auto& lane = machine_.times();
    return {.decode_ns = clients.decode_ns + engine.decode_ns,
            .recover_ns = clients.recover_ns + engine.recover_ns,
            .admit_ns = mempool_.admit_ns(),
            .execute_ns = lane.execute_ns,
            .seal_ns = 0,
            .tree_ns = 0,
            .write_ns = lane.write_ns,
            .flush_ns = lane.flush_ns,
            .answer_ns = lane.answer_ns,
            .blocks = lane.blocks,
            .transactions = lane.transactions};
  }

  void halt(const std::string& reason) {
    {
      const std::scoped_lock lock(mutex_);
      if (!halted_.empty()) return;
      halted_ = reason;
    }
    needs_.log("halted: " + reason);
    const Refused why{RefusalCode::stopped, "this member's node has halted: " + reason};
    mempool_.close(why, why);
  }

  [[nodiscard]] Subscription subscribe(HeadCallback callback) { return subscribers_->subscribe(std::move(callback)); }
  [[nodiscard]] const Mempool& mempool() const { return mempool_; }
  [[nodiscard]] Machine& machine() { return machine_; }

 private:
  [[nodiscard]] Watcher::Progress told_progress() const {
    const auto progress = machine_.progress();
    return {progress.height, bytes_of(progress.app_hash.view())};
  }

  void engine_started() {
    {
      const std::scoped_lock lock(mutex_);
      ++engine_starts_;
    }
    courier_->engine_started();
  }

  /// On the consensus connection, after each commit.
  void told(const Committed& committed, const std::vector<Hash>& batches) {
    if (committed.block) {
      std::vector<Inclusion> inclusions(committed.block->block.transactions.size());
      mempool_.settle(committed.block, std::move(inclusions));
    }
    courier_->settle(committed, batches);
    {
      const std::scoped_lock lock(mutex_);
      last_block_ = std::chrono::steady_clock::now();
    }
    if (committed.block) subscribers_->tell(committed.block);
  }

  /// With the lock.
  [[nodiscard]] std::string stalled(SteadyTime waiting_since) const {
    const auto since = std::max(waiting_since, last_block_);
    const auto waited = std::chrono::steady_clock::now() - since;
    if (waited < kStalled) return {};
    return "no block for " + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(waited).count()) +
           " s although transactions wait: members with more than two thirds of the voting power must take part";
  }

  [[nodiscard]] std::string status_text() const {
    const auto now = status();
    return boost::json::serialize(boost::json::object{{"accepts", now.accepts},
                                                      {"halted", now.halted},
                                                      {"reason", now.reason},
                                                      {"consensusHeight", now.consensus_height},
                                                      {"height", needs_.store.height()},
                                                      {"appHash", to_hex(now.app_hash)}});
  }

  Dependencies needs_;
  std::unique_ptr<StoreChain> chain_;
  std::shared_ptr<Subscribers> subscribers_ = std::make_shared<Subscribers>();
  mutable std::mutex mutex_;  ///< guards the three below
  std::string halted_;
  std::uint64_t engine_starts_ = 0;
  SteadyTime last_block_{};
  std::mutex status_mutex_;  ///< one question to CometBFT at a time
  Mempool mempool_;
  std::unique_ptr<pool::Recovery> client_recovery_;
  std::unique_ptr<pool::Recovery> engine_recovery_;
  BatchCache cache_;
  Machine machine_;
  std::unique_ptr<Courier> courier_;
  std::unique_ptr<Watcher> watcher_;
};

storage::Result<std::unique_ptr<Cometbft>> Cometbft::open(Dependencies dependencies, const CometbftOptions& options) {
  auto chain = std::make_unique<StoreChain>(dependencies.store);
  auto replica = Replica::open({*chain, dependencies.rules, dependencies.validators});
  if (!replica) return std::unexpected(replica.error());
  auto impl = std::make_unique<Impl>(std::move(dependencies), options, std::move(chain), std::move(*replica));
  return std::unique_ptr<Cometbft>(new Cometbft(std::move(impl)));
}

Cometbft::Cometbft(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cometbft::~Cometbft() = default;

void Cometbft::submit(std::vector<Bytes> wires, SubmitDone done) { impl_->submit(std::move(wires), std::move(done)); }
void Cometbft::submit_signed(ledger::SignedTransaction tx, SubmitDone done) {
  impl_->submit_signed(std::move(tx), std::move(done));
}
std::expected<storage::BlockPtr, Refused> Cometbft::make_block() {
  return std::unexpected(Refused{RefusalCode::not_alone,
                                 "the members of this consortium decide together when a block is made; "
                                 "send a transaction and one comes"});
}
std::uint64_t Cometbft::pending_nonce(const Address& address) const { return impl_->pending_nonce(address); }
pool::TransactionPtr Cometbft::pending(const Hash& hash) const { return impl_->mempool().find(hash); }
pool::Pool::Size Cometbft::pool_size() const { return impl_->mempool().size(); }
ledger::BlockContext Cometbft::next_context() const { return impl_->next_context(); }
Subscription Cometbft::subscribe(HeadCallback callback) { return impl_->subscribe(std::move(callback)); }
EngineStatus Cometbft::status() const { return impl_->status(); }
std::expected<EngineNetwork, std::string> Cometbft::network() const { return impl_->network(); }
std::optional<std::string> Cometbft::skipped(const Hash& transaction) const {
  const auto skip = impl_->machine().skip_of(transaction);
  if (!skip) return std::nullopt;
  return describe(*skip);
}
StageTimes Cometbft::times() const { return impl_->times(); }
void Cometbft::halt(const std::string& reason) { impl_->halt(reason); }

abci::InfoResponse Cometbft::info(const abci::InfoRequest& /*request*/) { return impl_->machine().info(); }
abci::InitChainResponse Cometbft::init_chain(const abci::InitChainRequest& request) {
  return impl_->machine().init_chain(request);
}
abci::QueryResponse Cometbft::query(const abci::QueryRequest& request) { return impl_->machine().query(request); }
void Cometbft::check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) {
  impl_->machine().check_tx(std::move(request), std::move(done));
}
abci::Transactions Cometbft::prepare_proposal(abci::PrepareProposalRequest request) {
  return impl_->machine().prepare_proposal(std::move(request));
}
abci::ProcessProposalResponse Cometbft::process_proposal(abci::ProcessProposalRequest request) {
  return impl_->machine().process_proposal(request);
}
abci::FinalizeBlockResponse Cometbft::finalize_block(abci::FinalizeBlockRequest request) {
  return impl_->machine().finalize_block(request);
}
abci::CommitResponse Cometbft::commit() { return impl_->machine().commit(); }

std::vector<abci::Snapshot> Cometbft::list_snapshots() { return impl_->machine().list_snapshots(); }
abci::OfferSnapshotResult Cometbft::offer_snapshot(const abci::OfferSnapshotRequest& request) {
  return impl_->machine().offer_snapshot(request);
}
Bytes Cometbft::load_snapshot_chunk(const abci::LoadSnapshotChunkRequest& request) {
  return impl_->machine().load_snapshot_chunk(request);
}
abci::ApplySnapshotChunkResponse Cometbft::apply_snapshot_chunk(const abci::ApplySnapshotChunkRequest& request) {
  return impl_->machine().apply_snapshot_chunk(request);
}

}  // namespace kaisho::consensus
