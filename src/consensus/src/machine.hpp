#pragma once

#include <atomic>
#include <mutex>

#include <kaisho/abci/application.hpp>

#include "batch_cache.hpp"
#include "kaisho/consensus/replica.hpp"
#include "stopwatch.hpp"

namespace kaisho::consensus {

/// CometBFT's state machine: the replica behind ABCI's words, with batches worked on once. Calls of one kind come one
/// after another, kinds at the same time (abci::Application).
class Machine {
 public:
  struct Dependencies {
    Chain& chain;
    Replica& replica;
    BatchCache& cache;
    ValidatorsOf validators;
    std::function<std::vector<std::string>(const ledger::StateView&)> node_ids;
    std::function<void()> engine_started;
    /// The block is durable; `batches` are the keys of what it held.
    std::function<void(const Committed&, const std::vector<Hash>& batches)> committed;
    std::function<void(const std::string&)> halted;
    std::function<std::string()> status;  ///< JSON, for whoever asks by way of CometBFT
  };
  struct Options {
    std::string version;
    std::uint64_t keep_engine_blocks = 0;
  };
  Machine(Dependencies dependencies, Options options);

  [[nodiscard]] abci::InfoResponse info();
  [[nodiscard]] abci::InitChainResponse init_chain(const abci::InitChainRequest& request);
  [[nodiscard]] abci::QueryResponse query(const abci::QueryRequest& request);
  void check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done);
  [[nodiscard]] abci::Transactions prepare_proposal(abci::PrepareProposalRequest request);
  [[nodiscard]] abci::ProcessProposalResponse process_proposal(const abci::ProcessProposalRequest& request);
  [[nodiscard]] abci::FinalizeBlockResponse finalize_block(const abci::FinalizeBlockRequest& request);
  [[nodiscard]] abci::CommitResponse commit();

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
  [[nodiscard]] Block load(const abci::BlockInfo& info, const Hash& hash, const abci::Transactions& txs);
  [[nodiscard]] abci::CheckTxResponse check(const Received& batch) const;
  [[noreturn]] void halt(const std::string& reason) const;
  template <class T>
  [[nodiscard]] T value_or_halt(storage::Result<T> result, std::string_view while_what) const;
  void keep_progress(const Committed* committed);

  Dependencies needs_;
  Options options_;
  CandidatePtr decided_;            ///< of the last finalize_block
  std::vector<Hash> decided_keys_;  ///< of its batches
  mutable std::mutex mutex_;        ///< guards the two below: others ask while the consensus connection works
  Progress progress_;
  std::deque<Skip> skips_;
  Times times_;
};

}  // namespace kaisho::consensus
