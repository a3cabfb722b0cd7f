#include <kaisho/governance/calls.hpp>

#include "rest/consent_schemas.hpp"

// Users and their applications: recorded with the user's own signature (G3, G4, G5, G12).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

/// Registrars record at once; a user's own request waits for its organization's registrar.
constexpr Access kRegistrarsAndUsers{.users = Access::Users::own, .roles = kRegistrar};

Outcome register_user(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  const auto consent = entrust_in(body);
  if (input.caller.kind == Caller::Kind::user && input.caller.account != consent.account) return not_yours();
  return write(with, input, governance::calls::register_user(consent, bytes_in(body, "signature")), consent.vorg);
}

Outcome apply_to_issue(const Dependencies& with, const Input& input, const services::GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto consent = issue_in(body, records.slots());
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != consent.user_id) return not_yours();
  const auto call =
      governance::calls::apply_to_issue(consent, bytes_in(body, "constructorArguments"), bytes_in(body, "signature"));
  return write(with, input, call, consent.vorg);
}

Outcome apply_to_distribute(const Dependencies& with, const Input& input, const services::GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto consent = distribute_in(body, records.slots());
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != consent.user_id) return not_yours();
  return write(with, input, governance::calls::apply_to_distribute(consent, bytes_in(body, "signature")), consent.vorg);
}

Outcome record_refusal(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  const auto issue = text_in(body, "class") == "issue";
  const auto number = issue ? governance::ApplicationClass::issue : governance::ApplicationClass::distribute;
  return write(with, input,
               governance::calls::record_refusal(text_in(body, "userId"), text_in(body, "tokenId"),
                                                 fixed_in<Hash>(body, "packageHash"), static_cast<std::uint8_t>(number),
                                                 text_in(body, "reason")));
}

/// A withdrawal is the user's alone: nobody of an organization can hold it up, so it is sent at once whoever brings it.
Outcome withdraw(const Dependencies& with, const Input& input, const services::GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto user_id = text_in(body, "userId"), token = text_in(body, "tokenId");
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != user_id) return not_yours();
  const auto number = governance::application_of(records.slots(), user_id, token);
  const auto application = governance::find_application(records.slots(), number);
  if (!application) return no_such("application of", user_id + " for " + token);
  const auto withdrawal = governance::draft_withdrawal(records.slots(), *application, text_in(body, "language"));
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  auto wanted = wanted_of(input, records.name_of(application->vorg));
  wanted.second_person_roles = 0;
  return accepted((*writes)->call(wanted, governance::calls::withdraw(withdrawal, bytes_in(body, "signature"))));
}

void add_applications_rows(EndpointTable& table, const Dependencies& with) {
  table.add(write_row({.path = "/v1/applications/issue",
                       .id = "applyToIssue",
                       .tag = "applications",
                       .summary = "Apply to issue a token, with the user's signed consent (G4)",
                       .access = kRegistrarsAndUsers,
                       .body = issue_schema(true),
                       .handler = reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                         return apply_to_issue(with, input, records);
                       })}));
  table.add(write_row({.path = "/v1/applications/distribute",
                       .id = "applyToDistribute",
                       .tag = "applications",
                       .summary = "Apply to hold and trade a token, with the user's signed consent (G5)",
                       .access = kRegistrarsAndUsers,
                       .body = distribute_schema(true),
                       .handler = reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                         return apply_to_distribute(with, input, records);
                       })}));
  table.add(write_row({.path = "/v1/refusals",
                       .id = "recordRefusal",
                       .tag = "applications",
                       .summary = "Record that the user was asked and said no (G4)",
                       .access = {.roles = kRegistrar},
                       .body = object("", {{"userId", form(Form::id, "")},
                                           {"tokenId", form(Form::id, "")},
                                           {"packageHash", form(Form::hash, "Of the program that was refused")},
                                           {"class", one_of("", {"issue", "distribute"})},
                                           {"reason", text("The user's words", 512)}}),
                       .handler = [with](const Input& input) { return record_refusal(with, input); }}));
}

}  // namespace

void add_user_writes(EndpointTable& table, const Dependencies& with) {
  table.add(write_row({.path = "/v1/users",
                       .id = "registerUser",
                       .tag = "users",
                       .summary = "Record a user with its signed consent to entrust (G3)",
                       .access = kRegistrarsAndUsers,
                       .body = entrust_schema(true),
                       .handler = [with](const Input& input) { return register_user(with, input); }}));
  add_applications_rows(table, with);
  table.add(write_row({.path = "/v1/withdrawals",
                       .id = "withdraw",
                       .tag = "applications",
                       .summary = "Take a consent back, with the user's signature (G12)",
                       .access = kRegistrarsAndUsers,
                       .body = object("", {{"userId", form(Form::id, "")},
                                           {"tokenId", form(Form::id, "")},
                                           {"language", one_of("Of the text", {"en", "ja"})},
                                           {"signature", form(Form::bytes, "The user's, over the typed data", 8'192)}}),
                       .problems = {"no-such-record"},
                       .handler = reading(with, [with](const Input& input, const services::GovernanceRecords& records) {
                         return withdraw(with, input, records);
                       })}));
}

}  // namespace kaisho::api::rest
