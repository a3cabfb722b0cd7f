#include "label.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

#include "kaisho/base/hex.hpp"
#include "kaisho/crypto/hash.hpp"

namespace kaisho::storage {
namespace {

constexpr std::string_view kName = "KAISHO";

ErrorCode code_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::disk_full;
    case EROFS:
    case EACCES:
    case EPERM:
      return ErrorCode::not_writable;
    default:
      return ErrorCode::medium;
  }
}

std::unexpected<StoreError> failed(const std::filesystem::path& file) {
  const int error = errno;
  return std::unexpected(StoreError{code_of(error), fmt::format("{} can not be written ({}): free space, or give the "
                                                                "user of this process the right to write there",
                                                                file.string(), std::strerror(error))});
}

std::string body_of(const Label& label) {
  return fmt::format("kaisho chain store\nformat {}\nchain {}\ngenesis {}\nheight {}\n", label.format, label.chain_id,
                     to_hex(label.genesis_hash), label.height);
}

/// The word behind `name ` on a line of its own.
std::optional<std::string_view> field(std::string_view text, std::string_view name) {
  const auto start = text.find(fmt::format("\n{} ", name));
  if (start == std::string_view::npos) return std::nullopt;
  const auto value = text.substr(start + name.size() + 2);
  return value.substr(0, value.find('\n'));
}

std::optional<std::uint64_t> number(std::optional<std::string_view> text) {
  std::uint64_t value = 0;
  if (!text || std::from_chars(text->begin(), text->end(), value).ec != std::errc()) return std::nullopt;
  return value;
}

/// Writes and flushes one file; false leaves the reason in errno.
bool write_file(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  const bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool flushed = written && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return flushed;
}

/// Makes the renaming in a folder durable.
bool flush_folder(const std::filesystem::path& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool flushed = ::fsync(handle) == 0;
  ::close(handle);
  return flushed;
}

}  // namespace

std::string encode_label(const Label& label) {
  const auto body = body_of(label);
  return fmt::format("{}check {}\n", body, to_hex(crypto::blake3(view_of(body))));
}

std::optional<Label> decode_label(std::string_view text) {
  const auto format = number(field(text, "format"));
  const auto chain_id = number(field(text, "chain"));
  const auto genesis = fixed_from_hex<Hash>(field(text, "genesis").value_or(""));
  const auto height = number(field(text, "height"));
  if (!format || !chain_id || !genesis || !height) return std::nullopt;
  const Label label{.format = *format, .chain_id = *chain_id, .genesis_hash = *genesis, .height = *height};
  return encode_label(label) == text ? std::optional(label) : std::nullopt;
}

Result<std::optional<Label>> read_label(const std::filesystem::path& folder) {
  const auto path = folder / kName;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<Label>{};
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  const auto label = decode_label(text.str());
  if (label) return label;
  return std::unexpected(
      StoreError{ErrorCode::damaged, fmt::format("{} is damaged: put the folder back from a backup", path.string())});
}

Result<void> write_label(const std::filesystem::path& folder, const Label& label) {
  const auto path = folder / kName;
  const auto fresh = path.string() + ".new";
  if (!write_file(fresh, encode_label(label))) return failed(fresh);
  if (std::rename(fresh.c_str(), path.c_str()) != 0 || !flush_folder(folder)) return failed(path);
  return {};
}

}  // namespace kaisho::storage
