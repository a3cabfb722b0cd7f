#include "dispatch.hpp"

#include <fmt/format.h>

#include <atomic>

namespace kaisho::abci {
namespace {

/// Sees to it that a check is answered once: also where the application forgot, or dropped it at its end. An answer
/// that never comes would hold up every later one of its connection.
class CheckAnswer {
 public:
  explicit CheckAnswer(Dispatcher::Done done) : done_(std::move(done)) {}
  CheckAnswer(const CheckAnswer&) = delete;
  CheckAnswer& operator=(const CheckAnswer&) = delete;
  ~CheckAnswer() { give({1, "the node gave this transaction up unchecked: send it again", 0, "abci"}); }

  void give(const CheckTxResponse& answer) {
    if (!given_.exchange(true)) done_(answer);
  }

 private:
  Dispatcher::Done done_;
  std::atomic<bool> given_ = false;
};

}  // namespace

void Dispatcher::observed(const Origin& origin, Call call, std::uint64_t height) {
  if (!observe_) return;
  const std::lock_guard lock(observing_);
  observe_({origin.life, origin.connection, call, height});
}

void Dispatcher::run(Request request, const Origin& origin, const Done& done) {
  switch (call_of(request)) {
    case Call::echo:
      return done(EchoResponse{std::get<EchoRequest>(request).message});
    case Call::flush:
      return done(FlushResponse{});
    case Call::check_tx:
      return check(std::move(std::get<CheckTxRequest>(request)), origin, done);
    case Call::info:
    case Call::query:
      return done(reading(request, origin));
    case Call::list_snapshots:
    case Call::offer_snapshot:
    case Call::load_snapshot_chunk:
    case Call::apply_snapshot_chunk:
      return done(snapshot(request, origin));
    default:
      return done(consensus(std::move(request), origin));
  }
}

void Dispatcher::check(CheckTxRequest request, const Origin& origin, const Done& done) {
  const auto answer = std::make_shared<CheckAnswer>(done);
  const std::lock_guard lock(mempool_);
  application_.check_tx(std::move(request), [answer](const CheckTxResponse& given) { answer->give(given); });
  observed(origin, Call::check_tx, 0);
}

Response Dispatcher::reading(const Request& request, const Origin& origin) {
  const std::lock_guard lock(reading_);
  if (const auto* query = std::get_if<QueryRequest>(&request)) {
    auto answer = application_.query(*query);
    observed(origin, Call::query, 0);
    return answer;
  }
  auto answer = application_.info(std::get<InfoRequest>(request));
  observed(origin, Call::info, answer.last_block_height);
  return answer;
}

Response Dispatcher::snapshot(const Request& request, const Origin& origin) {
  const std::lock_guard lock(snapshot_);
  std::uint64_t height = 0;
  const auto answer = [&]() -> Response {
    if (const auto* offer = std::get_if<OfferSnapshotRequest>(&request)) {
      height = offer->snapshot.height;
      return application_.offer_snapshot(*offer);
    }
    if (const auto* apply = std::get_if<ApplySnapshotChunkRequest>(&request)) {
      return application_.apply_snapshot_chunk(*apply);
    }
    if (const auto* load = std::get_if<LoadSnapshotChunkRequest>(&request)) {
      return LoadSnapshotChunkResponse{application_.load_snapshot_chunk(*load)};
    }
    return ListSnapshotsResponse{application_.list_snapshots()};
  }();
  observed(origin, call_of(request), height);
  return answer;
}

Response Dispatcher::finalize(FinalizeBlockRequest request) {
  finalized_ = request.block.height;
  const auto asked = request.txs.size();
  auto answer = application_.finalize_block(std::move(request));
  if (answer.tx_results.size() != asked) {
    throw Halt(fmt::format("finalize_block gave {} results for {} transactions", answer.tx_results.size(), asked));
  }
  return answer;
}

Response Dispatcher::consensus(Request request, const Origin& origin) {
  const std::lock_guard lock(consensus_);
  const auto call = call_of(request);
  std::uint64_t height = 0;
  auto answer = [&]() -> Response {
    switch (call) {
      case Call::init_chain: {
        const auto& init = std::get<InitChainRequest>(request);
        height = init.initial_height;
        return application_.init_chain(init);
      }
      case Call::prepare_proposal: {
        auto& prepare = std::get<PrepareProposalRequest>(request);
        height = prepare.block.height;
        return PrepareProposalResponse{application_.prepare_proposal(std::move(prepare))};
      }
      case Call::process_proposal: {
        auto& process = std::get<ProcessProposalRequest>(request);
        height = process.block.height;
        return application_.process_proposal(std::move(process));
      }
      case Call::finalize_block: {
        auto& block = std::get<FinalizeBlockRequest>(request);
        height = block.block.height;
        return finalize(std::move(block));
      }
      case Call::extend_vote:
        return ExtendVoteResponse{};
      case Call::verify_vote_extension:
        return VerifyVoteExtensionResponse{};
      default:
        height = finalized_;
        return application_.commit();
    }
  }();
  observed(origin, call, height);
  return answer;
}

}  // namespace kaisho::abci
