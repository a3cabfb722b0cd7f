#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>
#include <kaisho/crypto/ed25519.hpp>

/// Signed notes and verifier keys in the C2SP forms (c2sp.org/signed-note), with Ed25519 signatures. Texts and names
/// are ASCII here, so that two names which look alike are alike.
namespace kaisho::evidence {

using KeyId = FixedBytes<4, struct KeyIdTag>;

/// Why a text is no note or no verifier key. Stable, never renumbered.
enum class NoteError : std::uint8_t {
  too_large = 1,           ///< more than kMaxNoteSize bytes or kMaxNoteSignatures signatures
  bad_text = 2,            ///< empty, without a newline at its end, control characters, or not ASCII
  no_signatures = 3,       ///< no blank line, or nothing behind it
  bad_signature_line = 4,  ///< not "— name base64\n" with a key ID and a signature
  bad_key_name = 5,        ///< empty, with a space or a plus sign, or not ASCII
  bad_key = 6,             ///< not "name+hash+base64" with an Ed25519 key
  wrong_key_id = 7,        ///< the hash in a verifier key is not that of its name and key
};
[[nodiscard]] std::string_view describe(NoteError error);

inline constexpr std::size_t kMaxNoteSize = 64 * 1024;
inline constexpr std::size_t kMaxNoteSignatures = 100;

/// Who signs: a name and a public key.
struct VerifierKey {
  std::string name;  ///< not empty, without spaces and plus signs
  crypto::ed25519::PublicKey key;
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;

  /// First 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ key).
  [[nodiscard]] KeyId id() const;
  /// "name+hash+base64(0x01 ‖ key)".
  [[nodiscard]] std::string to_text() const;
};
/// Takes exactly what `to_text` makes.
[[nodiscard]] std::expected<VerifierKey, NoteError> parse_verifier_key(std::string_view text);
[[nodiscard]] bool is_key_name(std::string_view name);

struct NoteSignature {
  std::string name;
  KeyId key_id;
  Bytes signature;  ///< 64 bytes where the key is an Ed25519 one; other kinds are kept but verify under no key
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  std::string text;  ///< ends with a newline
  std::vector<NoteSignature> signatures;
  friend bool operator==(const SignedNote&, const SignedNote&) = default;

  [[nodiscard]] std::string to_text() const;
  /// Whether the note carries this key's signature and it is right.
  [[nodiscard]] bool is_signed_by(const VerifierKey& key) const;
};
/// Takes exactly what `SignedNote::to_text` makes.
[[nodiscard]] std::expected<SignedNote, NoteError> parse_note(std::string_view note);

/// `name` is a key name (asserted).
[[nodiscard]] NoteSignature sign_note(std::string_view text, std::string_view name,
                                      const crypto::ed25519::KeyPair& key);

}  // namespace kaisho::evidence
