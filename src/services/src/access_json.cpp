#include "access_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::services {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "kaisho-access/1";

json::object to_json(const AccessEntry::Passkey& passkey) {
  return {{"credential", codec::base64::encode_url(passkey.credential)},
          {"key", to_hex(passkey.key)},
          {"relyingParty", passkey.relying_party},
          {"origin", passkey.origin},
          {"counter", passkey.counter}};
}

json::object to_json(const AccessEntry& entry) {
  json::array roles;
  for (const auto& role : role_names(entry.roles)) roles.emplace_back(role);
  json::object object{{"id", entry.id},
                      {"kind", name_of(entry.kind)},
                      {"name", entry.name},
                      {"organization", entry.organization},
                      {"roles", std::move(roles)},
                      {"sha256", to_hex(entry.secret)},
                      {"created", entry.created},
                      {"expires", entry.expires},
                      {"revoked", entry.revoked}};
  if (entry.passkey) object["passkey"] = to_json(*entry.passkey);
  return object;
}

Timestamp time_of(const json::object& from, std::string_view key) {
  return from.at(key).to_number<Timestamp>();  // throws where it is none
}

std::string text_of(const json::object& from, std::string_view key) { return std::string(from.at(key).as_string()); }

// What follows throws for a file that is not ours; access_entries turns that into nothing.

AccessEntry::Kind kind_of(std::string_view name) {
  using enum AccessEntry::Kind;
  for (const auto kind : {token, certificate, passkey}) {
    if (name_of(kind) == name) return kind;
  }
  throw std::invalid_argument("no kind of entry");
}

AccessEntry::Passkey passkey_of(const json::object& from) {
  return {.credential = codec::base64::decode_url(text_of(from, "credential")).value(),
          .key = fixed_from_hex<crypto::p256::PublicKey>(text_of(from, "key")).value(),
          .relying_party = text_of(from, "relyingParty"),
          .origin = text_of(from, "origin"),
          .counter = from.at("counter").to_number<std::uint32_t>()};
}

AccessEntry entry_of(const json::object& from) {
  AccessEntry entry;
  entry.id = text_of(from, "id");
  entry.kind = kind_of(text_of(from, "kind"));
  if (entry.kind == AccessEntry::Kind::passkey) entry.passkey = passkey_of(from.at("passkey").as_object());
  entry.name = text_of(from, "name");
  entry.organization = text_of(from, "organization");
  for (const auto& role : from.at("roles").as_array()) {
    entry.roles |= role_number(std::string_view(role.as_string())).value_or(0);
  }
  entry.secret = fixed_from_hex<Hash>(text_of(from, "sha256")).value();
  entry.created = time_of(from, "created");
  entry.expires = time_of(from, "expires");
  entry.revoked = time_of(from, "revoked");
  return entry;
}

}  // namespace

std::string to_text(const std::vector<AccessEntry>& entries) {
  json::array list;
  for (const auto& entry : entries) list.push_back(to_json(entry));
  return codec::json::canonical_text(json::object{{"format", kFormat}, {"entries", std::move(list)}}) + "\n";
}

std::optional<std::vector<AccessEntry>> access_entries(std::string_view text) {
  const auto document = codec::json::parse(text, {kMaxAccessFile, 8});
  if (!document) return std::nullopt;
  try {
    const auto& object = document->as_object();
    if (text_of(object, "format") != kFormat) return std::nullopt;
    std::vector<AccessEntry> entries;
    for (const auto& value : object.at("entries").as_array()) entries.push_back(entry_of(value.as_object()));
    return entries;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace kaisho::services
