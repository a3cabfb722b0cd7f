#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kaisho/services/access_service.hpp"

namespace kaisho::services {

inline constexpr std::size_t kMaxAccessFile = 4 << 20;  ///< bytes

/// The file of who may call (kaisho-access/1).
[[nodiscard]] std::string to_text(const std::vector<AccessEntry>& entries);
/// Nothing where the text is no such file.
[[nodiscard]] std::optional<std::vector<AccessEntry>> access_entries(std::string_view text);

}  // namespace kaisho::services
