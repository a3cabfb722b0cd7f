#pragma once

#include <map>
#include <mutex>

#include "database.hpp"
#include "records.hpp"

namespace kaisho::storage {

/// Headers, bodies, receipts and the look-ups into them, with the last decoded blocks in memory.
class BlockTable {
 public:
  BlockTable(const Database& database, std::size_t cached_blocks);

  /// Null where there is none.
  [[nodiscard]] Result<BlockPtr> block(Height height) const;
  [[nodiscard]] Result<std::optional<records::HeaderRecord>> header(Height height) const;
  [[nodiscard]] Result<std::optional<Hash>> hash_of(Height height) const;
  [[nodiscard]] Result<std::optional<Height>> height_of(const Hash& block_hash) const;
  [[nodiscard]] Result<std::optional<TransactionPlace>> find_transaction(const Hash& hash) const;
  /// The last block's header; nothing in an empty store.
  [[nodiscard]] Result<std::optional<records::HeaderRecord>> last_header() const;

  static void put(Database::Batch& batch, const StoredBlock& block);
  /// Keeps a decoded block in memory.
  void remember(const BlockPtr& block) const;

 private:
  [[nodiscard]] Result<BlockPtr> read_block(Height height) const;
  [[nodiscard]] static StoreError bad_record(std::string_view what, Height height);

  const Database& database_;
  std::size_t cached_blocks_;
  mutable std::mutex mutex_;
  mutable std::map<Height, BlockPtr> cached_;
};

}  // namespace kaisho::storage
