#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// Messages of EIP-4361, "Sign-In with Ethereum": what a wallet shows and signs. Pure.
namespace kaisho::services {

struct SignInMessage {
  std::string scheme;  ///< "https"; may be missing
  std::string domain;  ///< RFC 3986 authority that asks: "wallet.example", "127.0.0.1:8545"
  Address address;
  std::string statement;  ///< may be missing
  std::string uri;
  std::string version;
  ChainId chain_id = 0;
  std::string nonce;
  Timestamp issued_at = 0;             ///< s since 1970, as the next two
  std::optional<Timestamp> expires{};  ///< Expiration Time
  std::optional<Timestamp> not_before{};
  std::string request_id;
  std::vector<std::string> resources{};
};

/// Strict: the lines in their order, an address with the right checksum (EIP-55), a nonce of at least 8 letters and
/// digits, times of RFC 3339. The error is a sentence.
[[nodiscard]] std::expected<SignInMessage, std::string> parse_sign_in(std::string_view text);
/// The text that is signed.
[[nodiscard]] std::string to_text(const SignInMessage& message);

/// EIP-55: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".
[[nodiscard]] std::string checksummed(const Address& address);
/// RFC 3339 in UTC: "2026-11-23T06:20:17Z".
[[nodiscard]] std::string to_rfc3339(Timestamp time);
/// Fractions of a second are dropped; nothing for what is no time of 1970 to 9999.
[[nodiscard]] std::optional<Timestamp> from_rfc3339(std::string_view text);

}  // namespace kaisho::services
