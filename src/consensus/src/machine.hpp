#pragma once

#include <atomic>
#include <future>
#include <mutex>

#include <kaisho/abci/application.hpp>
#include <kaisho/storage/snapshot.hpp>

#include "batch_cache.hpp"
#include "kaisho/consensus/replica.hpp"
#include "stopwatch.hpp"

namespace kaisho::consensus {

inline constexpr std::string_view kCodespace = "kaisho";  ///< of the codes in ABCI's responses

/// CometBFT's state machine: the replica behind ABCI's words, with batches worked on once. Calls of one kind come one
/// after another, kinds at the same time (abci::Application).
class Machine {
 public:
  struct Dependencies {
    Chain& chain;
    /// Reads anew how far the chain has come: after a restored snapshot.
    std::function<storage::Result<std::unique_ptr<Replica>>()> open_replica;
    BatchCache& cache;
    storage::Snapshots* snapshots = nullptr;  ///< none: this member neither offers nor takes any
    ValidatorsOf validators;
    std::function<std::vector<std::string>(const ledger::StateView&)> node_ids;
    std::function<void()> engine_started;
    /// The block is durable; `batches` are the keys of what it held.
    std::function<void(const Committed&, const std::vector<Hash>& batches)> committed;
    std::function<void(const storage::BlockPtr&)> restored;  ///< the chain stands at this block of a snapshot
    std::function<void(const std::string&)> halted;
    std::function<void(std::string_view)> log;
    std::function<std::string()> status;  ///< JSON, for whoever asks by way of CometBFT
  };
  struct Options {
    std::string version;
    std::uint64_t keep_engine_blocks = 0;
  };
  Machine(Dependencies dependencies, std::unique_ptr<Replica> replica, Options options);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine();

  [[nodiscard]] abci::InfoResponse info();
  [[nodiscard]] abci::InitChainResponse init_chain(const abci::InitChainRequest& request);
  [[nodiscard]] abci::QueryResponse query(const abci::QueryRequest& request);
  void check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done);
  [[nodiscard]] abci::Transactions prepare_proposal(abci::PrepareProposalRequest request);
  [[nodiscard]] abci::ProcessProposalResponse process_proposal(const abci::ProcessProposalRequest& request);
  [[nodiscard]] abci::FinalizeBlockResponse finalize_block(const abci::FinalizeBlockRequest& request);
  [[nodiscard]] abci::CommitResponse commit();

  [[nodiscard]] std::vector<abci::Snapshot> list_snapshots() const;
  [[nodiscard]] abci::OfferSnapshotResult offer_snapshot(const abci::OfferSnapshotRequest& request);
  [[nodiscard]] Bytes load_snapshot_chunk(const abci::LoadSnapshotChunkRequest& request) const;
  [[nodiscard]] abci::ApplySnapshotChunkResponse apply_snapshot_chunk(const abci::ApplySnapshotChunkRequest& request);

  struct Progress {
    std::uint64_t height = 0;  ///< consensus height of the last commit
    Hash app_hash;
  };
  [[nodiscard]] Progress progress() const;
  [[nodiscard]] std::optional<Skip> skip_of(const Hash& transaction) const;

  struct Times {
    std::atomic<std::uint64_t> execute_ns{0}, write_ns{0}, flush_ns{0}, answer_ns{0}, blocks{0}, transactions{0};
  };
  [[nodiscard]] const Times& times() const { return times_; }

 private:
  /// A block of the engine with its batches as the replica wants them.
  struct Block {
    ConsensusBlock block;
    std::vector<Received> batches;
    std::vector<Hash> keys;
  };
  [[nodiscard]] std::shared_ptr<Block> load(const abci::BlockInfo& info, const Hash& hash,
                                            const abci::Transactions& txs);
  [[nodiscard]] abci::CheckTxResponse check(const Received& batch) const;
  [[noreturn]] void halt(const std::string& reason) const;
  template <class T>
  [[nodiscard]] T value_or_halt(storage::Result<T> result, std::string_view while_what) const {
    if (!result) {
      const auto& [code, text] = result.error();
      halt(std::string(while_what) + ": " + std::string(storage::name_of(code)) + ": " + text);
    }
    return *std::move(result);
  }
  void keep_progress(const Committed* committed);
  [[nodiscard]] std::shared_ptr<Replica> replica() const;
  [[nodiscard]] abci::ProcessProposalResponse refuse(const abci::BlockInfo& block, const Reject& why);
  /// Begins the execution of a proposal that this member votes for; `join` waits for it.
  void begin(std::shared_ptr<const Block> block);
  /// The candidate, executed meanwhile or now. Throws ledger::StateError.
  [[nodiscard]] storage::Result<CandidatePtr> join(const Block& block);
  void finish_restore();
  [[nodiscard]] std::uint64_t droppable();

  Dependencies needs_;
  Options options_;
  std::future<storage::Result<CandidatePtr>> executing_;  ///< at most one proposal at a time
  Hash executing_hash_;
  CandidatePtr decided_;            ///< of the last finalize_block
  std::vector<Hash> decided_keys_;  ///< of its batches
  mutable std::mutex mutex_;        ///< guards what follows: others ask while the consensus connection works
  std::shared_ptr<Replica> replica_;
  Progress progress_;
  std::deque<Skip> skips_;
  Times times_;
};

}  // namespace kaisho::consensus
