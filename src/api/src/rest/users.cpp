#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/consent.hpp>
#include <kaisho/governance/signature.hpp>

#include "rest/resources.hpp"

// Users and whom they entrust (G3); consents (G10).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::GovernanceRecords;

json::object user_json(const GovernanceRecords& records, const governance::UserRecord& user) {
  json::array tokens;
  for (const auto& token : user.tokens) tokens.emplace_back(token);
  return {{"userId", user.user_id},
          {"account", to_hex(user.account)},
          {"vorg", records.name_of(user.vorg)},
          {"registrar", records.name_of(user.registrar)},
          {"profileHash", to_hex(user.profile_hash)},
          {"consent", to_hex(user.consent)},
          {"time", user.time},
          {"usableTokens", std::move(tokens)}};
}

std::string_view slug_of(governance::SignatureForm form) {
  static constexpr std::string_view kForms[] = {"own-key", "contract-account", "passkey", "witnessed"};
  return kForms[static_cast<std::size_t>(form)];
}
Schema form_schema(std::string_view description) {
  return one_of(description, {"own-key", "contract-account", "passkey", "witnessed"});
}

/// Whose word a witnessed consent is. A clerk that cannot be recovered is left out; the ledger takes none like that.
json::object witness_json(const governance::ConsentRecord& consent, const governance::WitnessedSignature& signature,
                          ChainId chain) {
  json::object result{{"organization", signature.organization}, {"paper", to_hex(signature.paper)}};
  const governance::Witness witness{consent.digest, signature.user_id, signature.organization, signature.paper};
  if (const auto clerk = governance::signer_of(governance::digest(witness, chain), signature.signature)) {
    result["clerk"] = to_hex(*clerk);
  }
  return result;
}

json::object consent_json(const governance::ConsentRecord& consent, ChainId chain) {
  json::object result{{"digest", to_hex(consent.digest)},
                      {"kind", governance::describe(consent.kind)},
                      {"account", to_hex(consent.account)},
                      {"expiry", consent.expiry},
                      {"time", consent.time},
                      {"signature", to_hex(ByteView(consent.signature))},
                      {"form", slug_of(consent.form)},
                      {"signedBy", governance::describe(consent.form)}};
  const bool on_paper = consent.form == governance::SignatureForm::witnessed;
  if (const auto paper = on_paper ? governance::parse_witnessed(consent.signature) : std::nullopt) {
    result["witness"] = witness_json(consent, *paper, chain);
  }
  if (consent.application != 0) result["application"] = consent.application;
  if (consent.withdrawn != 0) {
    result["withdrawn"] = consent.withdrawn;
    result["withdrawalForm"] = slug_of(consent.withdrawal_form);
  }
  return result;
}

void add_schemas(EndpointTable& table) {
  table.component("User", object("A user and the organization that it entrusts (G3)",
                                 {{"userId", form(Form::id, "Unique in the consortium")},
                                  {"account", form(Form::address, "The user's own key")},
                                  {"vorg", text("The organization that the user entrusts", 64)},
                                  {"registrar", text("The organization that recorded it", 64)},
                                  {"profileHash", form(Form::hash, "Salted; the profile stays with the organization")},
                                  {"consent", form(Form::hash, "Digest of the consent to entrust")},
                                  {"time", integer("Block time, s since 1970")},
                                  {"usableTokens", array("", form(Form::id, ""), 1024)}}));
  table.component("Consent",
                  object("A recorded consent (G10)",
                         {{"digest", form(Form::hash, "EIP-712")},
                          {"kind", text("entrust, issue, distribute, and the kinds that come later", 32)},
                          {"account", form(Form::address, "That signed it")},
                          optional("application", integer("That it allowed")),
                          {"expiry", integer("Block time after which it is void")},
                          {"time", integer("")},
                          optional("withdrawn", integer("Block time of the withdrawal; none: it stands")),
                          {"signature", form(Form::bytes, "")},
                          {"form", form_schema("Of the signature; witnessed, on paper, is the weakest")},
                          {"signedBy", text("The form in words", 128)},
                          optional("witness", object("Of the witnessed form: whose word it is",
                                                     {{"organization", text("For which it was witnessed", 64)},
                                                      {"paper", form(Form::hash, "SHA-256 of its scan")},
                                                      optional("clerk", form(Form::address, ""))})),
                          optional("withdrawalForm", form_schema("Of the signature that withdrew it"))}));
}

Outcome find_user(const Input& input, const GovernanceRecords& records) {
  const auto& id = input.text("userId");
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != id) return not_yours();
  const auto user = governance::find_user(records.slots(), id);
  if (!user) return no_such("user", id);
  return Reply{200, user_json(records, *user)};
}

Outcome list_users(const Input& input, const GovernanceRecords& records) {
  const auto* account = input.find("account");
  const auto wanted = account != nullptr ? fixed_from_hex<Address>(*account) : std::nullopt;
  if (wanted) {
    const auto user = governance::find_user(records.slots(), governance::user_of(records.slots(), *wanted));
    json::array items;
    if (user) items.push_back(user_json(records, *user));
    return Reply{200, json::object{{"items", std::move(items)}}};
  }
  return numbered_page(input, 0, governance::user_count(records.slots()) - 1, [&](std::uint64_t index) {
    const auto id = governance::user_at(records.slots(), index);
    const auto user = id ? governance::find_user(records.slots(), *id) : std::nullopt;
    return user ? json::value(user_json(records, *user)) : json::value();
  });
}

Outcome find_consent(const Input& input, const GovernanceRecords& records, ChainId chain) {
  const auto consent = governance::find_consent(records.slots(), *fixed_from_hex<Hash>(input.text("digest")));
  if (!consent) return no_such("consent", input.text("digest"));
  const auto& caller = input.caller;
  if (caller.kind == Caller::Kind::user && caller.account != consent->account) return not_yours();
  return Reply{200, consent_json(*consent, chain)};
}

}  // namespace

void add_users(EndpointTable& table, const Dependencies& with) {
  add_schemas(table);
  table.add({.method = Method::get,
             .path = "/v1/users",
             .id = "listUsers",
             .tag = "users",
             .summary = "Users in the order of their registration",
             .access = {.roles = kOperators},
             .parameters = page_parameters({query_parameter("account", form(Form::address, "Only the user of it"))}),
             .answer = page_of("User"),
             .handler = reading(with, [](const Input& input, const GovernanceRecords& records) -> Outcome {
               if (governance::user_count(records.slots()) == 0) return Reply{200, {{"items", json::array{}}}};
               return list_users(input, records);
             })});
  table.add({.method = Method::get,
             .path = "/v1/users/{userId}",
             .id = "getUser",
             .tag = "users",
             .summary = "A user, whom it entrusts and which tokens it may use",
             .access = {.users = Access::Users::own, .roles = kOperators},
             .parameters = {path_parameter("userId", form(Form::id, ""))},
             .answer = ref("User"),
             .problems = {"no-such-record"},
             .handler = reading(with, find_user)});
  table.add({.method = Method::get,
             .path = "/v1/consents/{digest}",
             .id = "getConsent",
             .tag = "users",
             .summary = "A recorded consent and whether it stands",
             .access = {.users = Access::Users::own, .roles = kOperators},
             .parameters = {path_parameter("digest", form(Form::hash, "EIP-712 digest"))},
             .answer = ref("Consent"),
             .problems = {"no-such-record"},
             .handler = reading(with, [with](const Input& input, const GovernanceRecords& records) {
               return find_consent(input, records, with.ledger.chain_id());
             })});
}

}  // namespace kaisho::api::rest
