#include <kaisho/codec/json_value.hpp>

#include "rest/consent_schemas.hpp"

// What a user is asked to agree to: the text, and the typed data for its wallet (G10). Nothing is kept.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

template <class Consent>
Outcome draft_of(const Dependencies& with, const Consent& consent, const Hash& text_hash) {
  const auto chain = with.ledger.chain_id();
  const auto typed_data = codec::json::parse(governance::to_json(consent, chain));
  return Reply{200, json::object{{"text", governance::text(consent)},
                                 {"textHash", to_hex(text_hash)},
                                 {"digest", to_hex(governance::digest(consent, chain))},
                                 {"typedData", typed_data.value()}}};
}

Outcome draft_withdrawal(const Dependencies& with, const Input& input, const services::GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto user = text_in(body, "userId"), token = text_in(body, "tokenId");
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != user) return not_yours();
  const auto number = governance::application_of(records.slots(), user, token);
  const auto application = governance::find_application(records.slots(), number);
  if (!application) return no_such("application of", user + " for " + token);
  const auto withdrawal = governance::draft_withdrawal(records.slots(), *application, text_in(body, "language"));
  return draft_of(with, withdrawal, withdrawal.text_hash);
}

Outcome draft_end(const Dependencies& with, const Input& input, const services::GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto user = governance::find_user(records.slots(), text_in(body, "userId"));
  if (!user) return no_such("user", text_in(body, "userId"));
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != user->user_id) return not_yours();
  const auto withdrawal = governance::draft_end_of_entrustment(*user, text_in(body, "language"));
  return draft_of(with, withdrawal, withdrawal.text_hash);
}

/// Of a consent about what is on record.
template <class Make>
Handler drafting(const Dependencies& with, Make make) {
  return reading(with, [with, make](const Input& input, const services::GovernanceRecords& records) -> Outcome {
    const auto consent = make(input.body.as_object(), records.slots());
    if (!consent) return std::unexpected(consent.error());
    return draft_of(with, *consent, consent->terms.text_hash);
  });
}

Endpoint row(std::string_view kind, std::string_view summary, Schema body, Handler handler) {
  return {.method = Method::post,
          .path = "/v1/drafts/" + std::string(kind),
          .id = "draft" + std::string(1, static_cast<char>(kind[0] - 32)) + std::string(kind.substr(1)),
          .tag = "drafts",
          .summary = std::string(summary),
          .access = {.users = Access::Users::any, .roles = kRegistrar | kAdministrator},
          .body = std::move(body),
          .answer = ref("Draft"),
          .handler = std::move(handler)};
}

}  // namespace

void add_drafts(EndpointTable& table, const Dependencies& with) {
  table.component("Terms", terms_schema());
  table.component("Draft", object("What the user is asked to agree to",
                                  {{"text", text("To be read", 16'384)},
                                   {"textHash", form(Form::hash, "SHA-256 of the text; stands in what is signed")},
                                   {"digest", form(Form::hash, "EIP-712")},
                                   {"typedData", any_object("For eth_signTypedData_v4")}}));
  table.add(row("entrust", "The text and typed data of a consent to entrust (G3)", entrust_schema(false),
                [with](const Input& input) {
                  const auto consent = entrust_in(input.body.as_object());
                  return draft_of(with, consent, consent.terms.text_hash);
                }));
  table.add(row("issue", "The text and typed data of a consent to issue (G4)", issue_schema(false),
                reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                  const auto consent = issue_in(input.body.as_object(), records.slots());
                  return draft_of(with, consent, consent.terms.text_hash);
                })));
  table.add(row("distribute", "The text and typed data of a consent to distribute (G5)", distribute_schema(false),
                reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                  const auto consent = distribute_in(input.body.as_object(), records.slots());
                  return draft_of(with, consent, consent.terms.text_hash);
                })));
  for (auto& endpoint : {row("upgrade", "The text and typed data of a consent to upgrade (G7)", upgrade_schema(false),
                             drafting(with, upgrade_in)),
                         row("change", "The text and typed data of a consent to pause, resume or retire (G7)",
                             change_schema(false), drafting(with, change_in)),
                         row("entrustAnew", "The text and typed data of a consent to entrust anew (G3)",
                             entrust_anew_schema(false), drafting(with, entrust_anew_in)),
                         row("endOfEntrustment", "The text and typed data that take the consent to entrust back (G12)",
                             end_of_entrustment_schema(false),
                             reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                               return draft_end(with, input, records);
                             }))}) {
    auto known = endpoint;
    known.problems = {"no-such-record"};
    table.add(std::move(known));
  }
  auto withdrawal = row("withdrawal", "The text and typed data of a withdrawal (G12)",
                        object("", {{"userId", form(Form::id, "")},
                                    {"tokenId", form(Form::id, "")},
                                    {"language", one_of("Of the text", {"en", "ja"})}}),
                        reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                          return draft_withdrawal(with, input, records);
                        }));
  withdrawal.problems = {"no-such-record"};
  table.add(std::move(withdrawal));
}

}  // namespace kaisho::api::rest
