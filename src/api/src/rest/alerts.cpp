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
  json::array seen;
  for (const auto& [by, time] : outbox.acknowledgements(alert.number)) seen.push_back({{"by", by}, {"time", time}});
  if (!seen.empty()) result["acknowledged"] = std::move(seen);
  if (!alert.user.empty()) result["userId"] = alert.user;
  if (!alert.token.empty()) result["tokenId"] = alert.token;
  if (alert.transaction) result["transactionHash"] = to_hex(*alert.transaction);
  return result;
}

/// A user sees what is about itself.
bool may_see(const Caller& caller, const alerting::Alert& alert) {
  return caller.kind != Caller::Kind::user || (!caller.user_id.empty() && alert.user == caller.user_id);
}

std::unexpected<Problem> no_audit() {
  return refuse_with("unavailable", "This node audits nothing: its chain is not governed.");
}

Outcome acknowledge(const Dependencies& with, const Input& input) {
  if (with.audit == nullptr) return no_audit();
  const auto& outbox = with.audit->outbox();
  const auto alert = outbox.alert(input.number("number"));
  if (!alert || !may_see(input.caller, *alert)) return no_such("alert", input.text("number"));
  const auto kept = with.audit->acknowledge(alert->number, input.caller.person());
  if (!kept) return std::unexpected(problem_from(kept.error()));
  return Reply{200, alert_json(outbox, *alert)};
}

Outcome list(const Dependencies& with, const Input& input) {
  if (with.audit == nullptr) return no_audit();
  const auto& outbox = with.audit->outbox();
  return numbered_page(input, 1, outbox.last_number(), [&](std::uint64_t number) {
    const auto alert = outbox.alert(number);
    if (!alert || !may_see(input.caller, *alert)) return json::value();
    return json::value(alert_json(outbox, *alert));
  });
}

}  // namespace

void add_alerts(EndpointTable& table, const Dependencies& with) {
  const auto both = [](std::string_view description) {
    return object(description, {{"en", text("", 4'096)}, {"ja", text("", 4'096)}});
  };
  table.component("Alert",
                  object("What the audit told (G8); docs/formats/alerts.md",
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
                          optional("acknowledged", array("Who has seen it, and when",
                                                         object("", {{"by", text("Account or operator's ID", 64)},
                                                                     {"time", integer("s since 1970")}}))),
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
  table.add({.method = Method::post,
             .path = "/v1/alerts/{number}/acknowledgement",
             .id = "acknowledgeAlert",
             .tag = "audits",
             .summary = "Say to have seen an alert; the first time of each person counts (G8)",
             .access = {.users = Access::Users::own, .roles = kAuditor | kAdministrator},
             .parameters = {path_parameter("number", form(Form::number, "On this node, from 1"))},
             .answer = ref("Alert"),
             .problems = {"no-such-record", "unavailable"},
             .handler = [with](const Input& input) { return acknowledge(with, input); }});
}

}  // namespace kaisho::api::rest
