#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "kaisho/abci/application.hpp"

namespace kaisho::abci {

/// Answers everything with little; keeps the checks that wait. Single calls are replaced by functions.
class ToyApplication : public Application {
 public:
  std::function<CommitResponse()> on_commit = [] { return CommitResponse{}; };
  std::function<QueryResponse(const QueryRequest&)> on_query = [](const QueryRequest&) { return QueryResponse{}; };
  std::function<void(CheckTxRequest, std::function<void(CheckTxResponse)>)> on_check =
      [](const CheckTxRequest& request, const std::function<void(CheckTxResponse)>& done) {
        done({0, "", request.tx.size(), ""});
      };
  std::atomic<std::uint64_t> height = 0;
  std::uint64_t finalized = 0;

  InfoResponse info(const InfoRequest&) override { return {"toy", "1", 1, height, {}}; }
  InitChainResponse init_chain(const InitChainRequest&) override { return {}; }
  QueryResponse query(const QueryRequest& request) override { return on_query(request); }
  void check_tx(CheckTxRequest request, std::function<void(CheckTxResponse)> done) override {
    on_check(std::move(request), std::move(done));
  }
  Transactions prepare_proposal(PrepareProposalRequest request) override { return request.txs; }
  ProcessProposalResponse process_proposal(ProcessProposalRequest) override { return {true, ""}; }
  FinalizeBlockResponse finalize_block(FinalizeBlockRequest request) override {
    finalized = request.block.height;
    return {std::vector<ExecTxResult>(request.txs.size()), {}, {}};
  }
  CommitResponse commit() override {
    auto answer = on_commit();
    height = finalized;
    return answer;
  }
  std::vector<Snapshot> list_snapshots() override { return {{7, 1, 2, {1}, {2}}}; }
  OfferSnapshotResult offer_snapshot(const OfferSnapshotRequest&) override { return OfferSnapshotResult::reject; }
  Bytes load_snapshot_chunk(const LoadSnapshotChunkRequest& request) override {
    return {static_cast<std::uint8_t>(request.chunk)};
  }
  ApplySnapshotChunkResponse apply_snapshot_chunk(const ApplySnapshotChunkRequest& request) override {
    return {ApplySnapshotChunkResponse::Result::retry, {request.index}, {request.sender}};
  }
};

}  // namespace kaisho::abci
