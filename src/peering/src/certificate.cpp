#include "kaisho/peering/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <algorithm>
#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

#include "openssl.hpp"

namespace kaisho::peering {
namespace {

using BioPtr = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

constexpr std::uint64_t kDay = 86'400;  // s
constexpr std::size_t kMaxPem = 64 << 10;

BioPtr reader_of(std::string_view pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(std::min(pem.size(), kMaxPem))));
}

/// Never asks anybody for a pass phrase: keys of a service that starts by itself have none.
int no_pass_phrase(char*, int, int, void*) { return 0; }

std::expected<Timestamp, std::string> seconds_of(const ASN1_TIME* time) {
  const std::unique_ptr<ASN1_TIME, FreeWith<ASN1_TIME_free>> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1 || days < 0 || seconds < 0) {
    return std::unexpected("the certificate's times cannot be read");
  }
  return static_cast<std::uint64_t>(days) * kDay + static_cast<std::uint64_t>(seconds);
}

}  // namespace

std::expected<KeyPtr, std::string> parse_key(std::string_view pem) {
  KeyPtr key(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, no_pass_phrase, nullptr));
  if (!key) return std::unexpected("not a private key in PEM without a pass phrase");
  return key;
}

std::expected<CertificatePtr, std::string> parse_certificate(std::string_view pem) {
  CertificatePtr certificate(PEM_read_bio_X509(reader_of(pem).get(), nullptr, no_pass_phrase, nullptr));
  if (!certificate) return std::unexpected("not a certificate in PEM");
  return certificate;
}

KeyPin pin_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  KAISHO_ASSERT(size > 0);  // a key that was parsed or generated always has this form
  const auto pin = crypto::sha256(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return {pin};
}

std::expected<CertificateInfo, std::string> info_of(X509* certificate) {
  auto* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return std::unexpected("the certificate's key cannot be read");
  const auto from = seconds_of(X509_get0_notBefore(certificate));
  const auto until = seconds_of(X509_get0_notAfter(certificate));
  if (!from) return std::unexpected(from.error());
  if (!until) return std::unexpected(until.error());
  char name[256] = "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  return CertificateInfo{name, pin_of(key), *from, *until};
}

PemResult<CertificateInfo> read_certificate(std::string_view certificate_pem) {
  const auto certificate = parse_certificate(certificate_pem);
  if (!certificate) return std::unexpected(certificate.error());
  return info_of(certificate->get());
}

Validity validity_of(const CertificateInfo& certificate, Timestamp now) {
  if (now < certificate.not_before) return Validity::not_yet_valid;
  if (now > certificate.not_after) return Validity::expired;
  return days_left(certificate, now) < kWarningDays ? Validity::ends_soon : Validity::valid;
}

std::uint64_t days_left(const CertificateInfo& certificate, Timestamp now) {
  return now >= certificate.not_after ? 0 : (certificate.not_after - now) / kDay;
}

}  // namespace kaisho::peering
