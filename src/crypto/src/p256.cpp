#include "kaisho/crypto/p256.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <span>

namespace kaisho::crypto::p256 {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using EcdsaSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;

constexpr std::size_t kCoordinate = 32;

/// Order of the group (SEC 2, section 2.4.2), and its half rounded down: the largest low s.
constexpr std::array<std::uint8_t, kCoordinate> kOrder{0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                                       0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
constexpr std::array<std::uint8_t, kCoordinate> kHalfOrder{
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8};

using Scalar = std::span<const std::uint8_t, kCoordinate>;

Scalar r_of(const Signature& signature) { return std::span(signature.bytes).first<kCoordinate>(); }
Scalar s_of(const Signature& signature) { return std::span(signature.bytes).last<kCoordinate>(); }
bool is_less(Scalar a, Scalar b) { return std::ranges::lexicographical_compare(a, b); }
bool in_range(Scalar scalar) {
  return std::ranges::any_of(scalar, [](std::uint8_t byte) { return byte != 0; }) && is_less(scalar, kOrder);
}

Number number_of(ByteView bytes) { return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)); }

/// OpenSSL checks here that the point lies on the curve.
Key key_of(const PublicKey& key) {
  std::array<std::uint8_t, 65> point{0x04};
  std::ranges::copy(key.bytes, point.begin() + 1);
  char group[] = "P-256";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                             OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                             OSSL_PARAM_construct_end()};
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters) != 1) {
    return nullptr;
  }
  return Key(made);
}

std::optional<Bytes> to_der(const Signature& signature) {
  const EcdsaSignature made(ECDSA_SIG_new());
  auto r = number_of(r_of(signature));
  auto s = number_of(s_of(signature));
  if (!made || !r || !s || ECDSA_SIG_set0(made.get(), r.get(), s.get()) != 1) return std::nullopt;
  static_cast<void>(r.release());  // the signature owns both now
  static_cast<void>(s.release());
  Bytes der(static_cast<std::size_t>(std::max(i2d_ECDSA_SIG(made.get(), nullptr), 0)));
  auto* end = der.data();
  if (der.empty() || i2d_ECDSA_SIG(made.get(), &end) <= 0) return std::nullopt;
  return der;
}

}  // namespace

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
  if (!in_range(r_of(signature)) || !in_range(s_of(signature)) || is_less(kHalfOrder, s_of(signature))) return false;
  const auto point = key_of(key);
  const auto der = to_der(signature);
  const Digest digest(EVP_MD_CTX_new());
  if (!point || !der || !digest) return false;
  return EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, point.get()) == 1 &&
         EVP_DigestVerify(digest.get(), der->data(), der->size(), message.data(), message.size()) == 1;
}

Signature with_low_s(const Signature& signature) {
  if (!in_range(s_of(signature)) || !is_less(kHalfOrder, s_of(signature))) return signature;
  const auto order = number_of(kOrder);
  const auto s = number_of(s_of(signature));
  const Number low(BN_new());
  Signature result = signature;
  if (!order || !s || !low || BN_sub(low.get(), order.get(), s.get()) != 1 ||
      BN_bn2binpad(low.get(), result.bytes.data() + kCoordinate, kCoordinate) != int{kCoordinate}) {
    return signature;
  }
  return result;
}

std::optional<Signature> from_der(ByteView der) {
  const auto* at = der.data();
  const EcdsaSignature read(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!read || at != der.data() + der.size()) return std::nullopt;
  Signature signature;
  auto* out = signature.bytes.data();
  if (BN_bn2binpad(ECDSA_SIG_get0_r(read.get()), out, kCoordinate) != int{kCoordinate} ||
      BN_bn2binpad(ECDSA_SIG_get0_s(read.get()), out + kCoordinate, kCoordinate) != int{kCoordinate}) {
    return std::nullopt;
  }
  return with_low_s(signature);
}

std::optional<PublicKey> from_spki(ByteView der) {
  const auto* at = der.data();
  const Key read(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  if (!read || at != der.data() + der.size() || EVP_PKEY_is_a(read.get(), "EC") != 1) return std::nullopt;
  std::array<char, 32> group{};
  std::array<std::uint8_t, 65> point{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(read.get(), group.data(), group.size(), &size) != 1 ||
      std::string_view(group.data(), size) != "prime256v1" ||
      EVP_PKEY_get_octet_string_param(read.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1 ||
      size != point.size() || point[0] != 0x04) {
    return std::nullopt;
  }
  return PublicKey::from(std::span(point).subspan<1, 64>());
}

}  // namespace kaisho::crypto::p256
