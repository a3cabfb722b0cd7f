#include "block_table.hpp"
#include "repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kaisho::storage {

BlockTable::BlockTable(const Database& database, const Cache& cache) : database_(database), cache_(cache) {}

Result<BlockPtr> BlockTable::block(Height height) const {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = cached_.find(height); found != cached_.end()) return found->second;
  }
  auto block = read_block(height);
  if (block && *block) remember(*block);
  return block;
}

Result<BlockPtr> BlockTable::read_block(Height height) const {
  auto header = this->header(height);
  if (!header) return std::unexpected(header.error());
  if (!*header) return BlockPtr{};
  const auto key = records::big_endian(height);
  const auto body = database_.get(Column::bodies, key);
  if (!body) return std::unexpected(body.error());
  const auto receipts = database_.get(Column::receipts, key);
  if (!receipts) return std::unexpected(receipts.error());
  auto transactions = *body ? records::decode_body(**body) : std::nullopt;
  if (!transactions) return std::unexpected(bad_record("body", height));
  auto decoded_receipts = *receipts ? records::decode_receipts(**receipts) : std::nullopt;
  if (!decoded_receipts) return std::unexpected(bad_record("receipts", height));
  return std::make_shared<const StoredBlock>(StoredBlock{.hash = (*header)->hash,
                                                         .block = {.header = std::move((*header)->header),
                                                                   .transactions = std::move(*transactions),
                                                                   .receipts = std::move(*decoded_receipts)}});
}

Result<std::optional<records::HeaderRecord>> BlockTable::header(Height height) const {
  const auto bytes = database_.get(Column::headers, records::big_endian(height));
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::optional<records::HeaderRecord>{};
  auto record = records::decode_header(**bytes);
  if (!record || record->header.height != height) return std::unexpected(bad_record("header", height));
  return record;
}

Result<std::optional<Hash>> BlockTable::hash_of(Height height) const {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = cached_.find(height); found != cached_.end()) return found->second->hash;
  }
  const auto record = header(height);
  if (!record) return std::unexpected(record.error());
  return *record ? std::optional((*record)->hash) : std::nullopt;
}

Result<std::optional<Height>> BlockTable::height_of(const Hash& block_hash) const {
  const auto bytes = database_.get(Column::block_heights, block_hash.view());
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::optional<Height>{};
  return records::read_big_endian(**bytes);
}

Result<std::optional<TransactionPlace>> BlockTable::find_transaction(const Hash& hash) const {
  const auto bytes = database_.get(Column::transactions, hash.view());
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::optional<TransactionPlace>{};
  const auto place = records::decode_place(**bytes);
  if (!place) return std::optional<TransactionPlace>{};
  return TransactionPlace{.height = place->height, .index = place->index};
}

Result<std::optional<records::HeaderRecord>> BlockTable::last_header() const {
  const auto entry = database_.last(Column::headers);
  if (!entry) return std::unexpected(entry.error());
  if (!*entry) return std::optional<records::HeaderRecord>{};
  auto record = records::decode_header((*entry)->value);
  const auto height = records::read_big_endian((*entry)->key);
  if (!record || record->header.height != height) return std::unexpected(bad_record("header", height.value_or(0)));
  return record;
}

void BlockTable::put(Database::Batch& batch, const StoredBlock& stored) {
  const auto& block = stored.block;
  const auto height = block.header.height;
  const auto key = records::big_endian(height);
  batch.put(Column::headers, key, records::encode_header(stored.hash, block.header));
  batch.put(Column::bodies, key, records::encode_body(block.transactions));
  batch.put(Column::receipts, key, records::encode_receipts(block.receipts));
  batch.put(Column::block_heights, stored.hash.view(), key);
  std::vector<std::uint32_t> by_hash(block.transactions.size());
  std::iota(by_hash.begin(), by_hash.end(), 0u);
  std::ranges::sort(by_hash, {}, [&](std::uint32_t i) -> const Hash& { return block.transactions[i].hash; });
  for (const auto i : by_hash) {  // ascending keys: the write buffer takes them at half the cost
    batch.put(Column::transactions, block.transactions[i].hash.view(), records::encode_place(height, i));
  }
}

void BlockTable::remember(const BlockPtr& block) const {
  const std::scoped_lock lock(mutex_);
  const auto size_of = [](const BlockPtr& each) { return each->block.transactions.size(); };
  BlockPtr& slot = cached_[block->block.header.height];
  if (slot) cached_transactions_ -= size_of(slot);
  slot = block;
  cached_transactions_ += size_of(slot);
  // The lowest goes: what is asked for are the last blocks.
  while (cached_.size() > 1 && (cached_.size() > cache_.blocks || cached_transactions_ > cache_.transactions)) {
    cached_transactions_ -= size_of(cached_.begin()->second);
    cached_.erase(cached_.begin());
  }
}

StoreError BlockTable::bad_record(std::string_view what, Height height) {
  return {ErrorCode::damaged, fmt::format("the {} of block {} can not be read back: {}", what, height, kRepair)};
}

}  // namespace kaisho::storage
