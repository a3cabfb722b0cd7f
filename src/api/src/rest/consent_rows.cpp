#include "rest/consent_rows.hpp"

#include <kaisho/codec/json_value.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

Schema with_signature(Schema fields) {
  fields.at("properties").as_object()["signature"] = form(
      Form::bytes,
      "The user's, over the typed data: 65 bytes, or a form of docs/formats/consent.md (a passkey, witnessed paper)",
      2 + 2 * governance::Limits::kSignature);
  fields.at("required").as_array().emplace_back("signature");
  return fields;
}

}  // namespace

Endpoint draft_row(const ConsentKind& kind) {
  return {.method = Method::post,
          .path = "/v1/drafts/" + std::string(kind.draft),
          .id = "draft" + std::string(1, static_cast<char>(kind.draft[0] - 32)) + std::string(kind.draft.substr(1)),
          .tag = "drafts",
          .summary = "The text and typed data of " + std::string(kind.what),
          .access = {.users = Access::Users::own, .roles = kRegistrar | kAdministrator},
          .body = kind.fields,
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

Reply draft_reply(std::string text, const Hash& text_hash, const Hash& digest, std::string_view typed_data) {
  return {200, json::object{{"text", std::move(text)},
                            {"textHash", to_hex(text_hash)},
                            {"digest", to_hex(digest)},
                            {"typedData", codec::json::parse(typed_data).value()}}};
}

}  // namespace kaisho::api::rest
