#include "kaisho/peering/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

#include "openssl.hpp"

namespace kaisho::peering {
namespace {

using BioPtr = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

constexpr std::uint64_t kDay = 86'400;  // s
constexpr std::size_t kMaxPem = 64 << 10;
constexpr long kVersion3 = 2;     // X.509 counts from 0
constexpr int kSerialBits = 127;  // positive and at most 20 octets (RFC 5280, 4.1.2.2)

BioPtr reader_of(std::string_view pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(std::min(pem.size(), kMaxPem))));
}

std::string text_in(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
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

bool set_random_serial(X509* certificate) {
  const NumberPtr number(BN_new());
  return BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

/// Subject and issuer are the same: who signs is who it speaks of.
bool set_names(X509* certificate, const std::string& name) {
  auto* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool set_times(X509* certificate, Timestamp now, unsigned days) {
  const auto from = static_cast<std::time_t>(now < kDay ? 0 : now - kDay);
  const auto until = static_cast<std::time_t>(now + days * kDay);
  return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr;
}

bool add_extension(X509* certificate, int kind, const char* value) {
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& name, Timestamp now, unsigned days) {
  return X509_set_version(certificate, kVersion3) == 1 && set_random_serial(certificate) &&
         set_names(certificate, name) && set_times(certificate, now, days) && X509_set_pubkey(certificate, key) == 1 &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth,clientAuth") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
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

std::string make_tls_key() {
  const KeyPtr key(EVP_EC_gen("P-256"));
  const BioPtr out(BIO_new(BIO_s_mem()));
  KAISHO_ASSERT(key && out);
  KAISHO_ASSERT(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_in(out.get());
}

PemResult<std::string> make_certificate(std::string_view key_pem, std::string_view name, Timestamp now, unsigned days) {
  if (days == 0 || days > kMaxCertificateDays) {
    return std::unexpected("a certificate is valid for 1 to " + std::to_string(kMaxCertificateDays) + " days");
  }
  if (name.empty() || name.size() > 64) return std::unexpected("a certificate's name has 1 to 64 bytes");
  const auto key = parse_key(key_pem);
  if (!key) return std::unexpected(key.error());
  const CertificatePtr certificate(X509_new());
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (!fill(certificate.get(), key->get(), std::string(name), now, days) ||
      PEM_write_bio_X509(out.get(), certificate.get()) != 1) {
    return std::unexpected("the key cannot sign a certificate: use one that kaisho made");
  }
  return text_in(out.get());
}

PemResult<KeyPin> pin_of_key(std::string_view key_pem) {
  const auto key = parse_key(key_pem);
  if (!key) return std::unexpected(key.error());
  return pin_of(key->get());
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
