#include "passkey_file.hpp"

#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>

#include "files.hpp"

namespace kaisho::cli {
namespace {

Bytes url_bytes(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? Bytes{} : codec::base64::decode_url(std::string_view(*text)).value_or(Bytes{});
}

}  // namespace

Result<governance::PasskeyAssertion> read_assertion(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto parsed = codec::json::parse(*text);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* response = object == nullptr ? nullptr : object->if_contains("response");
  const auto* inner = response == nullptr ? nullptr : response->if_object();
  const auto key = object == nullptr ? std::nullopt : crypto::p256::from_spki(url_bytes(*object, "publicKey"));
  const auto signature = inner == nullptr ? std::nullopt : crypto::p256::from_der(url_bytes(*inner, "signature"));
  if (!key || !signature) {
    return bad_input(
        "bad_assertion", path + " holds no assertion of a P-256 passkey",
        R"({"publicKey":…,"response":{"clientDataJSON":…,"authenticatorData":…,"signature":…}}, base64url)");
  }
  const auto client_data = url_bytes(*inner, "clientDataJSON");
  return governance::PasskeyAssertion{.key = *key,
                                      .authenticator_data = url_bytes(*inner, "authenticatorData"),
                                      .client_data = std::string(client_data.begin(), client_data.end()),
                                      .signature = *signature};
}

}  // namespace kaisho::cli
