#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "kaisho/peering/certificate.hpp"

/// OpenSSL's objects with an owner.
namespace kaisho::peering {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, FreeWith<X509_free>>;

[[nodiscard]] std::expected<KeyPtr, std::string> parse_key(std::string_view pem);
[[nodiscard]] std::expected<CertificatePtr, std::string> parse_certificate(std::string_view pem);

[[nodiscard]] KeyPin pin_of(EVP_PKEY* key);
[[nodiscard]] std::expected<CertificateInfo, std::string> info_of(X509* certificate);

}  // namespace kaisho::peering
