#include <boost/json.hpp>

#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/signature.hpp"

// W3C Web Authentication Level 3: section 5.8.1 (client data), 6.1 (authenticator data), 7.2 (verifying an assertion).
// Not looked at: the origin and the hash of the relying party's ID, because a credential works for one relying party
// only and the account is made of the credential's key; and the counter, because a consent is taken once anyway.
namespace kaisho::governance {
namespace {

constexpr codec::json::Limits kClientData{.max_size = 2'048, .max_depth = 8};
constexpr std::size_t kFlagsAt = 32;            // after the hash of the relying party's ID
constexpr std::size_t kAuthenticatorData = 37;  // hash, flags, counter
constexpr std::size_t kMostAuthenticatorData = 1'024;
constexpr std::uint8_t kUserPresent = 0x01, kUserVerified = 0x04, kAttested = 0x40, kExtensions = 0x80;

std::expected<void, std::string> fault(std::string text) { return std::unexpected(std::move(text)); }

std::string text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

std::expected<void, std::string> check_client_data(const std::string& client_data, const Hash& digest) {
  const auto parsed = codec::json::parse(client_data, kClientData);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return fault("its client data is no JSON object of at most 2,048 bytes");
  if (text_of(*object, "type") != "webauthn.get") return fault("its client data is not of type webauthn.get");
  if (text_of(*object, "challenge") != codec::base64::encode_url(digest.view())) {
    return fault("its challenge is not the digest of this document");
  }
  const auto* crossing = object->if_contains("crossOrigin");
  if (crossing != nullptr && *crossing != boost::json::value(false)) {
    return fault("it was asked for from within a foreign page (crossOrigin)");
  }
  return {};
}

std::expected<void, std::string> check_authenticator_data(ByteView data) {
  if (data.size() < kAuthenticatorData || data.size() > kMostAuthenticatorData) {
    return fault("its authenticator data does not have 37 to 1,024 bytes");
  }
  const std::uint8_t flags = data[kFlagsAt];
  if ((flags & kUserPresent) == 0) return fault("the user was not present");
  if ((flags & kUserVerified) == 0) return fault("the user was not verified (PIN, finger or face)");
  const bool has_more = data.size() > kAuthenticatorData;
  if ((flags & kAttested) != 0 || has_more != ((flags & kExtensions) != 0)) {
    return fault("its authenticator data is not that of an assertion");
  }
  return {};
}

}  // namespace

std::expected<void, std::string> check(const PasskeyAssertion& assertion, const Hash& digest) {
  if (auto good = check_client_data(assertion.client_data, digest); !good) return good;
  if (auto good = check_authenticator_data(assertion.authenticator_data); !good) return good;
  Bytes message = assertion.authenticator_data;
  append(message, crypto::sha256(view_of(assertion.client_data)).view());
  if (crypto::p256::verify(assertion.key, message, assertion.signature)) return {};
  return fault("its signature is not one of its key, or has a high s");
}

}  // namespace kaisho::governance
