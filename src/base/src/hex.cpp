#include "kaisho/base/hex.hpp"

#include <algorithm>

namespace kaisho {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_digits(std::string& text, ByteView bytes) {
  auto at = text.size();
  text.resize(at + 2 * bytes.size());
  for (const auto byte : bytes) {
    text[at++] = kDigits[byte >> 4];
    text[at++] = kDigits[byte & 15];
  }
}

}  // namespace

std::string to_hex_plain(ByteView bytes) {
  std::string text;
  append_digits(text, bytes);
  return text;
}

std::string to_hex(ByteView bytes) {
  std::string text = "0x";
  append_digits(text, bytes);
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = digit_of(text[at]);
    const int low = digit_of(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string to_quantity(const U256& number) {
  const auto bytes = number.to_be_bytes();
  const auto digits = to_hex_plain(bytes);
  const auto first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return "0x" + digits.substr(first);
}

std::optional<U256> from_quantity(std::string_view text) {
  if (!text.starts_with("0x") || text.size() < 3 || text.size() > 66) return std::nullopt;
  text.remove_prefix(2);
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  const auto bytes = from_hex(std::string(64 - text.size(), '0').append(text));
  if (!bytes) return std::nullopt;
  return U256::from_be_bytes(std::span<const std::uint8_t, 32>(bytes->data(), 32));
}

}  // namespace kaisho
