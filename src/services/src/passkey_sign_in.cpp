#include "kaisho/services/passkey_sign_in.hpp"

#include <boost/json/object.hpp>

#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/signature.hpp>

#include "errors.hpp"

namespace kaisho::services {
namespace {

constexpr std::size_t kRelyingParty = 32, kFlagsAt = 32, kCounterAt = 33;  // in the authenticator data
constexpr std::uint8_t kBackupEligible = 0x08, kBackedUp = 0x10;           // section 6.1.3

std::unexpected<Error> refuse_sign_in(std::string text) { return fail(ErrorCode::refused, std::move(text)); }

std::string member_of(const boost::json::value& document, std::string_view name) {
  const auto* object = document.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

/// Of authenticator data that was checked, so it has its 37 bytes.
std::uint32_t counter_of(const Bytes& data) {
  std::uint32_t counter = 0;
  for (std::size_t i = 0; i < 4; ++i) counter = counter << 8 | data[kCounterAt + i];
  return counter;
}

}  // namespace

PasskeySignIn::Challenge PasskeySignIn::challenge(const std::string& from) {
  Hash bytes;
  needs_.random.fill(bytes.bytes);
  Challenge made{codec::base64::encode_url(bytes.view()), sessions_.now() + kChallengeLife};
  sessions_.expect(made.challenge, from);
  return made;
}

Result<PasskeySignIn::Opened> PasskeySignIn::open(const Assertion& assertion) {
  const auto entry = needs_.access.passkey(assertion.credential);
  if (!entry) return refuse_sign_in("This node knows no such passkey, or its entry has expired or is revoked.");
  const auto& passkey = *entry->passkey;
  const std::string client_data(text_of(assertion.client_data));
  const auto document = codec::json::parse(client_data, {2'048, 8});
  const auto challenge = document ? member_of(*document, "challenge") : std::string();
  const auto challenge_bytes = codec::base64::decode_url(challenge).value_or(Bytes{});
  if (challenge_bytes.size() != sizeof(Hash)) return refuse_sign_in("The challenge is none of this node's.");

  const governance::PasskeyAssertion checked{passkey.key, assertion.authenticator_data, client_data,
                                             assertion.signature};
  if (auto good = governance::check(checked, Hash::from(ByteView(challenge_bytes).first<sizeof(Hash)>())); !good) {
    return refuse_sign_in("The passkey's answer is not accepted: " + good.error() + ".");
  }
  const auto flags = assertion.authenticator_data[kFlagsAt];
  if ((flags & kBackedUp) != 0 && (flags & kBackupEligible) == 0) {
    return refuse_sign_in("The passkey says that it is backed up and cannot be.");
  }
  if (member_of(*document, "origin") != passkey.origin) {
    return refuse_sign_in("The passkey was asked by " + member_of(*document, "origin") + ", not by " + passkey.origin +
                          ".");
  }
  const auto relying_party = crypto::sha256(view_of(passkey.relying_party));
  if (!equal(ByteView(assertion.authenticator_data).first(kRelyingParty), relying_party.view())) {
    return refuse_sign_in("The passkey answers for another relying party than " + passkey.relying_party + ".");
  }
  if (!sessions_.take(challenge)) {
    return fail(ErrorCode::not_found, "The challenge is none of this node's, was used, or is older than five minutes.");
  }
  auto counted = needs_.access.count(*entry, counter_of(assertion.authenticator_data));
  if (!counted) return refuse_sign_in(counted.error());
  const auto expires = std::min(sessions_.now() + kSessionLife, entry->expires);
  auto token = sessions_.open({entry->id, expires});
  if (!token) return fail(ErrorCode::unavailable, "Too many sessions: try again later.");
  return Opened{*std::move(token), *std::move(counted), expires};
}

std::optional<Operator> PasskeySignIn::find(std::string_view token) {
  const auto session = sessions_.find(token);
  return session ? needs_.access.by_id(session->who) : std::nullopt;
}

}  // namespace kaisho::services
