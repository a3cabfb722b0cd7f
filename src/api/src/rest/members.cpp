#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/membership.hpp>

#include "rest/resources.hpp"

// Members, their nodes, and proposals to change them.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::GovernanceRecords;

constexpr Access kReaders{.users = Access::Users::any, .roles = kOperators};

json::array role_list(std::uint32_t roles) {
  constexpr std::pair<governance::Role, std::string_view> kNames[] = {
      {governance::Role::owner, "owner"},
      {governance::Role::registrar, "registrar"},
      {governance::Role::auditor, "auditor"},
      {governance::Role::administrator, "administrator"}};
  json::array list;
  for (const auto& [role, name] : kNames) {
    if ((roles & static_cast<std::uint32_t>(role)) != 0) list.emplace_back(name);
  }
  return list;
}

Schema role_schema() { return array("", one_of("", {"owner", "registrar", "auditor", "administrator"}), 4); }

json::object to_json(const governance::MemberNode& node) {
  return {{"validatorKey", to_hex(node.validator_key)},
          {"power", node.power},
          {"nodeId", governance::to_text(node.node_id)},
          {"p2p", node.p2p_address},
          {"url", node.service_url},
          {"servicePin", to_hex(node.service_pin)},
          {"checkpointKey", to_hex(node.checkpoint_key)}};
}

Schema node_schema() {
  return object("A member's node as the others know it",
                {{"validatorKey", form(Form::hash, "Ed25519, votes in consensus")},
                 {"power", integer("Of its vote")},
                 {"nodeId", text("Of its CometBFT process", 64)},
                 {"p2p", text("host:port of its CometBFT process", 255)},
                 {"url", text("Of its service for members", 512)},
                 {"servicePin", form(Form::hash, "SHA-256 of its certificate's key")},
                 {"checkpointKey", form(Form::hash, "Ed25519, signs its checkpoints")}});
}

json::object member_json(const GovernanceRecords& records, const governance::Member& member) {
  json::object result{
      {"number", member.number},          {"name", member.name},     {"operator", to_hex(member.operator_account)},
      {"roles", role_list(member.roles)}, {"active", member.active}, {"since", member.since}};
  if (const auto node = governance::find_node(records.slots(), member.number)) result["node"] = to_json(*node);
  if (const auto left = governance::left_at(records.slots(), member.number); left != 0) result["left"] = left;
  return result;
}

json::object proposal_json(const GovernanceRecords& records, const governance::ProposalRecord& proposal) {
  json::array approvals;
  for (const auto& member : governance::approvers(records.slots(), proposal.number))
    approvals.emplace_back(member.name);
  const bool late = proposal.status == governance::ProposalStatus::open && proposal.expiry < records.time();
  json::object result{{"number", proposal.number},
                      {"change", governance::describe(proposal.change.kind)},
                      {"status", late ? "expired" : governance::describe(proposal.status)},
                      {"proposer", records.name_of(proposal.proposer)},
                      {"approvals", std::move(approvals)},
                      {"membershipVersion", proposal.version},
                      {"time", proposal.time},
                      {"expiry", proposal.expiry}};
  if (!proposal.change.name.empty()) result["name"] = proposal.change.name;
  if (!proposal.change.operator_account.is_zero()) result["operator"] = to_hex(proposal.change.operator_account);
  if (proposal.change.roles != 0) result["roles"] = role_list(proposal.change.roles);
  if (proposal.change.node) result["node"] = to_json(*proposal.change.node);
  if (!proposal.change.policy.empty()) result["policy"] = proposal.change.policy;
  if (proposal.decided != 0) result["decided"] = proposal.decided;
  return result;
}

void add_schemas(EndpointTable& table) {
  table.component("MemberNode", node_schema());
  table.component(
      "Member", object("An organization of the consortium", {{"number", integer("From 1; never changes")},
                                                             {"name", form(Form::id, "As policies name it")},
                                                             {"operator", form(Form::address, "Acts and signs for it")},
                                                             {"roles", role_schema()},
                                                             {"active", boolean("False: it left")},
                                                             {"since", integer("Block time, s since 1970")},
                                                             optional("left", integer("Block time at which it left")),
                                                             optional("node", ref("MemberNode"))}));
  table.component("Proposal", object("A proposed change of the members",
                                     {{"number", integer("From 1")},
                                      {"change", one_of("", {"add", "remove", "replace", "policy"})},
                                      {"status", one_of("", {"open", "executed", "withdrawn", "expired"})},
                                      optional("name", text("Of the member", 64)),
                                      optional("operator", form(Form::address, "")),
                                      optional("roles", role_schema()),
                                      optional("node", ref("MemberNode")),
                                      optional("policy", text("The new membership policy", 4096)),
                                      {"proposer", text("", 64)},
                                      {"approvals", array("Members whose approval counts", text("", 64), 64)},
                                      {"membershipVersion", integer("Of the members when it was made")},
                                      {"time", integer("")},
                                      {"expiry", integer("Block time after which nobody can approve it")},
                                      optional("decided", integer("Block time of its execution or withdrawal"))}));
}

Outcome find_member(const Input& input, const GovernanceRecords& records) {
  const auto member = governance::find_member(records.slots(), input.text("name"));
  if (!member) return no_such("member", input.text("name"));
  return Reply{200, member_json(records, *member)};
}

Outcome find_proposal(const Input& input, const GovernanceRecords& records) {
  const auto proposal = governance::find_proposal(records.slots(), input.number("number"));
  if (!proposal) return no_such("proposal", input.text("number"));
  return Reply{200, proposal_json(records, *proposal)};
}

}  // namespace

void add_members(EndpointTable& table, const Dependencies& with) {
  add_schemas(table);
  table.add({.method = Method::get,
             .path = "/v1/members",
             .id = "listMembers",
             .tag = "members",
             .summary = "Members of now and before, in the order of their numbers",
             .access = kReaders,
             .parameters = page_parameters(),
             .answer = page_of("Member"),
             .handler = reading(with, [](const Input& input, const GovernanceRecords& records) -> Outcome {
               return numbered_page(input, 1, governance::member_count(records.slots()), [&](std::uint64_t number) {
                 const auto member =
                     governance::find_member(records.slots(), static_cast<governance::OrganizationNumber>(number));
                 return member ? json::value(member_json(records, *member)) : json::value();
               });
             })});
  table.add({.method = Method::get,
             .path = "/v1/members/{name}",
             .id = "getMember",
             .tag = "members",
             .summary = "A member by its name",
             .access = kReaders,
             .parameters = {path_parameter("name", form(Form::id, "As policies name it"))},
             .answer = ref("Member"),
             .problems = {"no-such-record"},
             .handler = reading(with, find_member)});
  table.add({.method = Method::get,
             .path = "/v1/proposals",
             .id = "listProposals",
             .tag = "members",
             .summary = "Proposed changes of the members, oldest first",
             .access = {.roles = kOperators},
             .parameters = page_parameters(),
             .answer = page_of("Proposal"),
             .handler = reading(with, [](const Input& input, const GovernanceRecords& records) -> Outcome {
               return numbered_page(input, 1, governance::proposal_count(records.slots()), [&](std::uint64_t number) {
                 const auto proposal = governance::find_proposal(records.slots(), number);
                 return proposal ? json::value(proposal_json(records, *proposal)) : json::value();
               });
             })});
  table.add({.method = Method::get,
             .path = "/v1/proposals/{number}",
             .id = "getProposal",
             .tag = "members",
             .summary = "A proposed change of the members",
             .access = {.roles = kOperators},
             .parameters = {path_parameter("number", form(Form::number, "From 1"))},
             .answer = ref("Proposal"),
             .problems = {"no-such-record"},
             .handler = reading(with, find_proposal)});
}

}  // namespace kaisho::api::rest
