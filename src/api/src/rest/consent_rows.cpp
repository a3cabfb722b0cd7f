#include "rest/consent_rows.hpp"

#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/signature.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

constexpr std::string_view kOrganization = "Whose clerk, or operator, witnesses: the one that the user entrusts";
constexpr std::string_view kPaper = "SHA-256 of the scan of the signed paper, which the organization keeps";

/// Of a paper that the user is to sign, or has signed.
Property witness_to_be() {
  return optional("witness",
                  object("Of a user without a key: what a clerk is to sign is answered too",
                         {{"organization", form(Form::id, kOrganization)}, {"paper", form(Form::hash, kPaper)}}));
}

Schema with_witness(Schema fields) {
  auto property = witness_to_be();
  fields.at("properties").as_object()[property.name] = std::move(property.schema);
  return fields;
}

Schema with_signature(Schema fields) {
  return exactly_one_of(
      std::move(fields),
      {{"signature", form(Form::bytes,
                          "The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a contract "
                          "account's, a passkey's, witnessed paper)",
                          2 + 2 * governance::Limits::kSignature)},
       {"witness", ref("Witness")}});
}

}  // namespace

Endpoint draft_row(const ConsentKind& kind) {
  return {.method = Method::post,
          .path = "/v1/drafts/" + std::string(kind.draft),
          .id = "draft" + std::string(1, static_cast<char>(kind.draft[0] - 32)) + std::string(kind.draft.substr(1)),
          .tag = "drafts",
          .summary = "The text and typed data of " + std::string(kind.what),
          .access = {.users = Access::Users::own, .roles = kRegistrar | kAdministrator},
          .body = with_witness(kind.fields),
          .answer = ref("Draft"),
          .problems = kind.problems,
          .handler = {}};
}

/// Registrars record at once; a user's own request waits for its organization's registrar.
Endpoint record_row(const ConsentKind& kind) {
  return write_row({.path = std::string(kind.path),
                    .id = std::string(kind.id),
                    .tag = std::string(kind.tag),
                    .summary = std::string(kind.summary),
                    .access = {.users = Access::Users::own, .roles = kRegistrar},
                    .body = with_signature(kind.fields),
                    .problems = kind.problems,
                    .handler = {}});
}

Outcome record(const Dependencies& with, const Input& input, bool at_once, const std::string& vorg, Bytes call) {
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  auto wanted = wanted_of(input, vorg);
  if (at_once) wanted.second_person_roles = 0;
  return accepted((*writes)->call(wanted, std::move(call)));
}

Schema witness_schema() {
  return object(
      "A clerk's word that the user agreed on paper, in place of a signature of the user's own: weaker (G10)",
      {{"organization", form(Form::id, kOrganization)},
       {"paper", form(Form::hash, kPaper)},
       {"signature", form(Form::bytes, "65 bytes, the clerk's, over the Witness document of the draft", 132)}});
}

Schema draft_schema() {
  return object("What the user is asked to agree to",
                {{"text", text("To be read", 16'384)},
                 {"textHash", form(Form::hash, "SHA-256 of the text; stands in what is signed")},
                 {"digest", form(Form::hash, "EIP-712")},
                 {"typedData", any_object("For eth_signTypedData_v4")},
                 optional("witness", object("What a clerk signs where the user agrees on paper (G10)",
                                            {{"digest", form(Form::hash, "EIP-712")},
                                             {"typedData", any_object("For eth_signTypedData_v4")}}))});
}

Bytes signature_in(const std::string& user_id, const json::object& body) {
  if (!body.contains("witness")) return bytes_in(body, "signature");
  const auto& witness = body.at("witness").as_object();
  return governance::encode(governance::WitnessedSignature{
      user_id, text_in(witness, "organization"), fixed_in<Hash>(witness, "paper"), bytes_in(witness, "signature")});
}

Reply draft_reply(const DraftWords& words, const std::string& user_id, const json::object& body, ChainId chain) {
  json::object answer{{"text", words.text},
                      {"textHash", to_hex(words.text_hash)},
                      {"digest", to_hex(words.digest)},
                      {"typedData", codec::json::parse(words.typed_data).value()}};
  if (body.contains("witness")) {
    const auto& paper = body.at("witness").as_object();
    const governance::Witness witness{words.digest, user_id, text_in(paper, "organization"),
                                      fixed_in<Hash>(paper, "paper")};
    answer["witness"] = json::object{{"digest", to_hex(governance::digest(witness, chain))},
                                     {"typedData", codec::json::parse(governance::to_json(witness, chain)).value()}};
  }
  return {200, std::move(answer)};
}

}  // namespace kaisho::api::rest
