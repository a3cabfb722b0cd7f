#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/bytes.hpp>

/// Base64 with the standard alphabet and padding (RFC 4648, section 4).
namespace kaisho::codec::base64 {

[[nodiscard]] std::string encode(ByteView bytes);

/// Accepts exactly what `encode` makes: no line breaks, padding required, unused bits zero. Nothing otherwise.
[[nodiscard]] std::optional<Bytes> decode(std::string_view text);

}  // namespace kaisho::codec::base64
