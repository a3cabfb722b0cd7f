#include "kaisho/crypto/recover_many.hpp"

#include <algorithm>

#include <kaisho/secp256k1_recover.h>

namespace kaisho::crypto {
namespace {

using Key = std::uint8_t[64];
static_assert(sizeof(PublicKey) == sizeof(Key));

kaisho_recoverable to_native(const SignedDigest& one) {
  kaisho_recoverable native{};
  std::ranges::copy(one.digest.bytes, native.digest);
  std::ranges::copy(one.signature.r.bytes, native.r);
  std::ranges::copy(one.signature.s.bytes, native.s);
  native.y_parity = one.signature.y_parity ? 1u : 0u;
  return native;
}

std::optional<PublicKey> one_by_one(const SignedDigest& one) {
  const auto key = recover_public_key(one.digest, one.signature);
  return key ? std::optional(*key) : std::nullopt;
}

}  // namespace

std::vector<std::optional<PublicKey>> recover_public_keys(std::span<const SignedDigest> all) {
  std::vector<kaisho_recoverable> native;
  native.reserve(all.size());
  for (const auto& one : all) native.push_back(to_native(one));
  std::vector<PublicKey> keys(all.size());
  std::vector<std::uint8_t> good(all.size());
  const bool done =
      ::kaisho_secp256k1_recover(native.data(), native.size(), reinterpret_cast<Key*>(keys.data()), good.data()) == 1;
  std::vector<std::optional<PublicKey>> found(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!done) {
      found[i] = one_by_one(all[i]);
    } else if (good[i] != 0) {
      found[i] = keys[i];
    }
  }
  return found;
}

}  // namespace kaisho::crypto
