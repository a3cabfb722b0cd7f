#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <vector>

#include "database.hpp"
#include "rocks_error.hpp"

/// What database.cpp and frozen.cpp share of RocksDB.
namespace kaisho::storage {

inline rocksdb::Slice slice_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline ByteView view_of_slice(const rocksdb::Slice& slice) {
  return {reinterpret_cast<const std::uint8_t*>(slice.data()), slice.size()};
}

struct Database::Insides {
  std::filesystem::path folder;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> columns;

  ~Insides() {
    for (auto* column : columns) db->DestroyColumnFamilyHandle(column);
  }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* of(Column column) const {
    return columns[static_cast<std::size_t>(column)];
  }
  [[nodiscard]] Result<std::optional<Entry>> newest_version(rocksdb::ReadOptions options, ByteView versioned_key) const;
  [[nodiscard]] std::unexpected<StoreError> failed(const rocksdb::Status& status) const {
    return std::unexpected(error_of(status, folder));
  }
};

}  // namespace kaisho::storage
