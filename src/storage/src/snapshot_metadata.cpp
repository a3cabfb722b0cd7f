#include "snapshot_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/codec/rlp.hpp"

namespace kaisho::storage::snapshot {
namespace {

namespace rlp = codec::rlp;

void write_hashes(rlp::Writer& out, const std::vector<Hash>& hashes) {
  out.begin_list();
  for (const auto& hash : hashes) out.fixed(hash);
  out.end_list();
}

void write_chunk(rlp::Writer& out, const ChunkEntry& chunk) {
  out.begin_list().number(static_cast<std::uint64_t>(chunk.kind)).number(chunk.size).fixed(chunk.hash);
  if (chunk.subtree) {
    const auto& [prefix, root, leaves] = *chunk.subtree;
    out.number(std::uint64_t{prefix.length}).string(prefix.bits.view().first((prefix.length + 7u) / 8));
    out.fixed(root).number(leaves);
  }
  out.end_list();
}

bool read_hashes(rlp::ListView list, std::vector<Hash>& hashes) {
  for (const auto& item : list) {
    const auto hash = item.as_fixed<Hash>();
    if (!hash) return false;
    hashes.push_back(*hash);
  }
  return true;
}

bool read_headers(rlp::ListView list, std::vector<ledger::Header>& headers) {
  for (const auto& item : list) {
    const auto bytes = item.as_string();
    auto header = bytes && headers.size() < kHeaders ? ledger::decode_header(*bytes) : std::nullopt;
    if (!header) return false;
    headers.push_back(std::move(*header));
  }
  return !headers.empty();
}

/// `bits` are the prefix's bytes; what lies behind its length must be zero (root_of_subtrees looks at that).
bool read_prefix(std::uint64_t length, ByteView bits, state::Prefix& prefix) {
  if (length > 8 * state::TreeKey::kSize || bits.size() != (length + 7) / 8) return false;
  prefix.length = static_cast<std::uint16_t>(length);
  std::ranges::copy(bits, prefix.bits.bytes.begin());
  return true;
}

std::optional<ChunkEntry> read_chunk(const rlp::Item& item) {
  rlp::Fields fields(item);
  ChunkEntry chunk;
  const auto kind = fields.u64();
  chunk.size = fields.u64();
  chunk.hash = fields.fixed<Hash>();
  chunk.kind = static_cast<ChunkKind>(kind);
  bool fits = kind >= 1 && kind <= 4 && chunk.size > 0 && chunk.size <= kMaxChunkSize;
  if (fits && chunk.kind == ChunkKind::state) {
    auto& subtree = chunk.subtree.emplace();
    const auto length = fields.u64();
    fits = read_prefix(length, fields.string(), subtree.prefix);
    subtree.root = fields.fixed<Hash>();
    subtree.leaves = fields.u64();
  }
  if (!fits || !fields.finish()) return std::nullopt;
  return chunk;
}

/// The genesis first and once, then perhaps the block, the states, the codes.
bool in_order(const std::vector<ChunkEntry>& chunks) {
  const auto count = [&](ChunkKind kind) { return std::ranges::count(chunks, kind, &ChunkEntry::kind); };
  return std::ranges::is_sorted(chunks, {}, &ChunkEntry::kind) && count(ChunkKind::genesis) == 1 &&
         count(ChunkKind::block) <= 1;
}

bool read_chunks(rlp::ListView list, std::vector<ChunkEntry>& chunks) {
  for (const auto& item : list) {
    auto chunk = chunks.size() < kMaxChunks ? read_chunk(item) : std::nullopt;
    if (!chunk) return false;
    chunks.push_back(std::move(*chunk));
  }
  return in_order(chunks);
}

bool read_fields(rlp::Fields& fields, Metadata& metadata) {
  auto genesis = ledger::decode_header(fields.string());
  if (!genesis) return false;
  metadata.genesis = std::move(*genesis);
  const auto headers = fields.list();
  const auto peaks = fields.list();
  const auto path = fields.list();
  const auto chunks = fields.list();
  return fields.finish() && read_headers(headers, metadata.headers) && read_hashes(peaks, metadata.peaks) &&
         read_hashes(path, metadata.genesis_path) && read_chunks(chunks, metadata.chunks);
}

std::optional<rlp::ListView> list_of(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  const auto list = item ? item->as_list() : std::unexpected(item.error());
  return list ? std::optional(*list) : std::nullopt;
}

}  // namespace

Bytes encode_metadata(const Metadata& metadata) {
  rlp::Writer out;
  out.begin_list().number(std::uint64_t{kSnapshotFormat}).string(ledger::encode_header(metadata.genesis));
  out.begin_list();
  for (const auto& header : metadata.headers) out.string(ledger::encode_header(header));
  out.end_list();
  write_hashes(out, metadata.peaks);
  write_hashes(out, metadata.genesis_path);
  out.begin_list();
  for (const auto& chunk : metadata.chunks) write_chunk(out, chunk);
  out.end_list().end_list();
  return std::move(out).take();
}

SnapshotResult<Metadata> decode_metadata(ByteView bytes) {
  const auto item =
      bytes.size() <= kMaxSnapshotMetadata ? rlp::decode(bytes) : std::unexpected(rlp::Error::too_many_items);
  if (!item || !item->is_list()) {
    return refuse(SnapshotErrorCode::malformed,
                  "the snapshot's metadata is not in its form (docs/formats/snapshot.md)");
  }
  rlp::Fields fields(*item);
  const auto format = fields.u64();
  if (format > kSnapshotFormat) {
    return refuse(SnapshotErrorCode::unknown_format,
                  fmt::format("the snapshot has format {}, this version reads format {}: use the version that wrote it",
                              format, kSnapshotFormat));
  }
  Metadata metadata;
  if (format != kSnapshotFormat || !read_fields(fields, metadata)) {
    return refuse(SnapshotErrorCode::malformed,
                  "the snapshot's metadata is not in its form (docs/formats/snapshot.md)");
  }
  return metadata;
}

Bytes encode_block(const ledger::Block& block) {
  rlp::Writer out;
  out.begin_list().begin_list();
  for (const auto& tx : block.transactions) out.string(tx.wire);
  out.end_list().begin_list();
  for (const auto& receipt : block.receipts) out.string(ledger::encode_receipt(receipt));
  out.end_list().end_list();
  return std::move(out).take();
}

std::optional<BlockBody> decode_block(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  if (!item) return std::nullopt;
  rlp::Fields fields(*item);
  const auto wires = fields.list();
  const auto receipts = fields.list();
  if (!fields.finish()) return std::nullopt;
  BlockBody body;
  for (const auto& wire : wires) {
    if (wire.is_list()) return std::nullopt;
    body.wires.push_back(bytes_of(wire.payload()));
  }
  for (const auto& encoded : receipts) {
    auto receipt = encoded.is_list() ? std::nullopt : ledger::decode_receipt(encoded.payload());
    if (!receipt) return std::nullopt;
    body.receipts.push_back(std::move(*receipt));
  }
  return body;
}

Bytes encode_codes(const std::vector<Bytes>& codes) {
  rlp::Writer out;
  out.begin_list();
  for (const auto& code : codes) out.string(code);
  out.end_list();
  return std::move(out).take();
}

std::optional<std::vector<Bytes>> decode_codes(ByteView bytes) {
  const auto list = list_of(bytes);
  if (!list || list->empty()) return std::nullopt;
  std::vector<Bytes> codes;
  for (const auto& item : *list) {
    if (item.is_list() || item.payload().empty()) return std::nullopt;
    codes.push_back(bytes_of(item.payload()));
  }
  return codes;
}

}  // namespace kaisho::storage::snapshot
