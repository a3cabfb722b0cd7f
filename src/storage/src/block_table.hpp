#pragma once

#include <map>
#include <mutex>

#include "database.hpp"
#include "records.hpp"

namespace kaisho::storage {

/// Headers, bodies, receipts and the look-ups into them, with the last decoded blocks in memory.
class BlockTable {
 public:
  /// Keeps as many decoded blocks in memory, with so many transactions in them at most; the last one always.
  struct Cache {
    std::size_t blocks, transactions;
  };
  BlockTable(const Database& database, const Cache& cache);

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
  Cache cache_;
  mutable std::mutex mutex_;
  mutable std::map<Height, BlockPtr> cached_;
  mutable std::size_t cached_transactions_ = 0;
};

}  // namespace kaisho::storage
