#pragma once

#include <cstdint>
#include <span>

#include "kaisho/crypto/secp256k1.hpp"

/// Many signatures with known keys checked together. Pure and thread-safe.
namespace kaisho::crypto {

/// That a recoverable signature over a digest was made by a certain key.
struct SignedBy {
  Hash digest;
  Signature signature;
  std::uint32_t key = 0;  ///< index of the key
};

/// True exactly when `recover_public_key` gives its key for each of them, up to a chance of 2^-128: one sum of all with
/// weights that come from a hash of the whole input, so that nobody can choose signatures to fit them (BIP 340, "Batch
/// Verification"). False does not say which one is wrong. Much faster than recovering each from some dozens on, and the
/// faster the fewer keys. `keys` best without repetitions.
[[nodiscard]] bool all_signed(std::span<const SignedBy> claims, std::span<const PublicKey> keys);

}  // namespace kaisho::crypto
