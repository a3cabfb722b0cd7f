#include "kaisho/founding/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace kaisho::founding {
namespace {

constexpr std::uint64_t kNow = 1'700'000'000;
const CertificateRequest kBank{.member = "bank", .hosts = {"bank.example", "10.0.0.1"}, .now = kNow};

/// The certificate of a PEM text, for what OpenSSL says about it.
struct Read {
  explicit Read(const std::string& pem) {
    auto* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
    BIO_free(memory);
  }
  Read(const Read&) = delete;
  Read& operator=(const Read&) = delete;
  ~Read() { X509_free(certificate); }
  X509* certificate;
};

TEST(Certificate, is_signed_by_its_own_key_and_names_its_hosts) {
  const auto key = new_tls_key();
  ASSERT_TRUE(key) << key.error();
  const auto pem = self_signed(*key, kBank);
  ASSERT_TRUE(pem) << pem.error();
  const Read read(*pem);
  ASSERT_NE(read.certificate, nullptr);
  EXPECT_EQ(X509_verify(read.certificate, X509_get0_pubkey(read.certificate)), 1);
  EXPECT_EQ(X509_check_host(read.certificate, "bank.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(read.certificate, "10.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_host(read.certificate, "broker.example", 0, 0, nullptr), 0);
}

TEST(Certificate, is_valid_for_a_year_from_a_minute_before_it_was_made) {
  const auto key = new_tls_key();
  const auto pem = self_signed(*key, kBank);
  ASSERT_TRUE(pem);
  const Read read(*pem);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notBefore(read.certificate), static_cast<time_t>(kNow - 86400)), 0);
  EXPECT_EQ(ASN1_TIME_cmp_time_t(X509_get0_notAfter(read.certificate), static_cast<time_t>(kNow + 364 * 86400)), 0);
}

TEST(Certificate, renewed_for_the_same_key_keeps_its_pin_and_a_new_key_has_another) {
  const auto key = new_tls_key();
  const auto other = new_tls_key();
  const auto first = self_signed(*key, kBank);
  const auto renewed = self_signed(*key, {.member = "bank", .hosts = {}, .now = kNow + 1});
  const auto stranger = self_signed(*other, kBank);
  ASSERT_TRUE(first && renewed && stranger);
  EXPECT_NE(*first, *renewed);
  EXPECT_EQ(certificate_pin(*first), certificate_pin(*renewed));
  EXPECT_NE(certificate_pin(*first), certificate_pin(*stranger));
}

TEST(Certificate, refuses_texts_that_are_none_with_a_sentence) {
  EXPECT_FALSE(self_signed("no key", kBank));
  EXPECT_FALSE(certificate_pin("no certificate"));
  const auto key = new_tls_key();
  EXPECT_FALSE(self_signed(*key, {.member = "bank", .hosts = {"two,names"}, .now = kNow}).has_value() &&
               self_signed(*key, {.member = "bank", .hosts = {"two\nlines"}, .now = kNow}).has_value());
}

}  // namespace
}  // namespace kaisho::founding
