#include "kaisho/storage/chain_store.hpp"

#include <fmt/format.h>

#include "chain_store_impl.hpp"

namespace kaisho::storage {

ChainStore::ChainStore(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
ChainStore::~ChainStore() = default;

Result<Candidate> ChainStore::prepare(ledger::StateDiff diff) {
  return impl_->prepare(std::make_shared<const ledger::StateDiff>(std::move(diff)));
}
Result<BlockPtr> ChainStore::commit(ledger::Block block, const Candidate& candidate, ByteView engine_record) {
  return impl_->commit(std::move(block), candidate, engine_record);
}
Result<void> ChainStore::keep_record(ByteView engine_record) { return impl_->keep_record(engine_record); }
Result<void> ChainStore::flush() { return impl_->flush(); }
Result<std::optional<Bytes>> ChainStore::record() const {
  return impl_->tables()->database->get(Column::meta, view_of(meta::kEngineRecord));
}
Result<void> ChainStore::prune_below(Height height) { return impl_->prune_below(height); }

std::shared_ptr<const ledger::StateView> ChainStore::latest() const { return view_at(impl_->tables(), height()); }

Result<std::shared_ptr<const ledger::StateView>> ChainStore::at(Height height) const {
  if (auto readable = impl_->readable(height); !readable) return std::unexpected(readable.error());
  return view_at(impl_->tables(), height);
}

Result<StateProof> ChainStore::prove_state(ByteView raw_key, Height height) const {
  if (auto readable = impl_->readable(height); !readable) return std::unexpected(readable.error());
  const auto header = impl_->tables()->blocks.header(height);
  if (!header) return std::unexpected(header.error());
  if (!*header) return fail(ErrorCode::damaged, fmt::format("the header of block {} is missing", height));
  return impl_->tables()->tree.prove(raw_key, height, (*header)->header.state_root);
}

Result<void> ChainStore::visit_state(Height height, const std::function<bool(ByteView, ByteView)>& visit) const {
  if (auto readable = impl_->readable(height); !readable) return readable;
  return impl_->tables()->states.visit(height, visit);
}

Height ChainStore::height() const { return last_block()->block.header.height; }
BlockPtr ChainStore::last_block() const { return impl_->last(); }
const ledger::Genesis& ChainStore::genesis() const { return impl_->genesis(); }
Hash ChainStore::genesis_hash() const { return impl_->genesis_hash(); }
Height ChainStore::oldest_state() const { return impl_->tables()->oldest_state.load(); }

Height ChainStore::oldest_block() const { return impl_->tables()->oldest_block.load(); }

Result<BlockPtr> ChainStore::block(Height height) const {
  if (auto kept = impl_->kept(height); !kept) return std::unexpected(kept.error());
  return height > this->height() ? BlockPtr{} : impl_->tables()->blocks.block(height);
}

Result<std::optional<ledger::Header>> ChainStore::header(Height height) const {
  auto record = impl_->tables()->blocks.header(height);
  if (!record) return std::unexpected(record.error());
  if (!*record) {
    if (auto kept = impl_->kept(height); !kept) return std::unexpected(kept.error());
    return std::optional<ledger::Header>{};
  }
  return std::move((*record)->header);
}

Result<std::optional<Hash>> ChainStore::block_hash(Height height) const {
  auto hash = impl_->tables()->blocks.hash_of(height);
  if (!hash || *hash) return hash;
  if (auto kept = impl_->kept(height); !kept) return std::unexpected(kept.error());
  return hash;
}
Result<std::optional<Height>> ChainStore::height_of(const Hash& block_hash) const {
  return impl_->tables()->blocks.height_of(block_hash);
}
Result<std::optional<TransactionPlace>> ChainStore::find_transaction(const Hash& transaction_hash) const {
  return impl_->tables()->blocks.find_transaction(transaction_hash);
}

FrozenChain SnapshotAccess::freeze(const ChainStore& store) { return store.impl_->freeze(); }
Result<BlockPtr> SnapshotAccess::adopt(ChainStore& store, const Adoption& adoption, ByteView engine_record) {
  return store.impl_->adopt(adoption, engine_record);
}

namespace {

std::unexpected<StoreError> bad_size(std::uint64_t size, Height last) {
  return fail(ErrorCode::unknown_height,
              fmt::format("there is no history tree of size {}: block {} is the last", size, last));
}

}  // namespace

Result<Hash> ChainStore::history_root(std::uint64_t size) const {
  if (size > height() + 1) return bad_size(size, height());
  return impl_->tables()->history.root(size);
}
Result<std::vector<Hash>> ChainStore::history_inclusion(Height height, std::uint64_t size) const {
  if (size > this->height() + 1 || height >= size) return bad_size(size, this->height());
  return impl_->tables()->history.inclusion(height, size);
}
Result<std::vector<Hash>> ChainStore::history_consistency(std::uint64_t old_size, std::uint64_t new_size) const {
  if (new_size > height() + 1 || old_size > new_size) return bad_size(new_size, height());
  return impl_->tables()->history.consistency(old_size, new_size);
}

}  // namespace kaisho::storage
