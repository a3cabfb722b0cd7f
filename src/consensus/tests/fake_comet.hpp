#pragma once

#include <algorithm>
#include <condition_variable>
#include <future>
#include <kaisho/base/hex.hpp>
#include <mutex>

#include "kaisho/consensus/cometbft.hpp"
#include "test_chain.hpp"

/// A member's engine with a CometBFT that the test drives.
namespace kaisho::consensus::test {

using namespace std::chrono_literals;

/// CometBFT for one member, by hand: a mempool that asks CheckTx, and blocks when the test wants one.
class FakeComet {
 public:
  class Rpc final : public EngineRpc {
   public:
    explicit Rpc(FakeComet& comet) : comet_(comet) {}
    RpcResult<void> broadcast(ByteView transaction) override { return comet_.broadcast(bytes_of(transaction)); }
    RpcResult<EngineNode> node() override { return std::unexpected(RpcFailure{RpcFailure::Kind::unreachable, "away"}); }
    RpcResult<std::vector<EnginePeer>> peers() override { return std::vector<EnginePeer>{}; }
    RpcResult<EngineRound> round() override { return comet_.round(); }
    RpcResult<Bytes> proposed_app_hash() override { return comet_.proposed(); }

   private:
    FakeComet& comet_;
  };

  RpcResult<void> broadcast(Bytes transaction) {
    {
      const std::scoped_lock lock(mutex_);
      ++broadcasts_;
      changed_.notify_all();
      if (away_) return std::unexpected(RpcFailure{RpcFailure::Kind::unreachable, "nobody listens"});
    }
    std::promise<abci::CheckTxResponse> answer;
    app_->check_tx({.tx = transaction, .recheck = false},
                   [&answer](const abci::CheckTxResponse& response) { answer.set_value(response); });
    const auto response = answer.get_future().get();
    if (response.code != 0) return std::unexpected(RpcFailure{RpcFailure::Kind::refused, response.log});
    const std::scoped_lock lock(mutex_);
    if (std::ranges::find(mempool_, transaction) != mempool_.end()) {
      return std::unexpected(RpcFailure{RpcFailure::Kind::known, "tx already exists in cache"});
    }
    mempool_.push_back(std::move(transaction));
    changed_.notify_all();
    return {};
  }

  void attach(abci::Application& app) { app_ = &app; }
  void go_away() {
    const std::scoped_lock lock(mutex_);
    away_ = true;
    mempool_.clear();
  }
  void come_back() {
    {
      const std::scoped_lock lock(mutex_);
      away_ = false;
    }
    std::ignore = app_->info({});
  }
  void lose_mempool() {
    const std::scoped_lock lock(mutex_);
    mempool_.clear();
  }
  bool wait_for(std::size_t batches) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return mempool_.size() >= batches; });
  }
  bool wait_for_broadcasts(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return broadcasts_ >= count; });
  }
  std::size_t waiting() {
    const std::scoped_lock lock(mutex_);
    return mempool_.size();
  }

  /// One height from the mempool; false where the application refuses its own proposal.
  bool decide() {
    abci::BlockInfo info;
    info.height = ++height_;
    info.time = static_cast<abci::TimeNs>(2'000 + height_) * 1'000'000'000;
    abci::Transactions txs;
    {
      const std::scoped_lock lock(mutex_);
      txs = mempool_;
    }
    txs = app_->prepare_proposal({.block = info, .max_tx_bytes = 4u << 20, .txs = std::move(txs)});
    return decide(info, std::move(txs));
  }
  bool decide(const abci::BlockInfo& info, abci::Transactions txs) {
    Hash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(info.height);
    hash.bytes[1] = 1;
    const auto voted = app_->process_proposal({.block = info, .hash = hash, .txs = txs});
    if (!voted.accept) return false;
    last_ = app_->finalize_block({.block = info, .hash = hash, .txs = txs});
    std::ignore = app_->commit();
    const std::scoped_lock lock(mutex_);
    std::erase_if(mempool_, [&](const Bytes& tx) { return std::ranges::find(txs, tx) != txs.end(); });
    return true;
  }
  [[nodiscard]] const abci::FinalizeBlockResponse& last() const { return last_; }

  /// What it says of the round above the last block.
  void contradict(const EngineRound& round, Bytes app_hash) {
    const std::scoped_lock lock(mutex_);
    round_ = round;
    proposed_ = std::move(app_hash);
  }
  EngineRound round() {
    const std::scoped_lock lock(mutex_);
    ++looks_;
    changed_.notify_all();
    return round_;
  }
  Bytes proposed() {
    const std::scoped_lock lock(mutex_);
    return proposed_;
  }
  bool wait_for_looks(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return looks_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  abci::Application* app_ = nullptr;
  abci::Transactions mempool_;
  abci::FinalizeBlockResponse last_;
  std::uint64_t height_ = 0;
  std::size_t broadcasts_ = 0, looks_ = 0;
  EngineRound round_;
  Bytes proposed_;
  bool away_ = false;
};

/// A member with its own engine.
class CometMember : public EngineOnStore<Cometbft> {
 public:
  explicit CometMember(CometbftOptions options = {}, const ledger::Genesis& from = genesis())
      : EngineOnStore(from), options_(std::move(options)) {
    open();
  }
  ~CometMember() { close(); }  // the engine uses what stands here
  void open() {
    open_store();
    engine = *Cometbft::open({.store = *store,
                              .rules = rules,
                              .clock = clock,
                              .validators = {},
                              .node_ids = [this](const ledger::StateView&) { return node_ids; },
                              .rpc = std::make_unique<FakeComet::Rpc>(comet),
                              .status_rpc = std::make_unique<FakeComet::Rpc>(comet)},
                             options_);
    comet.attach(*engine);
  }
  abci::InitChainResponse init(const Hash& named) {
    abci::InitChainRequest request;
    request.app_state = bytes_of(R"({"kaisho_genesis":")" + to_hex(named) + R"("})");
    return engine->init_chain(request);
  }

  std::uint32_t asked(const std::string& path) {
    abci::QueryRequest request;
    request.path = path;
    return engine->query(request).code;
  }

  std::vector<std::string> node_ids;
  FakeComet comet;

 private:
  CometbftOptions options_;
};

}  // namespace kaisho::consensus::test
