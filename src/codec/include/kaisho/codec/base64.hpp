#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/bytes.hpp>

/// Base64 (RFC 4648): with the standard alphabet and padding (section 4), and for URLs without padding (section 5).
namespace kaisho::codec::base64 {

[[nodiscard]] std::string encode(ByteView bytes);

/// Accepts exactly what `encode` makes: no line breaks, padding required, unused bits zero. Nothing otherwise.
[[nodiscard]] std::optional<Bytes> decode(std::string_view text);

/// The alphabet for names and URLs without padding (RFC 4648, section 5; "base64url" of JOSE and WebAuthn).
[[nodiscard]] std::string encode_url(ByteView bytes);
/// Accepts exactly what `encode_url` makes. Nothing otherwise.
[[nodiscard]] std::optional<Bytes> decode_url(std::string_view text);

}  // namespace kaisho::codec::base64
