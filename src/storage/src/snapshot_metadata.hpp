#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "kaisho/ledger/genesis.hpp"
#include "kaisho/state/subtree.hpp"
#include "kaisho/storage/snapshot.hpp"

/// Bytes of snapshots (docs/formats/snapshot.md). Decoders take exactly what the encoders make.
namespace kaisho::storage::snapshot {

inline constexpr std::size_t kHeaders = 256;          ///< with the snapshot's own: what BLOCKHASH can ask for
inline constexpr std::size_t kStateChunk = 4u << 20;  ///< bytes of leaves a chunk
inline constexpr std::size_t kCodeChunk = 4u << 20;   ///< bytes of code after which a chunk is full
inline constexpr std::size_t kMaxChunks = 1u << 16;
inline constexpr std::size_t kHistoryRootAt = 8;  ///< in a header's `extra`, behind the consensus height
inline constexpr std::size_t kExtraWithHistory = 8 + 32;

enum class ChunkKind : std::uint8_t {
  genesis = 1,  ///< the genesis document
  block = 2,    ///< transactions and receipts of the snapshot's block
  state = 3,    ///< the leaves of one subtree
  code = 4,     ///< codes that the state's accounts name
};

/// What the metadata says of a chunk.
struct ChunkEntry {
  ChunkKind kind = ChunkKind::state;
  std::uint64_t size = 0;                 ///< bytes
  Hash hash;                              ///< BLAKE3 of the bytes
  std::optional<state::Subtree> subtree;  ///< of a state chunk, and only there
};

struct Metadata {
  ledger::Header genesis;               ///< block 0
  std::vector<ledger::Header> headers;  ///< the last 256 (or all from block 0 on), ascending; never empty
  std::vector<Hash> peaks;              ///< of the history tree over the headers before those
  std::vector<Hash> genesis_path;       ///< RFC 6962 audit path of block 0 in the tree of all headers
  std::vector<ChunkEntry> chunks;       ///< genesis, perhaps block, states in the tree's order, codes

  [[nodiscard]] const ledger::Header& header() const { return headers.back(); }
};

[[nodiscard]] Bytes encode_metadata(const Metadata& metadata);
/// Errors: malformed, unknown_format. Checks the form alone.
[[nodiscard]] SnapshotResult<Metadata> decode_metadata(ByteView bytes);

struct BlockBody {
  std::vector<Bytes> wires;
  std::vector<ledger::Receipt> receipts;
};
/// RLP [[wire form, …], [encoded receipt, …]].
[[nodiscard]] Bytes encode_block(const ledger::Block& block);
[[nodiscard]] std::optional<BlockBody> decode_block(ByteView bytes);

/// RLP list of codes.
[[nodiscard]] Bytes encode_codes(const std::vector<Bytes>& codes);
/// At least one, none empty.
[[nodiscard]] std::optional<std::vector<Bytes>> decode_codes(ByteView bytes);

[[nodiscard]] inline std::unexpected<SnapshotError> refuse(SnapshotErrorCode code, std::string text) {
  return std::unexpected(SnapshotError{.code = code, .text = std::move(text)});
}
[[nodiscard]] inline std::unexpected<SnapshotError> refuse(const StoreError& error) {
  return refuse(SnapshotErrorCode::store, error.text);
}

}  // namespace kaisho::storage::snapshot
