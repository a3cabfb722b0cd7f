#include "kaisho/crypto/ed25519.hpp"

#include <sodium.h>

#include <kaisho/base/assert.hpp>

namespace kaisho::crypto::ed25519 {
namespace {

/// libsodium picks its fastest code for this processor in sodium_init, which may be called again and from any thread.
void initialize() {
  static const bool good = sodium_init() >= 0;
  KAISHO_ASSERT(good);
}

}  // namespace

KeyPair KeyPair::from_seed(const Secret<32>& seed) {
  initialize();
  PublicKey public_key;
  std::array<std::uint8_t, 64> expanded{};
  crypto_sign_seed_keypair(public_key.data(), expanded.data(), seed.expose().data());
  return {Secret<64>::take(expanded), public_key};
}

Signature KeyPair::sign(ByteView message) const {
  Signature signature;
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), expanded_.expose().data());
  return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
  initialize();
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace kaisho::crypto::ed25519
