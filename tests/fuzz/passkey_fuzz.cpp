#include <kaisho/base/assert.hpp>
#include <kaisho/base/bytes.hpp>
#include <kaisho/crypto/hash.hpp>

#include "passkey_samples.hpp"

/// What a browser and its authenticator hand over (W3C Web Authentication): the bytes of an assertion on the ledger and
/// of its key and signature have one form each; and whatever authenticator data and client data a passkey signs, they
/// are taken for one document only, with the user present and verified, and not with a byte changed.
namespace crypto = kaisho::crypto;
using namespace kaisho::governance;

namespace {

constexpr std::size_t kFlagsAt = 32;
constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04;

/// What stands before the point in a SubjectPublicKeyInfo of a P-256 key, uncompressed (RFC 5480, section 2).
constexpr std::uint8_t kSpki[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                  0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};

void decode(kaisho::ByteView bytes) {
  if (const auto passkey = parse_passkey(bytes)) KAISHO_ASSERT(kaisho::equal(encode(*passkey), bytes));
  if (const auto witnessed = parse_witnessed(bytes)) KAISHO_ASSERT(kaisho::equal(encode(*witnessed), bytes));
  if (const auto signature = crypto::p256::from_der(bytes)) {
    KAISHO_ASSERT(crypto::p256::with_low_s(*signature) == *signature);
  }
  if (const auto key = crypto::p256::from_spki(bytes)) {
    auto again = kaisho::bytes_of(kSpki);
    kaisho::append(again, key->view());
    KAISHO_ASSERT(crypto::p256::from_spki(again) == key);
  }
}

/// Changes one byte of what the passkey signed; `at` counts over both parts.
PasskeyAssertion changed(PasskeyAssertion assertion, std::size_t at) {
  const auto first = assertion.authenticator_data.size();
  at %= first + assertion.client_data.size();
  if (at < first) {
    assertion.authenticator_data[at] ^= 0x20;
  } else {
    assertion.client_data[at - first] = static_cast<char>(assertion.client_data[at - first] ^ 0x20);
  }
  return assertion;
}

void check_signed(kaisho::ByteView authenticator_data, kaisho::ByteView client_data, std::size_t at) {
  static const samples::Authenticator kAuthenticator;
  static const auto kDocument = crypto::sha256(kaisho::view_of("a document"));
  static const auto kOther = crypto::sha256(kaisho::view_of("another document"));
  PasskeyAssertion assertion{.key = kAuthenticator.public_key(),
                             .authenticator_data = kaisho::bytes_of(authenticator_data),
                             .client_data = std::string(kaisho::text_of(client_data)),
                             .signature = {}};
  KAISHO_ASSERT(!check(assertion, kDocument).has_value());  // not signed yet
  kAuthenticator.sign(assertion);
  const auto taken = check(assertion, kDocument);
  KAISHO_ASSERT(taken || !taken.error().empty());
  if (!taken) return;
  const auto flags = authenticator_data[kFlagsAt];
  KAISHO_ASSERT((flags & kUserPresent) != 0 && (flags & kUserVerified) != 0);
  KAISHO_ASSERT(!check(assertion, kOther).has_value());
  KAISHO_ASSERT(!check(changed(assertion, at), kDocument).has_value());
  const auto again = parse_passkey(encode(assertion));
  KAISHO_ASSERT(again && check(*again, kDocument).has_value());
}

}  // namespace

/// Two bytes: how long the authenticator data is, and which byte is changed. Then the data, then the client data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const kaisho::ByteView bytes(data, size);
  decode(bytes);
  if (size < 2) return 0;
  const auto rest = bytes.subspan(2);
  const auto first = std::min<std::size_t>(bytes[0], rest.size());
  check_signed(rest.first(first), rest.subspan(first), bytes[1]);
  return 0;
}
