#include <boost/json/array.hpp>

#include "rest/resources.hpp"

// G8: does a token's policy agree with whom its user entrusted?
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

Outcome audit(const Dependencies& with, const Input& input) {
  const auto& user = input.text("userId");
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != user) return not_yours();
  const auto finding = with.records.audit(user, input.text("tokenId"));
  if (!finding) return std::unexpected(problem_from(finding.error()));
  json::array indispensable;
  for (const auto& name : finding->indispensable) indispensable.emplace_back(name);
  return Reply{200, json::object{{"userId", user},
                                 {"tokenId", input.text("tokenId")},
                                 {"entrusted", finding->entrusted},
                                 {"policy", finding->policy},
                                 {"indispensable", std::move(indispensable)},
                                 {"agrees", finding->agrees}}};
}

}  // namespace

void add_audits(EndpointTable& table, const Dependencies& with) {
  table.component("Audit",
                  object("Whether a token's policy makes the entrusted organization indispensable (G8)",
                         {{"userId", form(Form::id, "")},
                          {"tokenId", form(Form::id, "")},
                          {"entrusted", text("The organization that the user entrusted", 64)},
                          {"policy", text("In force", 4096)},
                          {"indispensable", array("Without one of these the policy is false", text("", 64), 64)},
                          {"agrees", boolean("Whether the entrusted one is among them")}}));
  table.add(
      {.method = Method::get,
       .path = "/v1/audits/{userId}/{tokenId}",
       .id = "getAudit",
       .tag = "audits",
       .summary = "Does the token's policy agree with whom the user entrusted?",
       .access = {.users = Access::Users::own, .roles = kAuditor | kAdministrator},
       .parameters = {path_parameter("userId", form(Form::id, "")), path_parameter("tokenId", form(Form::id, ""))},
       .answer = ref("Audit"),
       .problems = {"ledger-refused", "unavailable"},
       .handler = [with](const Input& input) { return audit(with, input); }});
}

}  // namespace kaisho::api::rest
