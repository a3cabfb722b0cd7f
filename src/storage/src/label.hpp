#pragma once

#include <optional>

#include "kaisho/storage/chain_store.hpp"

namespace kaisho::storage {

/// The file KAISHO beside the database: whose folder this is and how far the chain had come when it was last opened or
/// closed. A damaged RocksDB manifest can make a database look younger, or empty, without an error: the label tells.
struct Label {
  std::uint64_t format = 0;
  ChainId chain_id = 0;
  Hash genesis_hash;
  Height height = 0;
  friend bool operator==(const Label&, const Label&) = default;
};

[[nodiscard]] std::string encode_label(const Label& label);
/// Accepts exactly what `encode_label` makes.
[[nodiscard]] std::optional<Label> decode_label(std::string_view text);

/// Nothing where there is no such file. Errors: damaged, medium.
[[nodiscard]] Result<std::optional<Label>> read_label(const std::filesystem::path& folder);
/// Replaces the file as a whole, durable when it returns. Errors: disk_full, not_writable, medium.
[[nodiscard]] Result<void> write_label(const std::filesystem::path& folder, const Label& label);

}  // namespace kaisho::storage
