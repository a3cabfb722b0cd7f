#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <kaisho/base/bytes.hpp>

#include "failure.hpp"

namespace kaisho::cli {

/// Largest file that a command reads whole, in bytes.
inline constexpr std::uintmax_t kMaxFileSize = 64u << 20;

/// Codes: file_missing, file_unreadable, file_too_large.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);

/// Writes beside the target first and renames, so that a reader never sees half a file. Codes: file_not_writable.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view content);

/// Creates a file that only its owner may read (mode 0600). Codes: file_exists, file_not_writable.
[[nodiscard]] Result<void> create_private_file(const std::filesystem::path& path, std::string_view content);

/// Codes: folder_not_writable, folder_not_empty (where it must be new).
[[nodiscard]] Result<void> make_folder(const std::filesystem::path& path, bool must_be_empty = false);

}  // namespace kaisho::cli
