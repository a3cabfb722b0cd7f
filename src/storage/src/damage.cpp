#include "damage.hpp"

#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>

#include <algorithm>
#include <vector>

namespace kaisho::storage {
namespace {

namespace fs = std::filesystem;

/// Files of one kind in the folder that are not empty.
std::vector<fs::path> files_with(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    if (at->path().extension() == extension && at->file_size(error) > 0) files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

bool is_whole(const fs::path& table) {
  rocksdb::SstFileReader reader{rocksdb::Options()};
  return reader.Open(table.string()).ok() && reader.VerifyChecksum().ok();
}

}  // namespace

std::string damaged_file(const fs::path& folder, std::string_view said) {
  for (const auto& table : files_with(folder, ".sst")) {
    if (!is_whole(table)) return table.string();
  }
  for (const std::string_view name : {"MANIFEST", "CURRENT", ".sst", ".log"}) {
    if (said.find(name) != std::string_view::npos) return std::string(said);
  }
  std::string names;
  for (const auto& log : files_with(folder, ".log")) names += (names.empty() ? "" : " or ") + log.string();
  return names.empty() ? std::string(said) : names;
}

}  // namespace kaisho::storage
