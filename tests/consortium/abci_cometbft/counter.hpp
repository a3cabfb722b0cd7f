#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>

#include <kaisho/abci/application.hpp>

namespace kaisho::counter {

/// The smallest state machine that can show a lost or a doubled block: it counts how often each transaction ran, and
/// keeps the history in one file that Commit makes durable. Its checks are answered by a thread of its own, late, so
/// that the server has to put them into order.
class Counter : public abci::Application {
 public:
  explicit Counter(std::filesystem::path file);
  ~Counter() override;

  abci::InfoResponse info(const abci::InfoRequest& request) override;
  abci::InitChainResponse init_chain(const abci::InitChainRequest& request) override;
  /// Path "runs": how often the transaction in `data` ran. Path "total": all runs.
  abci::QueryResponse query(const abci::QueryRequest& request) override;
  void check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) override;
  abci::Transactions prepare_proposal(abci::PrepareProposalRequest request) override { return request.txs; }
  abci::ProcessProposalResponse process_proposal(abci::ProcessProposalRequest) override { return {true, ""}; }
  /// Every listed transaction runs, also one that ran before: a block that came twice would be seen.
  abci::FinalizeBlockResponse finalize_block(abci::FinalizeBlockRequest request) override;
  abci::CommitResponse commit() override;
  std::vector<abci::Snapshot> list_snapshots() override { return {}; }
  abci::OfferSnapshotResult offer_snapshot(const abci::OfferSnapshotRequest&) override {
    return abci::OfferSnapshotResult::reject;
  }
  Bytes load_snapshot_chunk(const abci::LoadSnapshotChunkRequest&) override { return {}; }
  abci::ApplySnapshotChunkResponse apply_snapshot_chunk(const abci::ApplySnapshotChunkRequest&) override { return {}; }

 private:
  struct History {
    std::uint64_t height = 0;
    std::vector<std::string> runs;  ///< transactions in the order in which they ran
  };
  struct Waiting {
    abci::CheckTxRequest request;
    std::function<void(abci::CheckTxResponse)> done;
  };
  [[nodiscard]] static Bytes app_hash(const History& history);
  [[nodiscard]] std::size_t runs_of(std::string_view tx);
  void answer_checks(const std::stop_token& ended);

  const std::filesystem::path file_;
  std::mutex mutex_;  ///< of what is committed
  History committed_;
  History candidate_;  ///< the consensus calls' alone
  std::mutex checks_mutex_;
  std::condition_variable_any checks_changed_;
  std::deque<Waiting> checks_;
  std::jthread checker_;
};

}  // namespace kaisho::counter
