#include <fmt/format.h>

#include <map>

#include "chain_store_impl.hpp"
#include "kaisho/base/hex.hpp"
#include "kaisho/crypto/hash.hpp"
#include "kaisho/state/keys.hpp"
#include "records.hpp"

// A store at block 0 becomes one at a snapshot's block, in the same database: readers of block 0 go on until the last
// write is done, and a crash before it is undone at the next opening.
namespace kaisho::storage {
namespace {

using snapshot::ChunkKind;

constexpr std::size_t kBatchBytes = 1 << 20;

/// Lays the chunks into the database. Nothing of it counts before `finish`.
class Layer {
 public:
  Layer(Tables& tables, const Adoption& adoption)
      : tables_(tables),
        adoption_(adoption),
        height_(adoption.checked.snapshot.header.height),
        batch_(tables.database->batch()) {}

  /// The keys of genesis, of which those that the snapshot lacks are absent at its height.
  Result<void> begin() {
    const auto visited = tables_.database->visit(Column::leaves, {}, [&](ByteView key, ByteView value) {
      const auto place = fixed_from<state::TreeKey>(key);
      auto leaf = records::decode_leaf(value);
      if (place && leaf) before_.emplace(*place, std::move(leaf->raw_key));
      return true;
    });
    if (!visited) return visited;
    batch_.put(Column::meta, view_of(meta::kAdopting), records::big_endian(height_));
    return flush(true);
  }

  Result<void> lay(std::uint32_t index) {
    const auto bytes = adoption_.chunk(index);
    if (!bytes) return std::unexpected(bytes.error());
    const auto& entry = adoption_.checked.metadata.chunks[index];
    if (crypto::blake3(*bytes) != entry.hash) {
      return fail(ErrorCode::damaged, fmt::format("chunk {} of the snapshot changed on this disk since it was checked: "
                                                  "fetch it again",
                                                  index));
    }
    switch (entry.kind) {
      case ChunkKind::genesis:
        return {};  // the store has it
      case ChunkKind::block:
        return lay_block(*bytes);
      case ChunkKind::state:
        return lay_leaves(*bytes);
      case ChunkKind::code:
        return lay_codes(*bytes);
    }
    return {};
  }

  /// The write that makes it count: headers, look-ups and block come with it alone.
  Result<void> finish(ByteView engine_record) {
    tree_ = builder_.finish(height_, tables_.tree.limits());
    if (tree_->root() != adoption_.checked.snapshot.header.state_root) {
      return fail(ErrorCode::state_mismatch, "the snapshot's leaves do not give its state root");
    }
    for (const auto& [key, raw_key] : before_) {
      batch_.put(Column::state, state::versioned_key(raw_key, height_), {});
      batch_.put(Column::leaves, key.view(), records::encode_leaf(std::nullopt, raw_key));
    }
    lay_headers();
    if (block_) BlockTable::put(batch_, *block_);
    batch_.put(Column::meta, view_of(meta::kOldestBlock), records::big_endian(oldest_block()));
    batch_.put(Column::meta, view_of(meta::kOldestState), records::big_endian(height_));
    batch_.erase(Column::meta, view_of(meta::kEngineRecord));  // it spoke of block 0
    if (!engine_record.empty()) batch_.put(Column::meta, view_of(meta::kEngineRecord), engine_record);
    batch_.erase(Column::meta, view_of(meta::kAdopting));
    return flush(true);
  }

  /// After `finish`.
  [[nodiscard]] state::StateTree take_tree() { return std::move(*tree_); }
  [[nodiscard]] Height oldest_block() const { return block_ ? height_ : height_ + 1; }
  /// The snapshot's block; without its transactions where they did not come along.
  [[nodiscard]] BlockPtr last() const {
    if (block_) return block_;
    const auto& snapshot = adoption_.checked.snapshot;
    return std::make_shared<const StoredBlock>(StoredBlock{
        .hash = snapshot.header_hash, .block = {.header = snapshot.header, .transactions = {}, .receipts = {}}});
  }

 private:
  Result<void> lay_leaves(ByteView bytes) {
    const auto leaves = state::decode_leaves(bytes);
    if (!leaves) return fail(ErrorCode::damaged, "a chunk of the snapshot is no list of keys and values");
    for (const auto& leaf : *leaves) {
      const auto key = state::tree_key(leaf.raw_key);
      const auto value = state::value_hash(leaf.value);
      builder_.add(key, value);
      before_.erase(key);
      batch_.put(Column::state, state::versioned_key(leaf.raw_key, height_), leaf.value);
      batch_.put(Column::leaves, key.view(), records::encode_leaf(value, leaf.raw_key));
      if (batch_.bytes() < kBatchBytes) continue;
      if (auto written = flush(false); !written) return written;
    }
    return {};
  }

  Result<void> lay_codes(ByteView bytes) {
    const auto codes = snapshot::decode_codes(bytes);
    if (!codes) return fail(ErrorCode::damaged, "a chunk of the snapshot is no list of codes");
    for (const auto& code : *codes) batch_.put(Column::code, crypto::keccak256(code).view(), code);
    return flush(false);
  }

  Result<void> lay_block(ByteView bytes) {
    auto body = snapshot::check_block(adoption_.checked.snapshot.header, bytes);
    if (!body) return fail(ErrorCode::damaged, "a chunk of the snapshot is not its block");
    ledger::Block block{
        .header = adoption_.checked.snapshot.header, .transactions = {}, .receipts = std::move(body->receipts)};
    for (auto& wire : body->wires) {
      auto transaction = ledger::recover_transaction(std::move(wire));
      if (!transaction) return fail(ErrorCode::damaged, "the snapshot's block holds a transaction without a sender");
      block.transactions.push_back(std::move(*transaction));
    }
    block_ = std::make_shared<const StoredBlock>(
        StoredBlock{.hash = adoption_.checked.snapshot.header_hash, .block = std::move(block)});
    return {};
  }

  void lay_headers() {
    const auto& metadata = adoption_.checked.metadata;
    auto history = adoption_.checked.before;
    History::put_edge(batch_, history, metadata.genesis_path, height_ + 1);
    for (const auto& header : metadata.headers) {
      const auto hash = ledger::header_hash(header);
      batch_.put(Column::headers, records::big_endian(header.height), records::encode_header(hash, header));
      batch_.put(Column::block_heights, hash.view(), records::big_endian(header.height));
      History::put_nodes(batch_, history.append(codec::merkle::leaf_hash(ledger::encode_header(header))));
    }
  }

  Result<void> flush(bool durable) {
    return tables_.database->write(std::exchange(batch_, tables_.database->batch()), durable);
  }

  Tables& tables_;
  const Adoption& adoption_;
  Height height_;
  Database::Batch batch_;
  std::map<state::TreeKey, Bytes> before_;  // raw keys of genesis that the snapshot has not brought
  state::TreeBuilder builder_;
  std::optional<state::StateTree> tree_;
  BlockPtr block_;
};

Result<void> lay_all(Layer& layer, const Adoption& adoption, ByteView engine_record) {
  if (auto begun = layer.begin(); !begun) return begun;
  for (std::uint32_t index = 0; index < adoption.checked.metadata.chunks.size(); ++index) {
    if (auto laid = layer.lay(index); !laid) return laid;
  }
  return layer.finish(engine_record);
}

}  // namespace

Result<BlockPtr> ChainStore::Impl::adopt(const Adoption& adoption, ByteView engine_record) {
  if (auto going = check_going(); !going) return std::unexpected(going.error());
  const auto& snapshot = adoption.checked.snapshot;
  if (last()->block.header.height != 0) {
    return fail(ErrorCode::not_next, fmt::format("{} holds blocks already: a snapshot is restored into an empty store",
                                                 options_.folder.string()));
  }
  if (ledger::header_hash(adoption.checked.metadata.genesis) != genesis_hash_) {
    return fail(ErrorCode::other_chain, "the snapshot belongs to another chain");
  }
  staged_.reset();
  tables_->tree.discard();
  Layer layer(*tables_, adoption);
  const std::scoped_lock no_pruning(tables_->pruning);
  const std::scoped_lock lock(tables_->writing);
  if (auto laid = lay_all(layer, adoption, engine_record); !laid) {
    stopped_ = laid.error().text;  // the next opening cleans up
    return std::unexpected(laid.error());
  }
  const auto height = snapshot.header.height;
  const auto restored = layer.last();
  tables_->tree.adopt(layer.take_tree());
  tables_->states.begin_anew(height);
  if (auto loaded = tables_->history.load(height + 1); !loaded) return std::unexpected(loaded.error());
  tables_->history.begins_at(layer.oldest_block());
  tables_->blocks.remember(restored);
  tables_->oldest_block = layer.oldest_block();
  {
    const std::scoped_lock last_lock(last_mutex_);
    last_ = restored;
  }
  tables_->oldest_state = height;  // last: views of block 0 hold until there is a newer one
  if (auto labelled = label(); !labelled) return std::unexpected(labelled.error());
  return restored;
}

/// What a crash left of a snapshot that was being laid in goes; the store is at block 0 again.
Result<void> ChainStore::Impl::undo_adoption() {
  auto& database = *tables_->database;
  const auto adopting = database.get(Column::meta, view_of(meta::kAdopting));
  if (!adopting) return std::unexpected(adopting.error());
  if (!*adopting) return {};
  auto batch = database.batch();
  const auto erase = [&](Column column, auto&& wanted) {
    return database.visit(column, {}, [&](ByteView key, ByteView) {
      if (wanted(key)) batch.erase(column, key);
      if (batch.bytes() < kBatchBytes) return true;
      return database.write(std::exchange(batch, database.batch()), false).has_value();
    });
  };
  const auto newer = [](ByteView key) {
    const auto version = state::parse_versioned_key(key);
    return version && version->height > 0;
  };
  if (auto erased = erase(Column::state, newer); !erased) return erased;
  if (auto erased = erase(Column::leaves, [](ByteView) { return true; }); !erased) return erased;
  TreeKeeper::put(batch, changes_of(genesis_.state));
  batch.erase(Column::meta, view_of(meta::kAdopting));
  return database.write(std::move(batch), true);
}

}  // namespace kaisho::storage
