#pragma once

#include <kaisho/base/bytes.hpp>

#include "kaisho/crypto/secret.hpp"

/// Ed25519 (RFC 8032), for checkpoints, validators and credentials. Pure and thread-safe.
namespace kaisho::crypto::ed25519 {

// Tags with names of their own: crypto/secp256k1.hpp has a PublicKeyTag in the namespace around this one, and which of
// two is meant would depend on the order of includes.
using PublicKey = FixedBytes<32, struct Ed25519PublicKeyTag>;
using Signature = FixedBytes<64, struct Ed25519SignatureTag>;

/// A key pair, made from the 32-byte seed that RFC 8032 calls the private key. Cannot be copied or printed.
class KeyPair {
 public:
  [[nodiscard]] static KeyPair from_seed(const Secret<32>& seed);
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] Signature sign(ByteView message) const;

 private:
  KeyPair(Secret<64> expanded, const PublicKey& public_key) : expanded_(std::move(expanded)), public_key_(public_key) {}

  Secret<64> expanded_;  // seed and public key, as libsodium keeps them
  PublicKey public_key_;
};

/// Whether the key signed the message. Refuses non-canonical s, points of small order and non-canonical keys, so that
/// no signature has a second form.
[[nodiscard]] bool verify(const PublicKey& key, ByteView message, const Signature& signature);

}  // namespace kaisho::crypto::ed25519
