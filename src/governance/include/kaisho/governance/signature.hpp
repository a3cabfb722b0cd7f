#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>
#include <kaisho/crypto/p256.hpp>

/// How a user says yes (G10): four forms of a signature, told apart by the account and the first byte
/// (docs/formats/consent.md). Decoding and checking only; which form counts for whom decides the contract.
namespace kaisho::governance {

/// Stored beside every consent and shown wherever it is shown. Never renumbered.
enum class SignatureForm : std::uint8_t {
  own_key = 0,           ///< 65 bytes by the account's secp256k1 key
  contract_account = 1,  ///< whatever the account's contract takes for a signature (ERC-1271), asked at that block
  passkey = 2,           ///< a WebAuthn assertion by a P-256 key
  witnessed = 3,  ///< on paper, and a clerk of an organization says so: weaker than a signature of the user's own
};

/// "the user's own key", "a passkey of the user's", …; the witnessed form says that it is weaker.
[[nodiscard]] std::string_view describe(SignatureForm form);

/// First byte of the forms that are neither 65 bytes nor a contract's business.
inline constexpr std::uint8_t kPasskeyMark = 0x01;
inline constexpr std::uint8_t kWitnessMark = 0x02;

/// What an authenticator gives for a challenge (W3C Web Authentication, Level 3, section 6.3.3), with its key.
struct PasskeyAssertion {
  crypto::p256::PublicKey key;
  Bytes authenticator_data;
  std::string client_data;  ///< clientDataJSON, as the browser hashed it
  crypto::p256::Signature signature;
};

/// A clerk's word that a user agreed on paper.
struct WitnessedSignature {
  std::string user_id;
  std::string organization;  ///< whose clerk signs
  Hash paper;                ///< SHA-256 of the paper's scan, which the organization keeps
  Bytes signature;           ///< 65 bytes, the clerk's, over the `Witness` document
};

// The bytes as they stand on the ledger: the mark, then the fields in the canonical ABI encoding; one value, one form.
[[nodiscard]] Bytes encode(const PasskeyAssertion& assertion);
[[nodiscard]] Bytes encode(const WitnessedSignature& witnessed);
[[nodiscard]] std::optional<PasskeyAssertion> parse_passkey(ByteView signature);
[[nodiscard]] std::optional<WitnessedSignature> parse_witnessed(ByteView signature);

/// Account of a passkey: the last 20 bytes of Keccak-256("Kaisho P-256 account" ‖ x ‖ y). It sends no transactions.
[[nodiscard]] Address passkey_account(const crypto::p256::PublicKey& key);
/// Account of a user without any key: the last 20 bytes of Keccak-256("Kaisho witnessed account" ‖ user ID). Nobody can
/// sign for it, and no clerk can witness for any other account.
[[nodiscard]] Address witnessed_account(std::string_view user_id);

/// That the assertion is one of its key over exactly this digest: type "webauthn.get", the digest as challenge, not
/// from within a foreign page, user present and verified, low s. Otherwise a sentence on what is wrong.
[[nodiscard]] std::expected<void, std::string> check(const PasskeyAssertion& assertion, const Hash& digest);

}  // namespace kaisho::governance
