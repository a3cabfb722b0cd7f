#pragma once

#include <filesystem>

#include "kaisho/storage/error.hpp"

namespace rocksdb {
class Status;
}

namespace kaisho::storage {

/// What a failed RocksDB status means to the one who runs the node: code, file, and what to do.
[[nodiscard]] StoreError error_of(const rocksdb::Status& status, const std::filesystem::path& folder);

}  // namespace kaisho::storage
