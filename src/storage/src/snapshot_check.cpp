#include "snapshot_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/base/hex.hpp"
#include "kaisho/crypto/hash.hpp"
#include "kaisho/state/keys.hpp"

namespace kaisho::storage::snapshot {
namespace {

namespace merkle = codec::merkle;
using enum SnapshotErrorCode;

merkle::Frontier& append_header(merkle::Frontier& history, const ledger::Header& header) {
  static_cast<void>(history.append(merkle::leaf_hash(ledger::encode_header(header))));
  return history;
}

SnapshotResult<void> check_headers(const Metadata& metadata) {
  const auto& headers = metadata.headers;
  if (headers.size() != std::min<std::uint64_t>(kHeaders, metadata.header().height + 1)) {
    return refuse(malformed, fmt::format("the snapshot brings {} headers: too few or too many", headers.size()));
  }
  for (std::size_t i = 1; i < headers.size(); ++i) {
    const auto& parent = headers[i - 1];
    const auto& header = headers[i];
    if (header.height == parent.height + 1 && header.chain_id == parent.chain_id &&
        header.parent_hash == ledger::header_hash(parent)) {
      continue;
    }
    return refuse(broken_headers,
                  fmt::format("the snapshot's header {} does not follow header {}", header.height, parent.height));
  }
  return {};
}

SnapshotResult<void> check_subject(const Checked& checked, const SnapshotTrust& trust) {
  const auto& snapshot = checked.snapshot;
  if (trust.header_hash && *trust.header_hash != snapshot.header_hash) {
    return refuse(other_header,
                  fmt::format("the snapshot shows block {} with hash {}, trusted is {}", snapshot.header.height,
                              to_hex(snapshot.header_hash), to_hex(*trust.header_hash)));
  }
  if (trust.snapshot_hash && *trust.snapshot_hash != snapshot.hash) {
    return refuse(other_header, fmt::format("this is snapshot {}, trusted is {}", to_hex(snapshot.hash),
                                            to_hex(*trust.snapshot_hash)));
  }
  if (trust.header_hash || trust.snapshot_hash || trust.history_root) return {};
  return refuse(unproven_history, "nothing that is trusted was given");
}

SnapshotResult<void> check_history(const Checked& checked, const std::optional<SnapshotTrust>& trust) {
  const auto& metadata = checked.metadata;
  const auto& header = metadata.header();
  auto history = checked.before;
  for (std::size_t i = 0; i + 1 < metadata.headers.size(); ++i) append_header(history, metadata.headers[i]);
  const bool committed = header.extra.size() == kExtraWithHistory;
  const auto other = [&](std::string_view than) {
    return refuse(other_history,
                  fmt::format("the snapshot's history up to block {} is not that of {}", header.height, than));
  };
  if (committed && !equal(ByteView(header.extra).subspan(kHistoryRootAt), history.root().view())) {
    return other("its header");
  }
  const auto root = append_header(history, header).root();
  if (trust && trust->history_root && *trust->history_root != root) return other("the checkpoint");
  const auto genesis_leaf = merkle::leaf_hash(ledger::encode_header(metadata.genesis));
  if (metadata.genesis.height != 0 ||
      !merkle::verify_inclusion(genesis_leaf, 0, header.height + 1, metadata.genesis_path, root)) {
    return refuse(foreign_chain, "the snapshot's block 0 is not the first of its history");
  }
  const bool all_headers = metadata.headers.front().height == 0;  // then the parent hashes prove the rest
  if (!trust || committed || all_headers || trust->history_root || trust->snapshot_hash) return {};
  return refuse(unproven_history,
                fmt::format("the header of block {} does not commit to the blocks before it: give a signed checkpoint "
                            "of {} blocks, or the snapshot's own hash",
                            header.height, header.height + 1));
}

SnapshotResult<void> check_state(const Metadata& metadata) {
  std::vector<state::Subtree> subtrees;
  for (const auto& chunk : metadata.chunks) {
    if (chunk.subtree) subtrees.push_back(*chunk.subtree);
  }
  if (state::root_of_subtrees(subtrees) == metadata.header().state_root) return {};
  return refuse(other_state,
                fmt::format("the snapshot's chunks do not give the state root of block {}", metadata.header().height));
}

}  // namespace

SnapshotResult<Checked> check_metadata(ByteView bytes, const std::optional<SnapshotTrust>& trust) {
  auto metadata = decode_metadata(bytes);
  if (!metadata) return std::unexpected(metadata.error());
  if (auto follow = check_headers(*metadata); !follow) return std::unexpected(follow.error());
  auto before = merkle::Frontier::restore(metadata->headers.front().height, std::move(metadata->peaks));
  if (!before) return refuse(malformed, "the snapshot's history tree has another number of peaks than its size");
  metadata->peaks = before->peaks();
  Checked checked{.metadata = std::move(*metadata), .snapshot = {}, .before = std::move(*before)};
  const auto& header = checked.metadata.header();
  checked.snapshot = {.header = header,
                      .header_hash = ledger::header_hash(header),
                      .chunks = static_cast<std::uint32_t>(checked.metadata.chunks.size()),
                      .hash = crypto::blake3(bytes),
                      .metadata = bytes_of(bytes)};
  if (trust) {
    if (auto same = check_subject(checked, *trust); !same) return std::unexpected(same.error());
  }
  if (auto history = check_history(checked, trust); !history) return std::unexpected(history.error());
  if (auto state = check_state(checked.metadata); !state) return std::unexpected(state.error());
  return checked;
}

std::optional<BlockBody> check_block(const ledger::Header& header, ByteView chunk) {
  auto body = decode_block(chunk);
  if (!body || body->wires.size() != header.transaction_count) return std::nullopt;
  std::vector<Hash> leaves;
  for (const auto& wire : body->wires) leaves.push_back(merkle::leaf_hash(wire));
  if (merkle::root(leaves) != header.transactions_root) return std::nullopt;
  if (ledger::receipts_root(body->receipts) != header.receipts_root) return std::nullopt;
  return body;
}

SnapshotResult<void> ChunkCheck::take(std::uint32_t index, ByteView chunk) {
  const auto& chunks = checked_.metadata.chunks;
  if (index >= chunks.size()) return refuse(unexpected, fmt::format("the snapshot has no chunk {}", index));
  if (chunk.size() != chunks[index].size || crypto::blake3(chunk) != chunks[index].hash) {
    return refuse(other_chunk, fmt::format("chunk {}: these are not the bytes that the metadata lists", index));
  }
  if (auto fine = look_at(index, chunk); !fine) return fine;
  taken_.insert(index);
  return {};
}

SnapshotResult<void> ChunkCheck::look_at(std::uint32_t index, ByteView chunk) {
  const auto& metadata = checked_.metadata;
  switch (metadata.chunks[index].kind) {
    case ChunkKind::genesis: {
      const auto hash = crypto::keccak256(chunk);
      if (equal(hash.view(), metadata.genesis.extra) && ledger::decode_genesis(chunk)) return {};
      return refuse(wrong_genesis, fmt::format("chunk {}: not the genesis document that block 0 names", index));
    }
    case ChunkKind::block:
      if (check_block(metadata.header(), chunk)) return {};
      return refuse(wrong_block, fmt::format("chunk {}: not the transactions and receipts of block {}", index,
                                             metadata.header().height));
    case ChunkKind::state:
      return take_state(index, chunk);
    case ChunkKind::code:
      return take_codes(index, chunk);
  }
  return refuse(malformed, fmt::format("chunk {} is of no known kind", index));
}

SnapshotResult<void> ChunkCheck::take_state(std::uint32_t index, ByteView chunk) {
  const auto leaves = state::decode_leaves(chunk);
  if (!leaves) return refuse(malformed, fmt::format("chunk {}: not a list of keys and values", index));
  if (const auto fits = state::check_subtree(*checked_.metadata.chunks[index].subtree, *leaves); !fits) {
    return refuse(fits.error() == state::SubtreeError::other_count ? missing_leaves : foreign_leaves,
                  fmt::format("chunk {}: {}", index, state::describe(fits.error())));
  }
  for (const auto& leaf : *leaves) {
    const auto account = state::decode_account(leaf.value);
    if (account && account->code_hash != ledger::kEmptyCodeHash) named_.insert(account->code_hash);
  }
  return {};
}

SnapshotResult<void> ChunkCheck::take_codes(std::uint32_t index, ByteView chunk) {
  const auto codes = decode_codes(chunk);
  if (!codes) return refuse(malformed, fmt::format("chunk {}: not a list of codes", index));
  std::optional<Hash> last;
  for (const auto& code : *codes) {
    const auto hash = crypto::keccak256(code);
    if (last && hash <= *last) return refuse(malformed, fmt::format("chunk {}: codes out of order", index));
    last = hash;
    brought_.insert(hash);
  }
  return {};
}

SnapshotResult<void> ChunkCheck::finish() const {
  if (!complete()) {
    return refuse(unexpected, fmt::format("{} of {} chunks are there", taken_.size(), checked_.metadata.chunks.size()));
  }
  if (named_ == brought_) return {};
  return refuse(wrong_code, "the snapshot's codes are not those that its accounts name");
}

}  // namespace kaisho::storage::snapshot
