#include "kaisho/crypto/aead.hpp"

#include <sodium.h>

#include <kaisho/base/assert.hpp>

namespace kaisho::crypto::aead {

static_assert(kOverhead == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(Nonce::kSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);

Bytes seal(const Key& key, const Nonce& nonce, ByteView plain, ByteView bound) {
  KAISHO_ASSERT(sodium_init() >= 0);  // may be called again and from any thread
  Bytes sealed(plain.size() + kOverhead);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data(), &size, plain.data(), plain.size(), bound.data(),
                                             bound.size(), nullptr, nonce.data(), key.expose().data());
  KAISHO_ASSERT(size == sealed.size());
  return sealed;
}

std::optional<Bytes> open(const Key& key, const Nonce& nonce, ByteView sealed, ByteView bound) {
  KAISHO_ASSERT(sodium_init() >= 0);
  if (sealed.size() < kOverhead) return std::nullopt;
  Bytes plain(sealed.size() - kOverhead);
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), &size, nullptr, sealed.data(), sealed.size(),
                                                 bound.data(), bound.size(), nonce.data(), key.expose().data()) != 0) {
    return std::nullopt;
  }
  return plain;
}

}  // namespace kaisho::crypto::aead
