#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>

#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/signature.hpp"

/// An authenticator in software: a P-256 key and the assertions that it gives (W3C Web Authentication).
namespace kaisho::governance::samples {

class Authenticator {
 public:
  /// The key of RFC 6979, appendix A.2.5, unless another one is given.
  explicit Authenticator(const std::string& hex = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721") {
    BIGNUM* scalar = nullptr;
    BN_hex2bn(&scalar, hex.c_str());
    EC_GROUP* group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT* point = EC_POINT_new(group);
    EC_POINT_mul(group, point, scalar, nullptr, nullptr, nullptr);
    std::array<std::uint8_t, 65> bytes{};
    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, bytes.data(), bytes.size(), nullptr);
    public_key_ = crypto::p256::PublicKey::from(std::span(bytes).subspan<1, 64>());

    OSSL_PARAM_BLD* build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size());
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, scalar);
    OSSL_PARAM* parameters = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
    EVP_PKEY* key = nullptr;
    EVP_PKEY_fromdata_init(context);
    EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters);
    key_.reset(key);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(build);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    BN_free(scalar);
  }

  [[nodiscard]] const crypto::p256::PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] Address account() const { return passkey_account(public_key_); }

  /// As a browser would ask for: the digest is the challenge.
  [[nodiscard]] PasskeyAssertion assertion(const Hash& digest) const {
    PasskeyAssertion made{.key = public_key_,
                          .authenticator_data = Bytes(37, 0),
                          .client_data = R"({"type":"webauthn.get","challenge":")" +
                                         codec::base64::encode_url(digest.view()) +
                                         R"(","origin":"https://bank.example","crossOrigin":false})",
                          .signature = {}};
    made.authenticator_data[32] = 0x05;  // user present and verified
    sign(made);
    return made;
  }
  [[nodiscard]] Bytes operator()(const Hash& digest) const { return encode(assertion(digest)); }

  /// Signs what the assertion holds now, with a low s.
  void sign(PasskeyAssertion& assertion) const {
    Bytes message = assertion.authenticator_data;
    append(message, crypto::sha256(view_of(assertion.client_data)).view());
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
    Bytes der(128);
    std::size_t size = der.size();
    EVP_DigestSign(context, der.data(), &size, message.data(), message.size());
    EVP_MD_CTX_free(context);
    assertion.signature = crypto::p256::from_der(ByteView(der).first(size)).value();
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  crypto::p256::PublicKey public_key_;
};

}  // namespace kaisho::governance::samples
