#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/abci/application.hpp>
#include <kaisho/base/clock.hpp>
#include <kaisho/pool/recovery.hpp>
#include <kaisho/storage/snapshot.hpp>

#include "kaisho/consensus/cometbft_rpc.hpp"
#include "kaisho/consensus/engine.hpp"
#include "kaisho/consensus/replica.hpp"

/// Consensus with the other members, by way of CometBFT (docs/internals/adr/0009-consortium-engine.md).
namespace kaisho::consensus {

struct CometbftOptions {
  std::string version{};  ///< of this program, told to CometBFT
  /// A batch goes out when it has so many bytes of wire forms or transactions, or when its first transaction has waited
  /// so long; at once where nothing else of this node is on its way.
  std::size_t batch_bytes = std::size_t{256} << 10;  ///< at most 352 KiB
  std::size_t batch_transactions = 1'000;            ///< at most kMaxBatchTransactions
  std::chrono::milliseconds batch_wait{5};
  std::size_t batches_in_flight = 16;                      ///< sent and not decided; more wait in the pool
  std::chrono::milliseconds resend_after{5'000};           ///< a batch that no block decided for so long is sent again
  std::size_t cached_batch_bytes = std::size_t{64} << 20;  ///< of all members' batches, kept decoded
  std::uint64_t keep_engine_blocks = 0;                    ///< CometBFT may drop older ones; 0 keeps all
  /// Between two looks whether the others decided otherwise than this member; none while blocks come.
  std::chrono::milliseconds watch_period{5'000};
  pool::Limits pool{};
  pool::RecoveryOptions recovery{};
};

/// A member's engine. As `Engine` it takes its clients' transactions, packs them into batches and hands them to the
/// local CometBFT; as `abci::Application` it is CometBFT's state machine. What was handed over and not yet decided is
/// kept and sent again, so CometBFT may come and go. Nothing persists before Commit.
class Cometbft final : public Engine, public abci::Application {
 public:
  /// Outlive the engine.
  struct Dependencies {
    storage::ChainStore& store;
    const ledger::Rules& rules;
    const Clock& clock;
    ValidatorsOf validators{};  ///< none: they never change and are not compared with the engine's genesis
    /// CometBFT's node IDs of the members; others may not connect. None, or an empty list: everybody may.
    std::function<std::vector<std::string>(const ledger::StateView&)> node_ids{};
    storage::Snapshots* snapshots = nullptr;  ///< none: this member neither offers nor takes any
    std::unique_ptr<EngineRpc> rpc;           ///< for sending batches
    std::unique_ptr<EngineRpc> status_rpc;    ///< for questions
    std::function<void(std::string_view)> log = [](std::string_view) {};
  };
  /// Errors: the store's, `damaged` where the engine's record and the last block disagree.
  [[nodiscard]] static storage::Result<std::unique_ptr<Cometbft>> open(Dependencies dependencies,
                                                                       const CometbftOptions& options);
  /// Stop the ABCI server first. Refuses what still waits.
  ~Cometbft() override;

  // --- Engine ---
  void submit(std::vector<Bytes> wires, SubmitDone done) override;
  void submit_signed(ledger::SignedTransaction tx, SubmitDone done) override;
  /// Always refused: members decide together when a block is made.
  [[nodiscard]] std::expected<storage::BlockPtr, Refused> make_block() override;
  [[nodiscard]] std::uint64_t pending_nonce(const Address& address) const override;
  [[nodiscard]] pool::TransactionPtr pending(const Hash& hash) const override;
  [[nodiscard]] pool::Pool::Size pool_size() const override;
  [[nodiscard]] ledger::BlockContext next_context() const override;
  [[nodiscard]] Subscription subscribe(HeadCallback callback) override;
  [[nodiscard]] EngineStatus status() const override;
  [[nodiscard]] std::expected<EngineNetwork, std::string> network() const override;
  [[nodiscard]] std::optional<std::string> skipped(const Hash& transaction) const override;
  [[nodiscard]] StageTimes times() const override;

  /// This member must not go on: takes nothing more, says why; reads go on. The first reason stays.
  void halt(const std::string& reason);

  // --- abci::Application ---
  [[nodiscard]] abci::InfoResponse info(const abci::InfoRequest& request) override;
  [[nodiscard]] abci::InitChainResponse init_chain(const abci::InitChainRequest& request) override;
  /// Paths: "/p2p/filter/id/<node ID>" and "/p2p/filter/addr/<address>" (code 0: may connect), "/kaisho/status".
  [[nodiscard]] abci::QueryResponse query(const abci::QueryRequest& request) override;
  void check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) override;
  [[nodiscard]] abci::Transactions prepare_proposal(abci::PrepareProposalRequest request) override;
  [[nodiscard]] abci::ProcessProposalResponse process_proposal(abci::ProcessProposalRequest request) override;
  [[nodiscard]] abci::FinalizeBlockResponse finalize_block(abci::FinalizeBlockRequest request) override;
  [[nodiscard]] abci::CommitResponse commit() override;
  [[nodiscard]] std::vector<abci::Snapshot> list_snapshots() override;
  [[nodiscard]] abci::OfferSnapshotResult offer_snapshot(const abci::OfferSnapshotRequest& request) override;
  [[nodiscard]] Bytes load_snapshot_chunk(const abci::LoadSnapshotChunkRequest& request) override;
  [[nodiscard]] abci::ApplySnapshotChunkResponse apply_snapshot_chunk(
      const abci::ApplySnapshotChunkRequest& request) override;

 private:
  class Impl;
  explicit Cometbft(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::consensus
