#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/explain.hpp>

#include "rest/resources.hpp"

// Applications to issue and to distribute (G4, G5), their refusal and withdrawal (G12).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::GovernanceRecords;

json::object application_json(const GovernanceRecords& records, const governance::ApplicationRecord& application) {
  json::object result{{"number", application.number},
                      {"class", governance::describe(application.application_class)},
                      {"status", governance::describe(application.status)},
                      {"userId", application.user_id},
                      {"vorg", records.name_of(application.vorg)},
                      {"tokenId", application.token_id},
                      {"packageHash", to_hex(application.package_hash)},
                      {"expiry", application.expiry},
                      {"time", application.time},
                      {"height", application.height}};
  if (!application.arguments_hash.is_zero()) result["argumentsHash"] = to_hex(application.arguments_hash);
  if (!application.consent.is_zero()) result["consent"] = to_hex(application.consent);
  if (!application.deployed.is_zero()) result["contract"] = to_hex(application.deployed);
  return result;
}

void add_schemas(EndpointTable& table) {
  table.component("Application",
                  object("A user's request to issue or to distribute a token (G4, G5)",
                         {{"number", integer("From 1", 1)},
                          {"class", text("issue or distribute", 32)},
                          {"status", text("open, deployed, usable, refused or withdrawn", 32)},
                          {"userId", form(Form::id, "")},
                          {"vorg", text("The entrusted organization", 64)},
                          {"tokenId", form(Form::id, "")},
                          {"packageHash", form(Form::hash, "")},
                          optional("argumentsHash", form(Form::hash, "Keccak-256 of the constructor's arguments")),
                          optional("consent", form(Form::hash, "Digest; none where the user refused")),
                          {"expiry", integer("Of the consent")},
                          {"time", integer("")},
                          {"height", integer("")},
                          optional("contract", form(Form::address, "Once deployed"))}));
  table.component("Story", object("What happened to an application, in sentences",
                                  {{"number", integer("", 1)}, {"sentences", array("", text("", 4096))}}));
}

/// The application where the caller may see it; nothing in the order of "no such" and "not yours", so that a user does
/// not learn which numbers exist.
std::expected<governance::ApplicationRecord, Problem> visible(const Input& input, const GovernanceRecords& records) {
  const auto application = governance::find_application(records.slots(), input.number("number"));
  if (!application) return no_such("application", input.text("number"));
  const auto& caller = input.caller;
  if (caller.kind == Caller::Kind::user && caller.user_id != application->user_id) return not_yours();
  return *application;
}

bool wanted(const Input& input, const governance::ApplicationRecord& application) {
  const auto* user = input.find("userId");
  const auto* token = input.find("tokenId");
  if (input.caller.kind == Caller::Kind::user && application.user_id != input.caller.user_id) return false;
  return (user == nullptr || *user == application.user_id) && (token == nullptr || *token == application.token_id);
}

Outcome list(const Input& input, const GovernanceRecords& records) {
  return numbered_page(input, 1, governance::application_count(records.slots()), [&](std::uint64_t number) {
    const auto application = governance::find_application(records.slots(), number);
    if (!application || !wanted(input, *application)) return json::value();
    return json::value(application_json(records, *application));
  });
}

Outcome find(const Input& input, const GovernanceRecords& records) {
  const auto application = visible(input, records);
  if (!application) return std::unexpected(application.error());
  return Reply{200, application_json(records, *application)};
}

Outcome story(const Input& input, const GovernanceRecords& records) {
  const auto application = visible(input, records);
  if (!application) return std::unexpected(application.error());
  json::array sentences;
  for (const auto& sentence : governance::explain_application(records.slots(), application->number)) {
    sentences.emplace_back(sentence);
  }
  return Reply{200, json::object{{"number", application->number}, {"sentences", std::move(sentences)}}};
}

}  // namespace

void add_applications(EndpointTable& table, const Dependencies& with) {
  add_schemas(table);
  constexpr Access kOwn{.users = Access::Users::own, .roles = kOperators};
  const auto number = path_parameter("number", form(Form::number, "From 1"));
  table.add({.method = Method::get,
             .path = "/v1/applications",
             .id = "listApplications",
             .tag = "applications",
             .summary = "Applications, oldest first; a page may be empty and still have a next one",
             .access = kOwn,
             .parameters = page_parameters({query_parameter("userId", form(Form::id, "Only of this user")),
                                            query_parameter("tokenId", form(Form::id, "Only of this token"))}),
             .answer = page_of("Application"),
             .handler = reading(with, list)});
  table.add({.method = Method::get,
             .path = "/v1/applications/{number}",
             .id = "getApplication",
             .tag = "applications",
             .summary = "An application",
             .access = kOwn,
             .parameters = {number},
             .answer = ref("Application"),
             .problems = {"no-such-record"},
             .handler = reading(with, find)});
  table.add({.method = Method::get,
             .path = "/v1/applications/{number}/story",
             .id = "getApplicationStory",
             .tag = "applications",
             .summary = "What happened to an application, in sentences",
             .access = kOwn,
             .parameters = {number},
             .answer = ref("Story"),
             .problems = {"no-such-record"},
             .handler = reading(with, story)});
}

}  // namespace kaisho::api::rest
