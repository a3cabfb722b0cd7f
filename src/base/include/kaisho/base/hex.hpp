#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kaisho/base/bytes.hpp"
#include "kaisho/base/u256.hpp"

/// Hexadecimal texts in the two forms of Ethereum's JSON-RPC: DATA ("0x" and two digits a byte) and QUANTITY ("0x" and
/// a number without leading zeros).
namespace kaisho {

/// Lower-case DATA text of the bytes, "0x" first.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// The same without "0x".
[[nodiscard]] std::string to_hex_plain(ByteView bytes);

/// Bytes of a DATA text; "0x" may be missing. Nothing for an odd number of digits or a foreign character.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

/// QUANTITY text of a number: "0x0", "0x41".
[[nodiscard]] std::string to_quantity(const U256& number);

/// Number of a QUANTITY text: "0x" is required, leading zeros are refused but for "0x0" itself, 64 digits at most.
[[nodiscard]] std::optional<U256> from_quantity(std::string_view text);

template <std::size_t N, class Tag>
[[nodiscard]] std::string to_hex(const FixedBytes<N, Tag>& value) {
  return to_hex(value.view());
}

/// A fixed-size value from a DATA text of exactly its size.
template <class Fixed>
[[nodiscard]] std::optional<Fixed> fixed_from_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != Fixed::kSize) return std::nullopt;
  return Fixed::from(std::span<const std::uint8_t, Fixed::kSize>(bytes->data(), Fixed::kSize));
}

/// A fixed-size value from a view; nothing where the size differs.
template <class Fixed>
[[nodiscard]] std::optional<Fixed> fixed_from(ByteView bytes) {
  if (bytes.size() != Fixed::kSize) return std::nullopt;
  return Fixed::from(std::span<const std::uint8_t, Fixed::kSize>(bytes.data(), Fixed::kSize));
}

}  // namespace kaisho
