#include <boost/json/array.hpp>

#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/membership.hpp>

#include "rest/writing.hpp"

// Changes of the membership and of an organization's clerks. Each needs two people of the organization that asks; one
// of the membership the members' policy besides.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

std::uint32_t roles_in(const json::object& body) {
  std::uint32_t roles = 0;
  const auto* list = body.if_contains("roles");
  if (list == nullptr) return roles;
  for (const auto& role : list->as_array()) {
    const std::string_view name = role.as_string();
    roles |=
        name == "owner" ? static_cast<std::uint32_t>(governance::Role::owner) : services::role_number(name).value_or(0);
  }
  return roles;
}

std::expected<std::optional<governance::MemberNode>, Problem> node_in(const json::object& body) {
  const auto* given = body.if_contains("node");
  if (given == nullptr) return std::nullopt;
  const auto& fields = given->as_object();
  const auto id = governance::parse_node_id(text_in(fields, "nodeId"));
  if (!id) return refuse_with("invalid-request", "node.nodeId is no CometBFT node ID: 40 hexadecimal digits.");
  return governance::MemberNode{.validator_key = fixed_in<crypto::ed25519::PublicKey>(fields, "validatorKey"),
                                .power = static_cast<std::uint32_t>(number_in(fields, "power", 1)),
                                .node_id = *id,
                                .p2p_address = text_in(fields, "p2p"),
                                .service_url = text_in(fields, "url"),
                                .service_pin = fixed_in<Hash>(fields, "servicePin"),
                                .checkpoint_key = fixed_in<crypto::ed25519::PublicKey>(fields, "checkpointKey")};
}

Outcome propose(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  auto node = node_in(body);
  if (!node) return std::unexpected(node.error());
  constexpr std::pair<std::string_view, governance::ChangeKind> kKinds[] = {
      {"add", governance::ChangeKind::add},
      {"remove", governance::ChangeKind::remove},
      {"replace", governance::ChangeKind::replace},
      {"policy", governance::ChangeKind::policy}};
  governance::MembershipChange change{.name = text_in(body, "name"),
                                      .operator_account = fixed_in<Address>(body, "operator"),
                                      .roles = roles_in(body),
                                      .node = std::move(*node),
                                      .policy = text_in(body, "policy")};
  for (const auto& [name, kind] : kKinds) {
    if (name == text_in(body, "change")) change.kind = kind;
  }
  return write(with, input, governance::calls::propose_membership(change, number_in(body, "expiry")));
}

Outcome set_clerk(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  return write(with, input,
               governance::calls::set_clerk(fixed_in<Address>(body, "account"), body.at("active").as_bool()));
}

Schema proposal_schema() {
  return object("docs/operate/membership.md says which fields each change has",
                {{"change", one_of("", {"add", "remove", "replace", "policy"})},
                 optional("name", form(Form::id, "Of the member")),
                 optional("operator", form(Form::address, "")),
                 optional("roles", array("", one_of("", {"owner", "registrar", "auditor", "administrator"}), 4)),
                 optional("node", ref("MemberNode")),
                 optional("policy", text("The new membership policy; empty for the default", 4'096)),
                 {"expiry", integer("Block time in s since 1970 after which nobody can approve it")}});
}

}  // namespace

void add_member_writes(EndpointTable& table, const Dependencies& with) {
  const auto number = path_parameter("number", form(Form::number, "From 1"));
  table.add(write_row({.path = "/v1/proposals",
                       .id = "proposeMembership",
                       .tag = "members",
                       .summary = "Propose a change of the members; the proposer approves with it",
                       .access = kTwoAdministrators,
                       .body = proposal_schema(),
                       .handler = [with](const Input& input) { return propose(with, input); }}));
  table.add(write_row({.path = "/v1/proposals/{number}/approval",
                       .id = "approveMembership",
                       .tag = "members",
                       .summary = "Approve a change; the approval that satisfies the membership policy makes it",
                       .access = kTwoAdministrators,
                       .parameters = {number},
                       .handler = [with](const Input& input) {
                         return write(with, input, governance::calls::approve_membership(input.number("number")));
                       }}));
  table.add(write_row({.path = "/v1/proposals/{number}/withdrawal",
                       .id = "withdrawProposal",
                       .tag = "members",
                       .summary = "Take back a change that the caller's organization proposed",
                       .access = kTwoAdministrators,
                       .parameters = {number},
                       .handler = [with](const Input& input) {
                         return write(with, input, governance::calls::withdraw_proposal(input.number("number")));
                       }}));
  table.add(write_row(
      {.path = "/v1/clerks",
       .id = "setClerk",
       .tag = "members",
       .summary = "Name a clerk of the organization, who witnesses paper, or end one (G10)",
       .access = kTwoAdministrators,
       .body = object("", {{"account", form(Form::address, "The clerk's")}, {"active", boolean("False ends it")}}),
       .handler = [with](const Input& input) { return set_clerk(with, input); }}));
}

}  // namespace kaisho::api::rest
