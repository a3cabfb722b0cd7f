#include "snapshot_maker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/crypto/hash.hpp"
#include "kaisho/state/keys.hpp"
#include "snapshot_file.hpp"

namespace kaisho::storage::snapshot {
namespace {

/// Writes chunks as they come and lists them.
class Maker {
 public:
  Maker(FrozenChain& chain, DiskFile file) : chain_(chain), file_(std::move(file)) {}

  Result<void> genesis() {
    const auto document = ledger::encode_genesis(chain_.genesis());
    if (document.size() <= kMaxChunkSize) return add(ChunkKind::genesis, document);
    return fail(ErrorCode::medium, fmt::format("the genesis document has {} bytes: no snapshot carries more than {}",
                                               document.size(), kMaxChunkSize));
  }

  /// A block too big for a chunk stays behind: the snapshot's block is then known by its header alone.
  Result<void> block() {
    const auto& last = chain_.last();
    const bool whole = last.transactions.size() == last.header.transaction_count;
    const auto bytes = whole ? encode_block(last) : Bytes{};
    return whole && bytes.size() <= kMaxChunkSize ? add(ChunkKind::block, bytes) : Result<void>{};
  }

  Result<bool> states(const std::stop_token& stop) {
    std::optional<StoreError> failed;
    chain_.begin_leaves();
    state::Division division(
        [&]() -> std::optional<state::LeafData> {
          auto leaf = chain_.next_leaf();
          if (!leaf) failed = leaf.error();
          return leaf ? std::move(*leaf) : std::nullopt;
        },
        kStateChunk);
    while (auto piece = division.next()) {
      if (failed) break;
      if (stop.stop_requested()) return false;
      note_codes(piece->leaves);
      if (auto added = add(ChunkKind::state, state::encode_leaves(piece->leaves), piece->subtree); !added) {
        return std::unexpected(added.error());
      }
    }
    if (failed) return std::unexpected(*failed);
    return true;
  }

  Result<void> codes() {
    std::vector<Bytes> waiting;
    std::size_t bytes = 0;
    for (const auto& hash : code_hashes_) {
      const auto code = chain_.tables().states.code(hash);
      if (!code) return std::unexpected(code.error());
      if (!*code) return fail(ErrorCode::damaged, "the state names a code that is missing");
      waiting.push_back(**code);
      bytes += (*code)->size();
      if (bytes < kCodeChunk) continue;
      if (auto added = add(ChunkKind::code, encode_codes(std::exchange(waiting, {}))); !added) return added;
      bytes = 0;
    }
    return waiting.empty() ? Result<void>{} : add(ChunkKind::code, encode_codes(waiting));
  }

  Result<void> history() {
    const auto height = chain_.last().header.height;
    const auto first = height + 1 - std::min<Height>(kHeaders, height + 1);
    const auto genesis = header(0);
    if (!genesis) return std::unexpected(genesis.error());
    metadata_.genesis = *genesis;
    for (auto at = first; at <= height; ++at) {
      auto one = header(at);
      if (!one) return std::unexpected(one.error());
      metadata_.headers.push_back(std::move(*one));
    }
    auto peaks = chain_.tables().history.peaks(first);
    if (!peaks) return std::unexpected(peaks.error());
    metadata_.peaks = std::move(*peaks);
    auto path = chain_.tables().history.inclusion(0, height + 1);
    if (!path) return std::unexpected(path.error());
    metadata_.genesis_path = std::move(*path);
    return {};
  }

  Result<Bytes> finish(const std::filesystem::path& file) && {
    auto bytes = encode_metadata(metadata_);
    if (auto written = file_.write_at(at_, tail_of(bytes)); !written) return std::unexpected(written.error());
    if (auto done = std::move(file_).publish(file); !done) return std::unexpected(done.error());
    return bytes;
  }

 private:
  Result<void> add(ChunkKind kind, const Bytes& bytes, std::optional<state::Subtree> subtree = {}) {
    metadata_.chunks.push_back(
        {.kind = kind, .size = bytes.size(), .hash = crypto::blake3(bytes), .subtree = std::move(subtree)});
    auto written = file_.write_at(at_, bytes);
    at_ += bytes.size();
    return written;
  }

  void note_codes(const std::vector<state::LeafData>& leaves) {
    for (const auto& leaf : leaves) {
      const auto account = state::decode_account(leaf.value);
      if (account && account->code_hash != ledger::kEmptyCodeHash) code_hashes_.insert(account->code_hash);
    }
  }

  Result<ledger::Header> header(Height height) {
    auto record = chain_.tables().blocks.header(height);
    if (!record) return std::unexpected(record.error());
    if (!*record) return fail(ErrorCode::damaged, fmt::format("the header of block {} is missing", height));
    return std::move((*record)->header);
  }

  FrozenChain& chain_;
  DiskFile file_;
  std::uint64_t at_ = 0;
  Metadata metadata_;
  std::set<Hash> code_hashes_;
};

/// False where it was asked to stop.
Result<bool> make_parts(Maker& maker, const std::stop_token& stop) {
  if (auto made = maker.genesis(); !made) return std::unexpected(made.error());
  if (auto made = maker.block(); !made) return std::unexpected(made.error());
  if (auto made = maker.states(stop); !made || !*made) return made;
  if (auto made = maker.codes(); !made) return std::unexpected(made.error());
  if (auto made = maker.history(); !made) return std::unexpected(made.error());
  return true;
}

}  // namespace

SnapshotResult<std::optional<Snapshot>> make_snapshot(FrozenChain& chain, const std::filesystem::path& file,
                                                      const std::stop_token& stop) {
  const auto part = std::filesystem::path(file.string() + ".part");
  auto begun = DiskFile::create(part);
  if (!begun) return refuse(begun.error());
  Maker maker(chain, std::move(*begun));
  const auto made = make_parts(maker, stop);
  if (!made || !*made) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    if (!made) return refuse(made.error());
    return std::optional<Snapshot>{};
  }
  const auto metadata = std::move(maker).finish(file);
  if (!metadata) return refuse(metadata.error());
  auto checked = check_metadata(*metadata, std::nullopt);  // a damaged store makes no snapshot that looks whole
  if (!checked) return std::unexpected(checked.error());
  return std::optional(std::move(checked->snapshot));
}

}  // namespace kaisho::storage::snapshot
