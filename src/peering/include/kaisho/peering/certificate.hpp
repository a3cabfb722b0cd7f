#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>

/// Certificates of members' services (docs/operate/certificates.md), made by `founding`. A member is known by its key
/// alone: the certificate is self-signed, and what counts of it is the key's pin and the time in which it is valid.
namespace kaisho::peering {

/// SHA-256 of a key's SubjectPublicKeyInfo in DER (RFC 7469, 2.4). Stands in the member's record on the ledger.
struct KeyPin {
  Hash sha256;
  friend auto operator<=>(const KeyPin&, const KeyPin&) = default;
};

struct CertificateInfo {
  std::string name;          ///< common name of the subject
  KeyPin pin;                ///< of its key
  Timestamp not_before = 0;  ///< s since 1970
  Timestamp not_after = 0;   ///< s since 1970; valid up to and with this second
};

/// A sentence that says what is wrong with a file's content.
template <class T>
using PemResult = std::expected<T, std::string>;

inline constexpr unsigned kWarningDays = 30;  ///< a certificate that ends within these is warned of

/// The first certificate of the text.
[[nodiscard]] PemResult<CertificateInfo> read_certificate(std::string_view certificate_pem);

/// What the time says about a certificate.
enum class Validity : std::uint8_t { valid, ends_soon, expired, not_yet_valid };
[[nodiscard]] Validity validity_of(const CertificateInfo& certificate, Timestamp now);
/// Whole days until it ends; 0 on the last day and afterwards.
[[nodiscard]] std::uint64_t days_left(const CertificateInfo& certificate, Timestamp now);

}  // namespace kaisho::peering
