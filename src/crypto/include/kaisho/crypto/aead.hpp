#pragma once

#include <optional>

#include <kaisho/base/bytes.hpp>

#include "kaisho/crypto/secret.hpp"

/// Authenticated encryption for data at rest: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, as libsodium has it).
/// Pure and thread-safe.
namespace kaisho::crypto::aead {

using Key = Secret<32>;
/// 192 bits, so that random ones never meet.
using Nonce = FixedBytes<24, struct AeadNonceTag>;

/// Bytes that the tag adds.
inline constexpr std::size_t kOverhead = 16;

/// The ciphertext with its tag. `bound` is not encrypted but must be the same when it is opened. A nonce is used once
/// with a key.
[[nodiscard]] Bytes seal(const Key& key, const Nonce& nonce, ByteView plain, ByteView bound);

/// The plaintext; nothing where a bit of anything is another one.
[[nodiscard]] std::optional<Bytes> open(const Key& key, const Nonce& nonce, ByteView sealed, ByteView bound);

}  // namespace kaisho::crypto::aead
