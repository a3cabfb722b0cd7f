#include "kaisho/crypto/secp256k1.hpp"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>

#include <kaisho/base/assert.hpp>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::crypto {
namespace {

/// Made once, never written again: the library allows any number of threads to read it.
const secp256k1_context* context() {
  static const secp256k1_context* const shared =
      secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
  return shared;
}

/// Half of the group's order, rounded down (SEC 2, section 2.4.1): the largest low s of EIP-2.
constexpr Scalar kHalfOrder{{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                             0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0}};

PublicKey serialize(const secp256k1_pubkey& point) {
  std::array<std::uint8_t, 65> uncompressed{};
  std::size_t size = uncompressed.size();
  secp256k1_ec_pubkey_serialize(context(), uncompressed.data(), &size, &point, SECP256K1_EC_UNCOMPRESSED);
  return PublicKey::from(std::span(uncompressed).subspan<1, 64>());
}

std::array<std::uint8_t, 64> compact_of(const Signature& signature) {
  std::array<std::uint8_t, 64> compact{};
  std::ranges::copy(signature.r.bytes, compact.begin());
  std::ranges::copy(signature.s.bytes, compact.begin() + 32);
  return compact;
}

}  // namespace

std::expected<PrivateKey, Error> PrivateKey::from(Secret<32> bytes) {
  if (secp256k1_ec_seckey_verify(context(), bytes.expose().data()) != 1) {
    return std::unexpected(Error::scalar_out_of_range);
  }
  return PrivateKey(std::move(bytes));
}

PublicKey public_key(const PrivateKey& key) {
  secp256k1_pubkey point;
  const int good = secp256k1_ec_pubkey_create(context(), &point, key.secret().expose().data());
  KAISHO_ASSERT(good == 1);
  return serialize(point);
}

Address address_of(const PublicKey& key) { return kaisho::address_of(word_of(keccak256(key.view()))); }

Address address_of(const PrivateKey& key) { return address_of(public_key(key)); }

Signature sign(const PrivateKey& key, const Hash& digest) {
  secp256k1_ecdsa_recoverable_signature raw;
  const int good = secp256k1_ecdsa_sign_recoverable(context(), &raw, digest.data(), key.secret().expose().data(),
                                                    secp256k1_nonce_function_rfc6979, nullptr);
  KAISHO_ASSERT(good == 1);
  std::array<std::uint8_t, 64> compact{};
  int recovery_id = 0;
  secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), compact.data(), &recovery_id, &raw);
  // Ids 2 and 3 mean that the nonce point's x is not below the group's order: 1 in 2^127, and Ethereum has no way to
  // write it.
  KAISHO_ASSERT(recovery_id <= 1);
  return {.r = Scalar::from(std::span(compact).first<32>()),
          .s = Scalar::from(std::span(compact).last<32>()),
          .y_parity = recovery_id == 1};
}

std::expected<PublicKey, Error> recover_public_key(const Hash& digest, const Signature& signature) {
  if (signature.r.is_zero() || signature.s.is_zero()) return std::unexpected(Error::scalar_out_of_range);
  secp256k1_ecdsa_recoverable_signature raw;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &raw, compact_of(signature).data(),
                                                          signature.y_parity ? 1 : 0) != 1) {
    return std::unexpected(Error::scalar_out_of_range);
  }
  secp256k1_pubkey point;
  if (secp256k1_ecdsa_recover(context(), &point, &raw, digest.data()) != 1) {
    return std::unexpected(Error::not_recoverable);
  }
  return serialize(point);
}

std::expected<Address, Error> recover(const Hash& digest, const Signature& signature) {
  const auto key = recover_public_key(digest, signature);
  if (!key) return std::unexpected(key.error());
  return address_of(*key);
}

bool is_low_s(const Signature& signature) { return signature.s <= kHalfOrder; }

std::expected<Signature, Error> parse_rsv(ByteView bytes) {
  if (bytes.size() != 65) return std::unexpected(Error::wrong_size);
  const std::uint8_t v = bytes[64];
  if (v != 0 && v != 1 && v != 27 && v != 28) return std::unexpected(Error::bad_recovery_byte);
  return Signature{.r = Scalar::from(bytes.subspan<0, 32>()),
                   .s = Scalar::from(bytes.subspan<32, 32>()),
                   .y_parity = v == 1 || v == 28};
}

std::array<std::uint8_t, 65> to_rsv(const Signature& signature) {
  std::array<std::uint8_t, 65> bytes{};
  std::ranges::copy(compact_of(signature), bytes.begin());
  bytes[64] = signature.y_parity ? 28 : 27;
  return bytes;
}

}  // namespace kaisho::crypto
