#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// TLS keys and self-signed certificates of the members' services. Members know each other by the pin of the public
/// key, recorded on the ledger, so no certificate authority takes part, and a renewed certificate keeps its pin.
namespace kaisho::founding {

/// How long a certificate is valid, in days.
inline constexpr unsigned kCertificateDays = 365;

struct CertificateRequest {
  std::string member;              ///< common name
  std::vector<std::string> hosts;  ///< DNS names and IP addresses (subjectAltName)
  std::uint64_t now = 0;           ///< seconds since 1970; valid from a minute before it, for clocks that differ
};

/// Text of a new P-256 private key (PKCS#8 PEM). The caller wipes it. Errors: a sentence of OpenSSL's.
[[nodiscard]] std::expected<std::string, std::string> new_tls_key();

/// PEM of a self-signed certificate for the key. Errors: a sentence.
[[nodiscard]] std::expected<std::string, std::string> self_signed(std::string_view key_pem,
                                                                  const CertificateRequest& request);

/// SHA-256 of the certificate's SubjectPublicKeyInfo (DER), as HTTP public key pins (RFC 7469) have it.
/// Errors: a sentence.
[[nodiscard]] std::expected<Hash, std::string> certificate_pin(std::string_view certificate_pem);

}  // namespace kaisho::founding
