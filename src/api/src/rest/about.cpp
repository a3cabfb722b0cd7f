#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>

#include "rest/resources.hpp"

// What this node and this consortium are, and who the caller is.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

json::object caller_json(const Caller& caller) {
  constexpr std::string_view kKinds[] = {"anonymous", "user", "operator"};
  json::object result{{"kind", kKinds[static_cast<std::size_t>(caller.kind)]}};
  if (caller.kind == Caller::Kind::operator_) {
    json::array roles;
    for (const auto& role : services::role_names(caller.operator_.roles)) roles.emplace_back(role);
    result["id"] = caller.operator_.id;
    result["name"] = caller.operator_.name;
    result["organization"] = caller.operator_.organization;
    result["roles"] = std::move(roles);
  }
  if (caller.kind == Caller::Kind::user) {
    result["account"] = to_hex(caller.account);
    if (!caller.user_id.empty()) result["userId"] = caller.user_id;
  }
  return result;
}

void add_consortium(EndpointTable& table, const Dependencies& with) {
  table.component("Consortium",
                  object("The consortium and this node's place in its history",
                         {{"name", text("", 64)},
                          {"chainId", integer("EIP-155")},
                          {"height", integer("Of the last block")},
                          {"time", integer("Of the last block, s since 1970")},
                          {"version", text("Of this program", 32)},
                          {"membershipVersion", integer("Counts the changes of the members; 1 at genesis")},
                          {"members", integer("Active ones")},
                          {"membershipPolicy", text("What a change of the members needs", 4096)}}));
  table.add({.method = Method::get,
             .path = "/v1/consortium",
             .id = "getConsortium",
             .tag = "about",
             .summary = "The consortium, its chain and this node's last block",
             .access = {.anyone = true},
             .answer = ref("Consortium"),
             .handler = reading(with, [with](const Input&, const services::GovernanceRecords& records) -> Outcome {
               const auto& slots = records.slots();
               return Reply{200, json::object{{"name", governance::consortium_name(slots)},
                                              {"chainId", with.ledger.chain_id()},
                                              {"height", records.height()},
                                              {"time", records.time()},
                                              {"version", with.version},
                                              {"membershipVersion", governance::membership_version(slots)},
                                              {"members", governance::active_members(slots).size()},
                                              {"membershipPolicy", governance::membership_policy(slots).text}}};
             })});
}

void add_me(EndpointTable& table) {
  table.component("Caller",
                  object("Who calls, as this node sees it",
                         {{"kind", one_of("", {"user", "operator"})},
                          optional("id", text("Of the operator's entry", 16)),
                          optional("name", text("Of the operator", 128)),
                          optional("organization", text("For which the operator acts", 64)),
                          optional("roles", array("", one_of("", {"registrar", "auditor", "administrator"}), 3)),
                          optional("account", form(Form::address, "With which the user signed in")),
                          optional("userId", form(Form::id, "Of the account; none: it is not registered"))}));
  table.add({.method = Method::get,
             .path = "/v1/me",
             .id = "getMe",
             .tag = "about",
             .summary = "Who calls, as this node sees it",
             .access = {.users = Access::Users::any, .roles = kOperators},
             .answer = ref("Caller"),
             .handler = [](const Input& input) -> Outcome { return Reply{200, caller_json(input.caller)}; }});
}

}  // namespace

void add_about(EndpointTable& table, const Dependencies& with) {
  add_consortium(table, with);
  add_me(table);
}

}  // namespace kaisho::api::rest
