#include "label.hpp"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include "disk_file.hpp"
#include "kaisho/base/hex.hpp"
#include "kaisho/crypto/hash.hpp"
#include "repair.hpp"

namespace kaisho::storage {
namespace {

constexpr std::string_view kName = "KAISHO";

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
  return std::unexpected(StoreError{ErrorCode::damaged, fmt::format("{} is damaged: {}", path.string(), kRepair)});
}

Result<void> write_label(const std::filesystem::path& folder, const Label& label) {
  const auto path = folder / kName;
  const auto fresh = path.string() + ".new";
  auto file = DiskFile::create(fresh);
  if (!file) return std::unexpected(file.error());
  if (auto written = file->write_at(0, view_of(encode_label(label))); !written) return written;
  return std::move(*file).publish(path);
}

}  // namespace kaisho::storage
