#include <boost/json/array.hpp>

#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/drafts.hpp>

#include "rest/consents.hpp"

// Deployments and changes of a running token (G7): organizations agree to one, and one of them carries it out.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

constexpr std::size_t kSignatureText = 2 + 2 * 65;

using services::GovernanceRecords;

std::expected<governance::ApplicationRecord, Problem> application_in(const Input& input,
                                                                     const GovernanceRecords& records) {
  const auto application = governance::find_application(records.slots(), input.number("number"));
  if (!application) return no_such("application", input.text("number"));
  return *application;
}

/// The operator's word on one deployment or change under the policy in force; nothing is sent. Who collects the
/// organizations' words brings them to `deploy`.
Outcome approve(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto application = application_in(input, records);
  if (!application) return std::unexpected(application.error());
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  const auto policy = governance::current_policy(records.slots(), application->token_id);
  const auto digest = governance::approval_digest(records.slots(), *application, policy ? policy->text : std::string(),
                                                  with.ledger.chain_id());
  const auto& organization = input.caller.operator_.organization;
  const auto signature = (*writes)->sign(organization, digest);
  if (!signature) return std::unexpected(problem_from(signature.error()));
  return Reply{200, json::object{{"application", application->number},
                                 {"organization", organization},
                                 {"policy", policy ? policy->text : ""},
                                 {"signature", to_hex(ByteView(*signature))}}};
}

Outcome deploy(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto application = application_in(input, records);
  if (!application) return std::unexpected(application.error());
  const auto& body = input.body.as_object();
  std::vector<Bytes> signatures;
  for (const auto& signature : body.at("signatures").as_array()) {
    signatures.push_back(from_hex(std::string_view(signature.as_string())).value_or(Bytes{}));
  }
  using Class = governance::ApplicationClass;
  const auto what = application->application_class;
  if (what == Class::pause || what == Class::resume || what == Class::retire) {
    return write(with, input, governance::calls::change_state(application->number, signatures));
  }
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  const auto package = (*writes)->package(application->package_hash);
  if (!package) return std::unexpected(problem_from(package.error()));
  const auto arguments = bytes_in(body, "constructorArguments");
  return write(with, input,
               what == Class::upgrade
                   ? governance::calls::upgrade(application->number, package->creation_code, arguments, signatures)
                   : governance::calls::deploy(application->number, package->code_to_issue(), arguments, signatures));
}

}  // namespace

void add_deployments(EndpointTable& table, const Dependencies& with) {
  const auto number = path_parameter("number", form(Form::number, "Of the application"));
  table.component("DeployApproval", object("An organization's word on one deployment or change under one policy (G7)",
                                           {{"application", integer("", 1)},
                                            {"organization", text("", 64)},
                                            {"policy", text("Under which it holds", 4'096)},
                                            {"signature", form(Form::bytes, "EIP-712, of its operator")}}));
  table.add(
      {.method = Method::post,
       .path = "/v1/applications/{number}/approvals",
       .id = "approveDeployment",
       .tag = "deployments",
       .summary = "Sign, for the caller's organization, that this application may be carried out; nothing is sent",
       .access = {.roles = kAdministrator},
       .parameters = {number},
       .answer = ref("DeployApproval"),
       .problems = {"no-such-record", "no-operator-key"},
       .handler = reading(with, [with](const Input& input, const GovernanceRecords& records) {
         return approve(with, input, records);
       })});
  table.add(write_row(
      {.path = "/v1/applications/{number}/deployment",
       .id = "deploy",
       .tag = "deployments",
       .summary = "Deploy, upgrade, pause, resume or retire as consented, with the organizations' signatures; every "
                  "node checks (G7)",
       .description = "The package of a deployment or an upgrade must be on this node.",
       .access = {.roles = kAdministrator},
       .parameters = {number},
       .body = object("", {optional("constructorArguments",
                                    form(Form::bytes, "As the user agreed to them; none to pause, resume or retire",
                                         kArgumentsText)),
                           {"signatures", array("Of approvals", form(Form::bytes, "", kSignatureText), 64)}}),
       .problems = {"no-such-record"},
       .handler = reading(with, [with](const Input& input, const GovernanceRecords& records) {
         return deploy(with, input, records);
       })}));
}

}  // namespace kaisho::api::rest
