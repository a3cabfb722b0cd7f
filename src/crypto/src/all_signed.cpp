#include "kaisho/crypto/all_signed.hpp"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include <kaisho/secp256k1_batch.h>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::crypto {
namespace {

using Weight = std::uint8_t[16];
using Key = std::uint8_t[64];
static_assert(sizeof(PublicKey) == sizeof(Key) && randombytes_SEEDBYTES == sizeof(Hash));

kaisho_signature_claim to_native(const SignedBy& claim) {
  kaisho_signature_claim native{};
  std::ranges::copy(claim.digest.bytes, native.digest);
  std::ranges::copy(claim.signature.r.bytes, native.r);
  std::ranges::copy(claim.signature.s.bytes, native.s);
  native.y_parity = claim.signature.y_parity ? 1u : 0u;
  native.key = claim.key;
  return native;
}

template <typename T>
ByteView bytes_in(std::span<const T> items) {
  return {reinterpret_cast<const std::uint8_t*>(items.data()), items.size_bytes()};
}

static_assert(sizeof(kaisho_signature_claim) == 3 * 32 + 2 * 4, "no bytes between its fields, for it is hashed");
Hash seed_of(std::span<const kaisho_signature_claim> claims, std::span<const PublicKey> keys) {
  const Hash parts[] = {blake3(bytes_in(claims)), blake3(bytes_in(keys))};
  return blake3(bytes_in(std::span<const Hash>(parts)));
}

}  // namespace

bool all_signed(std::span<const SignedBy> claims, std::span<const PublicKey> keys) {
  if (claims.empty()) return true;
  std::vector<kaisho_signature_claim> native;
  native.reserve(claims.size());
  for (const auto& claim : claims) native.push_back(to_native(claim));
  const auto seed = seed_of(native, keys);
  std::vector<std::uint8_t> weights(claims.size() * sizeof(Weight));
  ::randombytes_buf_deterministic(weights.data(), weights.size(), seed.data());
  return ::kaisho_secp256k1_all_signed(native.data(), native.size(), reinterpret_cast<const Key*>(keys.data()),
                                       keys.size(), reinterpret_cast<const Weight*>(weights.data())) == 1;
}

}  // namespace kaisho::crypto
