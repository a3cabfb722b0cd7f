#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace kaisho::storage {

/// Which file a corruption that RocksDB reported lies in. It often names the file that led to the damaged one, or none:
/// then the tables are checked one by one, and what is left are the logs. `said` is RocksDB's own text.
[[nodiscard]] std::string damaged_file(const std::filesystem::path& folder, std::string_view said);

}  // namespace kaisho::storage
