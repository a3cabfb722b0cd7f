#pragma once

#include <optional>

#include <kaisho/base/types.hpp>

/// ECDSA over P-256 (secp256r1, FIPS 186-5) with SHA-256: the signatures of passkeys. Pure and thread-safe.
namespace kaisho::crypto::p256 {

/// Affine coordinates x ‖ y, big-endian.
using PublicKey = FixedBytes<64, struct P256PublicKeyTag>;
/// r ‖ s, big-endian, as COSE and JOSE write it (not DER).
using Signature = FixedBytes<64, struct P256SignatureTag>;

/// Whether the key signed the message. Refuses a point that is not on the curve, r or s outside 1 … n − 1, and s above
/// n / 2, so that no signature has a second form.
[[nodiscard]] bool verify(const PublicKey& key, ByteView message, const Signature& signature);

/// The same signature with s at most n / 2: authenticators give either form. Bytes that are no signature stay as they
/// are.
[[nodiscard]] Signature with_low_s(const Signature& signature);

/// From the ASN.1 DER form (RFC 3279, section 2.2.3) that authenticators and OpenSSL give; s is made low. Nothing for
/// bytes that are no such form, or followed by others.
[[nodiscard]] std::optional<Signature> from_der(ByteView der);

/// The point of a DER SubjectPublicKeyInfo (RFC 5480), as browsers give it (`getPublicKey()`). Nothing for other keys.
[[nodiscard]] std::optional<PublicKey> from_spki(ByteView der);

}  // namespace kaisho::crypto::p256
