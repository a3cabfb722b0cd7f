#include "rocks_error.hpp"

#include <fmt/format.h>
#include <rocksdb/status.h>

#include <array>
#include <string_view>

#include "damage.hpp"
#include "repair.hpp"

namespace kaisho::storage {
namespace {

struct Sign {
  std::string_view text;  // as strerror(3) or RocksDB words it
  ErrorCode code;
};

// RocksDB keeps of errno no more than the text; the first sign that is found decides.
constexpr std::array kSigns = {
    Sign{"No space left on device", ErrorCode::disk_full},
    Sign{"File too large", ErrorCode::disk_full},
    Sign{"quota exceeded", ErrorCode::disk_full},
    Sign{"lock file", ErrorCode::locked},
    Sign{"lock hold by current process", ErrorCode::locked},
    Sign{"Read-only file system", ErrorCode::not_writable},
    Sign{"Permission denied", ErrorCode::not_writable},
    Sign{"Operation not permitted", ErrorCode::not_writable},
};

ErrorCode code_of(const rocksdb::Status& status, std::string_view text) {
  if (status.IsNoSpace()) return ErrorCode::disk_full;
  for (const auto& sign : kSigns) {
    if (text.find(sign.text) != std::string_view::npos) {
      // A LOCK file that may not be created at all is a matter of rights, not of another process.
      const bool rights =
          text.find("Permission denied") != std::string_view::npos || text.find("Read-only") != std::string_view::npos;
      return sign.code == ErrorCode::locked && rights ? ErrorCode::not_writable : sign.code;
    }
  }
  if (status.IsCorruption()) return ErrorCode::damaged;
  return ErrorCode::medium;
}

}  // namespace

StoreError error_of(const rocksdb::Status& status, const std::filesystem::path& folder) {
  const auto said = status.ToString();
  const auto where = folder.string();
  const auto code = code_of(status, said);
  switch (code) {
    case ErrorCode::disk_full:
      return {code, fmt::format("no space left for {}: free space on its file system, then start again; nothing "
                                "half-done was kept ({})",
                                where, said)};
    case ErrorCode::locked:
      return {code,
              fmt::format("{} is in use by another process: stop it, or choose another data folder ({})", where, said)};
    case ErrorCode::not_writable:
      return {code, fmt::format("{} can not be written: give the user of this process the right to write there, or "
                                "choose another data folder ({})",
                                where, said)};
    case ErrorCode::damaged:
      return {code,
              fmt::format("a file in {} is damaged: {}; {} ({})", where, damaged_file(folder, said), kRepair, said)};
    default:
      return {code, fmt::format("the database in {} failed: {}", where, said)};
  }
}

}  // namespace kaisho::storage
