#include "rest/resources.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>

// Users sign in with their account (EIP-4361), operators with a passkey (W3C Web Authentication, Level 3).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

constexpr std::string_view kStatement = "I sign in to the governance of this consortium. This agrees to nothing.";

Problem sign_in_problem(const services::Error& error) {
  using enum services::ErrorCode;
  if (error.code == refused) return problem_of("bad-signature", error.text);
  if (error.code == not_found) return problem_of("challenge-unknown", error.text);
  return problem_from(error);
}

Outcome challenge(const Dependencies& with, const Input& input) {
  const auto made = with.sign_in->challenge(input.remote);
  const auto account = *fixed_from_hex<Address>(std::string_view(input.body.as_object().at("account").as_string()));
  const auto* domain = input.body.as_object().if_contains("domain");
  services::SignInMessage message;
  message.domain = domain != nullptr ? std::string(domain->as_string()) : input.host;
  message.address = account;
  message.statement = kStatement;
  message.uri = "http://" + input.host + "/v1";
  message.version = "1";
  message.chain_id = with.ledger.chain_id();
  message.nonce = made.nonce;
  message.issued_at = made.issued;
  message.expires = made.issued + services::SignInService::kSessionLife;
  return Reply{200, json::object{{"nonce", made.nonce},
                                 {"chainId", message.chain_id},
                                 {"message", services::to_text(message)},
                                 {"expires", made.expires}}};
}

/// This node by the name that the client used, which the guard has checked, or a page that the operator allowed.
bool is_own_domain(const Dependencies& with, const Input& input, std::string_view domain) {
  return domain == input.host || std::ranges::find(with.sign_in_domains, domain) != with.sign_in_domains.end();
}

Outcome open_session(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  const auto signature = from_hex(std::string_view(body.at("signature").as_string())).value_or(Bytes{});
  const auto opened = with.sign_in->open(std::string_view(body.at("message").as_string()), signature,
                                         [&](std::string_view domain) { return is_own_domain(with, input, domain); });
  if (!opened) return std::unexpected(sign_in_problem(opened.error()));
  return Reply{200, json::object{{"token", opened->token},
                                 {"account", to_hex(opened->session.account)},
                                 {"expires", opened->session.expires}}};
}

std::unexpected<Problem> no_operators() {
  return std::unexpected(
      problem_of("unavailable", "This node knows no operators: ask another one of the organization."));
}

Outcome passkey_challenge(const Dependencies& with, const Input& input) {
  if (with.passkeys == nullptr) return no_operators();
  const auto made = with.passkeys->challenge(input.remote);
  return Reply{200, json::object{{"challenge", made.challenge},
                                 {"timeout", services::PasskeySignIn::kChallengeLife * 1'000},
                                 {"userVerification", "required"}}};
}

Bytes url_bytes(const json::object& from, std::string_view name) {
  return codec::base64::decode_url(std::string_view(from.at(name).as_string())).value_or(Bytes{});
}

Outcome open_passkey_session(const Dependencies& with, const Input& input) {
  if (with.passkeys == nullptr) return no_operators();
  const auto& body = input.body.as_object();
  const auto& response = body.at("response").as_object();
  const auto signature = crypto::p256::from_der(url_bytes(response, "signature"));
  if (!signature) return std::unexpected(problem_of("bad-signature", "The signature is not base64url of a DER form."));
  const auto opened = with.passkeys->open({.credential = url_bytes(body, "id"),
                                           .client_data = url_bytes(response, "clientDataJSON"),
                                           .authenticator_data = url_bytes(response, "authenticatorData"),
                                           .signature = *signature});
  if (!opened) return std::unexpected(sign_in_problem(opened.error()));
  return Reply{200, json::object{{"token", opened->token},
                                 {"id", opened->operator_.id},
                                 {"name", opened->operator_.name},
                                 {"organization", opened->operator_.organization},
                                 {"expires", opened->expires}}};
}

void add_passkeys(EndpointTable& table, const Dependencies& with) {
  table.component("PasskeyChallenge", object("PublicKeyCredentialRequestOptionsJSON, for navigator.credentials.get",
                                             {{"challenge", text("base64url; once, and within five minutes", 64)},
                                              {"timeout", integer("ms")},
                                              {"userVerification", one_of("", {"required"})}}));
  table.component("OperatorSession",
                  object("An operator's session", {{"token", text("For Authorization: Bearer", 128)},
                                                   {"id", text("Of the operator's entry", 16)},
                                                   {"name", text("Of the operator", 128)},
                                                   {"organization", text("For which the operator acts", 64)},
                                                   {"expires", integer("Last second, s since 1970")}}));
  table.add({.method = Method::post,
             .path = "/v1/sign-in/passkey/challenges",
             .id = "createPasskeyChallenge",
             .tag = "sign-in",
             .summary = "What an operator's passkey is to sign",
             .access = {.anyone = true},
             .answer = ref("PasskeyChallenge"),
             .problems = {"unavailable"},
             .handler = [with](const Input& input) { return passkey_challenge(with, input); }});
  table.add({.method = Method::post,
             .path = "/v1/sign-in/passkey/sessions",
             .id = "createPasskeySession",
             .tag = "sign-in",
             .summary = "A session for the operator whose passkey signed the challenge",
             .access = {.anyone = true},
             .body = object("Of the browser's AuthenticationResponseJSON",
                            {{"id", text("Of the credential, base64url", 1'364, 1)},
                             {"response", object("", {{"clientDataJSON", text("base64url", 2'732, 1)},
                                                      {"authenticatorData", text("base64url", 1'366, 1)},
                                                      {"signature", text("base64url of the DER form", 128, 1)}})}}),
             .answer = ref("OperatorSession"),
             .problems = {"bad-signature", "challenge-unknown", "unavailable"},
             .handler = [with](const Input& input) { return open_passkey_session(with, input); }});
}

void add_schemas(EndpointTable& table) {
  table.component("Challenge", object("What a wallet is to sign",
                                      {{"nonce", text("Once, and within five minutes", 64)},
                                       {"chainId", integer("")},
                                       {"message", text("For personal_sign: a message of EIP-4361", 4'096)},
                                       {"expires", integer("Last second of the nonce, s since 1970")}}));
  table.component("Session", object("A user's session", {{"token", text("For Authorization: Bearer", 128)},
                                                         {"account", form(Form::address, "")},
                                                         {"expires", integer("Last second, s since 1970")}}));
}

}  // namespace

void add_sign_in(EndpointTable& table, const Dependencies& with) {
  if (with.sign_in == nullptr) return;
  add_schemas(table);
  add_passkeys(table, with);
  table.add({.method = Method::post,
             .path = "/v1/sign-in/challenges",
             .id = "createChallenge",
             .tag = "sign-in",
             .summary = "A nonce and the message with it that the user's wallet is to sign (EIP-4361)",
             .access = {.anyone = true},
             .body = object("", {{"account", form(Form::address, "That will sign")},
                                 optional("domain", text("Of the page that asks; this node by default", 255, 1))}),
             .answer = ref("Challenge"),
             .handler = [with](const Input& input) { return challenge(with, input); }});
  table.add(
      {.method = Method::post,
       .path = "/v1/sign-in/sessions",
       .id = "createSession",
       .tag = "sign-in",
       .summary = "A session for the account that signed the message",
       .access = {.anyone = true},
       .body = object(
           "", {{"message", text("As it was signed", 4'096)},
                {"signature",
                 form(Form::bytes, "r, s and v; a passkey's assertion; or what the account's contract takes", 8'192)}}),
       .answer = ref("Session"),
       .problems = {"bad-signature", "challenge-unknown", "unavailable"},
       .handler = [with](const Input& input) { return open_session(with, input); }});
  table.add({.method = Method::del,
             .path = "/v1/sign-in/session",
             .id = "deleteSession",
             .tag = "sign-in",
             .summary = "End the session of this token; an operator's token of another kind stays",
             .access = {.users = Access::Users::any, .roles = kOperators},
             .status = 204,
             .handler = [with](const Input& input) -> Outcome {
               with.sign_in->close(input.token);
               if (with.passkeys != nullptr) with.passkeys->close(input.token);
               return Reply{204, {}};
             }});
}

}  // namespace kaisho::api::rest
