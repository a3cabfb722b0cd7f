#include <kaisho/governance/calls.hpp>

#include "rest/consent_schemas.hpp"

// A running token's life (G7): upgrade, pause, resume, retire, each with its user's own consent; and whom a user
// entrusts (G3). The approvals and the carrying out are those of deployments.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::GovernanceRecords;

constexpr Access kRegistrarsAndUsers{.users = Access::Users::own, .roles = kRegistrar};

bool is_anothers(const Input& input, const std::string& user_id) {
  return input.caller.kind == Caller::Kind::user && input.caller.user_id != user_id;
}

Outcome apply_to_upgrade(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto consent = upgrade_in(body, records.slots());
  if (!consent) return std::unexpected(consent.error());
  if (is_anothers(input, consent->user_id)) return not_yours();
  const auto call =
      governance::calls::apply_to_upgrade(*consent, bytes_in(body, "arguments"), bytes_in(body, "signature"));
  return write(with, input, call, consent->vorg);
}

Outcome apply_to_change(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto consent = change_in(body, records.slots());
  if (!consent) return std::unexpected(consent.error());
  if (is_anothers(input, consent->user_id)) return not_yours();
  return write(with, input, governance::calls::apply_to_change(*consent, bytes_in(body, "signature")), consent->vorg);
}

Outcome entrust_anew(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto consent = entrust_anew_in(body, records.slots());
  if (!consent) return std::unexpected(consent.error());
  if (is_anothers(input, consent->user_id)) return not_yours();
  return write(with, input, governance::calls::entrust_anew(*consent, bytes_in(body, "signature")), consent->vorg);
}

/// The user's alone, like every withdrawal: nobody of an organization can hold it up.
Outcome end_entrustment(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto& body = input.body.as_object();
  const auto user = governance::find_user(records.slots(), text_in(body, "userId"));
  if (!user) return no_such("user", text_in(body, "userId"));
  if (is_anothers(input, user->user_id)) return not_yours();
  const auto withdrawal = governance::draft_end_of_entrustment(*user, text_in(body, "language"));
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  auto wanted = wanted_of(input, records.name_of(user->vorg));
  wanted.second_person_roles = 0;
  return accepted(
      (*writes)->call(wanted, governance::calls::withdraw_entrustment(withdrawal, bytes_in(body, "signature"))));
}

Outcome set_clerk(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  return write(with, input,
               governance::calls::set_clerk(fixed_in<Address>(body, "account"), body.at("active").as_bool()));
}

using Function = Outcome (*)(const Dependencies&, const Input&, const GovernanceRecords&);

Endpoint user_row(const Dependencies& with, Endpoint endpoint, Schema body, Function function) {
  endpoint.access = kRegistrarsAndUsers;
  endpoint.body = std::move(body);
  endpoint.problems = {"no-such-record"};
  endpoint.handler = reading(with, [with, function](const Input& input, const GovernanceRecords& records) {
    return function(with, input, records);
  });
  return write_row(std::move(endpoint));
}

Endpoint named(std::string path, std::string id, std::string tag, std::string summary) {
  Endpoint endpoint;
  endpoint.path = std::move(path);
  endpoint.id = std::move(id);
  endpoint.tag = std::move(tag);
  endpoint.summary = std::move(summary);
  return endpoint;
}

}  // namespace

void add_changes(EndpointTable& table, const Dependencies& with) {
  table.add(user_row(with,
                     named("/v1/applications/upgrade", "applyToUpgrade", "applications",
                           "Apply to replace a running program by another version, with the user's consent (G7)"),
                     upgrade_schema(true), apply_to_upgrade));
  table.add(user_row(with,
                     named("/v1/applications/change", "applyToChange", "applications",
                           "Apply to pause, resume or retire a running token, with the user's consent (G7)"),
                     change_schema(true), apply_to_change));
  table.add(user_row(with,
                     named("/v1/entrustments", "entrustAnew", "users",
                           "Entrust another organization, or give another profile, with the user's consent (G3)"),
                     entrust_anew_schema(true), entrust_anew));
  table.add(user_row(with,
                     named("/v1/entrustments/withdrawals", "withdrawEntrustment", "users",
                           "Take the consent to entrust back, with the user's signature (G12)"),
                     end_of_entrustment_schema(true), end_entrustment));
  table.add(write_row(
      {.path = "/v1/clerks",
       .id = "setClerk",
       .tag = "members",
       .summary = "Name a clerk of the organization, who witnesses paper, or end one (G10)",
       .access = {.roles = kAdministrator, .four_eyes = true},
       .body = object("", {{"account", form(Form::address, "The clerk's")}, {"active", boolean("False ends it")}}),
       .handler = [with](const Input& input) { return set_clerk(with, input); }}));
}

}  // namespace kaisho::api::rest
