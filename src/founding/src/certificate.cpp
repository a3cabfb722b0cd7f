#include "kaisho/founding/certificate.hpp"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <kaisho/crypto/hash.hpp>

#include <ctime>
#include <memory>

namespace kaisho::founding {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

std::unexpected<std::string> refused(std::string_view what) {
  char reason[256] = "no reason given";
  if (const auto code = ERR_get_error(); code != 0) ERR_error_string_n(code, reason, sizeof reason);
  ERR_clear_error();
  return std::unexpected(std::string(what) + ": " + reason);
}

Memory memory_of(std::string_view text) { return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string text_in(BIO* memory) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

bool is_address(const std::string& host) {
  unsigned char bytes[16];
  return ::inet_pton(AF_INET, host.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const auto& host : hosts)
    names += (names.empty() ? "" : ",") + (is_address(host) ? "IP:" : "DNS:" + std::string()) + host;
  return names;
}

bool extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A positive number of 16 random bytes (RFC 5280, 4.1.2.2).
bool number(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] &= 0x7f;
  const std::unique_ptr<BIGNUM, Release<BN_free>> serial(BN_bin2bn(bytes, sizeof bytes, nullptr));
  return serial && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool name(X509* certificate, const std::string& member) {
  auto* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(member.c_str());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool date(X509* certificate, std::uint64_t now) {
  constexpr long kDay = 24 * 60 * 60;
  // A day back: another member whose clock is behind takes it at once.
  const auto from = static_cast<std::time_t>(now) - kDay;
  return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), from + kDay * kCertificateDays) != nullptr;
}

/// Both roles of TLS: members call each other.
bool extend_all(X509* certificate, const std::vector<std::string>& hosts) {
  return extend(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         extend(certificate, NID_key_usage, "critical,digitalSignature") &&
         extend(certificate, NID_ext_key_usage, "serverAuth,clientAuth") &&
         (hosts.empty() || extend(certificate, NID_subject_alt_name, alternative_names(hosts)));
}

}  // namespace

std::expected<std::string, std::string> new_tls_key() {
  const Key key(EVP_EC_gen("P-256"));
  const Memory out(BIO_new(BIO_s_secmem()));
  if (!key || !out) return refused("no TLS key could be made");
  if (PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return refused("the TLS key could not be written");
  }
  return text_in(out.get());
}

std::expected<std::string, std::string> self_signed(std::string_view key_pem, const CertificateRequest& request) {
  const Key key(PEM_read_bio_PrivateKey(memory_of(key_pem).get(), nullptr, nullptr, nullptr));
  if (!key) return refused("this is no private key in PEM");
  const Certificate certificate(X509_new());
  const Memory out(BIO_new(BIO_s_mem()));
  if (!certificate || !out) return refused("no certificate could be made");
  auto* const made = certificate.get();
  const bool filled = X509_set_version(made, X509_VERSION_3) == 1 && number(made) && name(made, request.member) &&
                      date(made, request.now) && X509_set_pubkey(made, key.get()) == 1 &&
                      extend_all(made, request.hosts);
  if (!filled || X509_sign(made, key.get(), EVP_sha256()) == 0) return refused("no certificate could be made");
  if (PEM_write_bio_X509(out.get(), made) != 1) return refused("the certificate could not be written");
  return text_in(out.get());
}

std::expected<Hash, std::string> certificate_pin(std::string_view certificate_pem) {
  const Certificate certificate(PEM_read_bio_X509(memory_of(certificate_pem).get(), nullptr, nullptr, nullptr));
  if (!certificate) return refused("this is no certificate in PEM");
  unsigned char* der = nullptr;
  const auto size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
  if (size <= 0) return refused("the certificate holds no public key");
  const auto pin = crypto::sha256(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return pin;
}

}  // namespace kaisho::founding
