#include "kaisho/evidence/note.hpp"

#include <algorithm>
#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::evidence {
namespace {

namespace ed25519 = crypto::ed25519;
constexpr std::uint8_t kEd25519 = 0x01;              // signature type of C2SP signed notes
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash and space, before each signature
constexpr std::size_t kSmallestSignature = KeyId::kSize + 1;

bool is_note_text(std::string_view text) {
  const auto allowed = [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); };
  return !text.empty() && text.back() == '\n' && std::ranges::all_of(text, allowed);
}

/// The key ID in front of a signature, or of a hash; at least 4 bytes.
KeyId first_bytes(ByteView bytes) { return KeyId::from(bytes.first<KeyId::kSize>()); }

/// Name and base64 of "name base64".
std::expected<NoteSignature, NoteError> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return std::unexpected(NoteError::bad_signature_line);
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return std::unexpected(NoteError::bad_signature_line);
  const auto name = line.substr(0, space);
  if (!is_key_name(name)) return std::unexpected(NoteError::bad_key_name);
  const auto bytes = codec::base64::decode(line.substr(space + 1));
  if (!bytes || bytes->size() < kSmallestSignature) return std::unexpected(NoteError::bad_signature_line);
  const ByteView view(*bytes);
  return NoteSignature{std::string(name), first_bytes(view), bytes_of(view.subspan(KeyId::kSize))};
}

std::string signature_line(const NoteSignature& signature) {
  Bytes bytes = bytes_of(signature.key_id.view());
  append(bytes, signature.signature);
  return std::string(kDash) + signature.name + " " + codec::base64::encode(bytes) + "\n";
}

}  // namespace

std::string_view describe(NoteError error) {
  switch (error) {
    case NoteError::too_large:
      return "the note is too large";
    case NoteError::bad_text:
      return "the note's text is empty, not ASCII or does not end with a newline";
    case NoteError::no_signatures:
      return "the note has no signatures";
    case NoteError::bad_signature_line:
      return "a signature line of the note is malformed";
    case NoteError::bad_key_name:
      return "a key name is empty or has a space, a plus sign or a character beyond ASCII";
    case NoteError::bad_key:
      return "not a verifier key: name+hash+base64 of an Ed25519 key";
    case NoteError::wrong_key_id:
      return "the hash in the verifier key is not that of its name and key";
  }
  return "unknown error";
}

bool is_key_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~' && c != '+'; });
}

KeyId VerifierKey::id() const {
  const std::uint8_t end[] = {'\n', kEd25519};
  const auto hash = crypto::sha256({view_of(name), end, key.view()});
  return first_bytes(hash.view());
}

std::string VerifierKey::to_text() const {
  Bytes bytes{kEd25519};
  append(bytes, key.view());
  return name + "+" + to_hex_plain(id().view()) + "+" + codec::base64::encode(bytes);
}

std::expected<VerifierKey, NoteError> parse_verifier_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return std::unexpected(NoteError::bad_key);
  const auto name = text.substr(0, first);
  if (!is_key_name(name)) return std::unexpected(NoteError::bad_key_name);
  const auto bytes = codec::base64::decode(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || bytes->front() != kEd25519) return std::unexpected(NoteError::bad_key);
  VerifierKey key{std::string(name), ed25519::PublicKey::from(ByteView(*bytes).subspan<1, 32>())};
  if (key.to_text() != text) return std::unexpected(NoteError::wrong_key_id);
  return key;
}

std::string SignedNote::to_text() const {
  std::string note = text + "\n";
  for (const auto& signature : signatures) note += signature_line(signature);
  return note;
}

bool SignedNote::is_signed_by(const VerifierKey& key) const {
  return std::ranges::any_of(signatures, [&](const NoteSignature& candidate) {
    if (candidate.name != key.name || candidate.key_id != key.id()) return false;
    const auto signature = fixed_from<ed25519::Signature>(candidate.signature);
    return signature && ed25519::verify(key.key, view_of(text), *signature);
  });
}

std::expected<SignedNote, NoteError> parse_note(std::string_view note) {
  if (note.size() > kMaxNoteSize) return std::unexpected(NoteError::too_large);
  const auto blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return std::unexpected(NoteError::no_signatures);
  SignedNote parsed;
  parsed.text = std::string(note.substr(0, blank + 1));
  if (!is_note_text(parsed.text)) return std::unexpected(NoteError::bad_text);
  auto rest = note.substr(blank + 2);
  if (rest.empty()) return std::unexpected(NoteError::no_signatures);
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return std::unexpected(NoteError::bad_signature_line);
    if (parsed.signatures.size() == kMaxNoteSignatures) return std::unexpected(NoteError::too_large);
    auto signature = parse_signature(rest.substr(0, end));
    if (!signature) return std::unexpected(signature.error());
    parsed.signatures.push_back(*std::move(signature));
    rest.remove_prefix(end + 1);
  }
  return parsed;
}

NoteSignature sign_note(std::string_view text, std::string_view name, const ed25519::KeyPair& key) {
  KAISHO_ASSERT(is_key_name(name));
  const VerifierKey verifier{std::string(name), key.public_key()};
  return {verifier.name, verifier.id(), bytes_of(key.sign(view_of(text)).view())};
}

}  // namespace kaisho::evidence
