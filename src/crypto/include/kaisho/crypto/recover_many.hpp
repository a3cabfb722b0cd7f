#pragma once

#include <optional>
#include <span>
#include <vector>

#include "kaisho/crypto/secp256k1.hpp"

/// Many unknown signers found at once. Pure and thread-safe.
namespace kaisho::crypto {

struct SignedDigest {
  Hash digest;
  Signature signature;
};

/// What `recover_public_key` gives for each, nothing where it gives an error. Faster than one by one from a few on:
/// what has to be inverted is inverted once for all.
[[nodiscard]] std::vector<std::optional<PublicKey>> recover_public_keys(std::span<const SignedDigest> all);

}  // namespace kaisho::crypto
