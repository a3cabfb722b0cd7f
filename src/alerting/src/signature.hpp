#pragma once

#include <string>
#include <string_view>

#include <kaisho/base/bytes.hpp>

/// Signatures of webhooks as the Standard Webhooks specification has them (github.com/standard-webhooks, version 1).
namespace kaisho::alerting {

/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Bytes hmac_sha256(ByteView key, ByteView message);

/// The header `webhook-signature`: "v1," and the base64 of the HMAC over "ID.TIMESTAMP.BODY".
[[nodiscard]] std::string webhook_signature(ByteView key, std::string_view id, std::string_view timestamp,
                                            std::string_view body);

}  // namespace kaisho::alerting
