#pragma once

#include <array>
#include <cstdint>
#include <expected>

#include <kaisho/base/types.hpp>

#include "kaisho/crypto/error.hpp"
#include "kaisho/crypto/secret.hpp"

/// ECDSA over secp256k1 with public-key recovery, as Ethereum's transactions use it. Pure and thread-safe: all calls
/// share one static context that is never written. (libsecp256k1 can re-randomize a context against side channels; that
/// needs fresh randomness and a context of one's own, so it belongs to the custody service, not to this pure module.)
namespace kaisho::crypto {

using Scalar = FixedBytes<32, struct ScalarTag>;        ///< a big-endian number of the group, r or s
using PublicKey = FixedBytes<64, struct PublicKeyTag>;  ///< x and y, 32 big-endian bytes each, without a prefix byte

/// A key in the range 1 … order-1. Cannot be copied or printed.
class PrivateKey {
 public:
  /// Errors: scalar_out_of_range.
  [[nodiscard]] static std::expected<PrivateKey, Error> from(Secret<32> bytes);
  [[nodiscard]] const Secret<32>& secret() const { return bytes_; }
  [[nodiscard]] PrivateKey clone() const { return PrivateKey(bytes_.clone()); }

 private:
  explicit PrivateKey(Secret<32> bytes) : bytes_(std::move(bytes)) {}
  Secret<32> bytes_;
};

/// An ECDSA signature from which the signer can be recovered. Any bytes may stand here; `recover` judges them.
struct Signature {
  Scalar r;
  Scalar s;
  bool y_parity = false;  ///< whether the y of the nonce's point is odd (EIP-1559's name; v - 27 in older formats)

  friend bool operator==(const Signature&, const Signature&) = default;
};

[[nodiscard]] PublicKey public_key(const PrivateKey& key);

/// The account of a key: the last 20 bytes of Keccak-256 of the public key.
[[nodiscard]] Address address_of(const PublicKey& key);
[[nodiscard]] Address address_of(const PrivateKey& key);

/// Deterministic (RFC 6979 with SHA-256) low-s signature of a 32-byte digest.
[[nodiscard]] Signature sign(const PrivateKey& key, const Hash& digest);

/// Who signed the digest. Accepts high s (the ecrecover precompile does, and so do old blocks): callers that follow
/// EIP-2 ask `is_low_s` first. Errors: scalar_out_of_range, not_recoverable.
[[nodiscard]] std::expected<PublicKey, Error> recover_public_key(const Hash& digest, const Signature& signature);
[[nodiscard]] std::expected<Address, Error> recover(const Hash& digest, const Signature& signature);

/// EIP-2: s at most half of the group's order, so that no third person can make a second signature from a first.
[[nodiscard]] bool is_low_s(const Signature& signature);

/// The 65-byte form r‖s‖v of eth_sign, personal_sign and eth_signTypedData_v4.
/// Reads v as 27 or 28, or 0 or 1. Errors: wrong_size, bad_recovery_byte. (r and s are judged by `recover`.)
[[nodiscard]] std::expected<Signature, Error> parse_rsv(ByteView bytes);
/// Writes v as 27 or 28, as wallets do.
[[nodiscard]] std::array<std::uint8_t, 65> to_rsv(const Signature& signature);

}  // namespace kaisho::crypto
