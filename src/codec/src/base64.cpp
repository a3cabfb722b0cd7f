#include "kaisho/codec/base64.hpp"

#include <sodium.h>

#include <algorithm>

namespace kaisho::codec::base64 {

std::string encode(ByteView bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<Bytes> decode(std::string_view text) {
  if (text.empty()) return Bytes{};  // libsodium wants real pointers even for nothing
  if (text.size() % 4 != 0) return std::nullopt;
  Bytes bytes(text.size() / 4 * 3);
  std::size_t size = 0;
  const int failed = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                                       sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0) return std::nullopt;
  bytes.resize(size);
  if (encode(bytes) != text) return std::nullopt;  // libsodium 1.0.18 takes some bytes above 0x7f for digits
  return bytes;
}

std::string encode_url(ByteView bytes) {
  std::string text = encode(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<Bytes> decode_url(std::string_view text) {
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  while (standard.size() % 4 != 0) standard += '=';
  auto bytes = decode(standard);
  if (bytes && encode_url(*bytes) != text) return std::nullopt;  // the standard alphabet's own signs, or padding
  return bytes;
}

}  // namespace kaisho::codec::base64
