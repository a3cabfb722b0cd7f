#include "machine.hpp"

// Snapshots that this member offers, and the one that it begins with.
namespace kaisho::consensus {
namespace {

std::optional<std::uint64_t> consensus_height(const ledger::Header& header) {
  const auto extra = decode_extra(header.extra);
  if (!extra) return std::nullopt;
  return extra->height;
}

}  // namespace

std::vector<abci::Snapshot> Machine::list_snapshots() const {
  std::vector<abci::Snapshot> list;
  if (needs_.snapshots == nullptr) return list;
  for (auto& each : needs_.snapshots->list()) {
    const auto height = consensus_height(each.header);
    if (!height) continue;
    list.push_back({.height = *height,
                    .format = each.format,
                    .chunks = each.chunks,
                    .hash = bytes_of(each.hash.view()),
                    .metadata = std::move(each.metadata)});
  }
  return list;
}

Bytes Machine::load_snapshot_chunk(const abci::LoadSnapshotChunkRequest& request) const {
  if (needs_.snapshots == nullptr) return {};
  for (const auto& each : needs_.snapshots->list()) {
    if (consensus_height(each.header) != request.height) continue;
    auto chunk = needs_.snapshots->chunk(each.header.height, request.format, request.chunk);
    if (chunk && *chunk) return **std::move(chunk);
  }
  return {};
}

abci::OfferSnapshotResult Machine::offer_snapshot(const abci::OfferSnapshotRequest& request) {
  using Result = abci::OfferSnapshotResult;
  if (needs_.snapshots == nullptr || request.app_hash.size() != Hash::kSize) return Result::reject;
  const auto trusted = Hash::from(std::span<const std::uint8_t, Hash::kSize>(request.app_hash));
  storage::SnapshotTrust trust;
  trust.header_hash = trusted;
  const auto begun = needs_.snapshots->begin_restore(request.snapshot.metadata, trust);
  if (begun && consensus_height(begun->header) == request.snapshot.height) return Result::accept;
  using Code = storage::SnapshotErrorCode;
  const auto code = begun ? Code::other_header : begun.error().code;
  if (!begun) needs_.log("a snapshot was offered and not taken: " + begun.error().text);
  if (code == Code::unknown_format) return Result::reject_format;
  return code == Code::store || code == Code::not_empty ? Result::abort : Result::reject;
}

abci::ApplySnapshotChunkResponse Machine::apply_snapshot_chunk(const abci::ApplySnapshotChunkRequest& request) {
  using Response = abci::ApplySnapshotChunkResponse;
  Response response{.result = Response::Result::abort, .refetch_chunks = {}, .reject_senders = {}};
  if (needs_.snapshots == nullptr) return response;
  const auto applied = needs_.snapshots->apply(request.index, request.chunk);
  if (applied) {
    if (needs_.snapshots->complete()) finish_restore();
    response.result = Response::Result::accept;
    return response;
  }
  needs_.log("a snapshot's chunk was not taken: " + applied.error().text);
  switch (storage::advice_for(applied.error().code)) {
    case storage::ChunkAdvice::refetch:
      response.result = Response::Result::retry;
      response.refetch_chunks = {request.index};
      response.reject_senders = {request.sender};
      break;
    case storage::ChunkAdvice::reject:
      response.result = Response::Result::reject_snapshot;
      break;
    case storage::ChunkAdvice::abort:
      break;
  }
  return response;
}

/// The engine's record comes with the first commit; until then the restored header says how far this member has come.
void Machine::finish_restore() {
  const auto block = needs_.snapshots->finish();
  if (!block) halt("restoring a snapshot: " + block.error().text);
  auto opened = value_or_halt(needs_.open_replica(), "opening what a snapshot brought");
  {
    const std::scoped_lock lock(mutex_);
    replica_ = std::move(opened);
  }
  keep_progress(nullptr);
  needs_.log("restored block " + std::to_string((*block)->block.header.height) + " from a snapshot");
  needs_.restored(*block);
}

}  // namespace kaisho::consensus
