#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/services/audit_service.hpp>

#include "rest/resources.hpp"

// G8: what the continuous audit told, and what became of the telling. Where people are told is not shown.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

json::object text_json(const alerting::Text& text) { return {{"en", text.en}, {"ja", text.ja}}; }

json::object alert_json(const alerting::Outbox& outbox, const alerting::Alert& alert) {
  std::uint64_t delivered = 0, waiting = 0;
  for (const auto& delivery : outbox.deliveries(alert.number)) ++(delivery.delivered_ms != 0 ? delivered : waiting);
  json::object result{{"number", alert.number},
                      {"id", alert.id},
                      {"code", alert.code},
                      {"severity", alert.alarm ? "alarm" : "notice"},
                      {"height", alert.height},
                      {"time", alert.time},
                      {"title", text_json(alert.title)},
                      {"text", text_json(alert.text)},
                      {"delivered", delivered},
                      {"waiting", waiting}};
  if (!alert.user.empty()) result["userId"] = alert.user;
  if (!alert.token.empty()) result["tokenId"] = alert.token;
  if (alert.transaction) result["transactionHash"] = to_hex(*alert.transaction);
  return result;
}

Outcome list(const Dependencies& with, const Input& input) {
  if (with.audit == nullptr) return refuse_with("unavailable", "This node audits nothing: its chain is not governed.");
  const auto& outbox = with.audit->outbox();
  const auto& caller = input.caller;
  return numbered_page(input, 1, outbox.last_number(), [&](std::uint64_t number) {
    const auto alert = outbox.alert(number);
    const bool is_user = caller.kind == Caller::Kind::user;
    if (!alert || (is_user && (caller.user_id.empty() || alert->user != caller.user_id))) return json::value();
    return json::value(alert_json(outbox, *alert));
  });
}

}  // namespace

void add_alerts(EndpointTable& table, const Dependencies& with) {
  const auto both = [](std::string_view description) {
    return object(description, {{"en", text("", 4'096)}, {"ja", text("", 4'096)}});
  };
  table.component("Alert", object("What the audit told (G8); docs/formats/alerts.md",
                                  {{"number", integer("On this node, from 1", 1)},
                                   {"id", text("The same on every node that saw the same", 64)},
                                   {"code", text("policy_unauthorized, …", 64)},
                                   {"severity", one_of("", {"alarm", "notice"})},
                                   {"height", integer("Of the block after which it was found")},
                                   {"time", integer("Of that block, s since 1970")},
                                   {"title", both("A few words")},
                                   {"text", both("A sentence")},
                                   {"delivered", integer("Receivers that took it")},
                                   {"waiting", integer("Receivers that are tried again")},
                                   optional("userId", text("", 64)),
                                   optional("tokenId", text("", 64)),
                                   optional("transactionHash", form(Form::hash, ""))}));
  table.add({.method = Method::get,
             .path = "/v1/alerts",
             .id = "listAlerts",
             .tag = "audits",
             .summary = "Alerts of the continuous audit, oldest first; a user sees its own (G8)",
             .access = {.users = Access::Users::own, .roles = kAuditor | kAdministrator},
             .parameters = page_parameters(),
             .answer = page_of("Alert"),
             .problems = {"unavailable"},
             .handler = [with](const Input& input) { return list(with, input); }});
}

}  // namespace kaisho::api::rest
