#include <kaisho/governance/audit.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

// The audit (G8) on request, what it found, and what became of its alerts. People's mail addresses are not shown whole.
namespace kaisho::api {
namespace {

constexpr std::size_t kMost = 1'000;  // alerts or findings in one answer

void write_names(JsonWriter& writer, std::string_view key, const governance::OrganizationSet& names) {
  writer.key(key).begin_array();
  for (const auto& name : names) writer.text(name);
  writer.end_array();
}

void write_text(JsonWriter& writer, std::string_view key, const std::string& en, const std::string& ja) {
  writer.key(key).begin_object().key("en").text(en).key("ja").text(ja).end_object();
}

void write_consent(JsonWriter& writer, const governance::ConsentStanding& consent, Timestamp now) {
  writer.begin_object().key("digest").data(consent.digest).key("onRecord").boolean(consent.on_record);
  writer.key("stands").boolean(consent.stands(now)).key("expiry").quantity(consent.expiry);
  writer.key("withdrawn").quantity(consent.withdrawn).end_object();
}

void write_findings(JsonWriter& writer, const std::vector<governance::Finding>& findings) {
  writer.key("findings").begin_array();
  for (const auto& finding : findings) {
    writer.begin_object().key("code").plain(governance::name_of(finding.code));
    writer.key("severity").plain(governance::name_of(governance::severity_of(finding.code)));
    write_text(writer, "text", finding.text.en, finding.text.ja);
    writer.end_object();
  }
  writer.end_array();
}

std::string json_of(const governance::AuditReport& report) {
  JsonWriter writer;
  writer.begin_object().key("userId").text(report.pair.user_id).key("tokenId").text(report.pair.token_id);
  writer.key("time").quantity(report.now).key("vorg").text(report.entrusted);
  writer.key("issuerVorg").text(report.issuer_entrusted).key("policy").text(report.policy);
  write_names(writer, "indispensable", report.indispensable);
  writer.key("agrees").boolean(report.agrees).key("satisfiable").boolean(report.satisfiable);
  write_names(writer, "formerMembers", report.former);
  writer.key("entrustment");
  write_consent(writer, report.entrustment, report.now);
  if (report.application) writer.key("application").quantity(report.application->number);
  if (report.consent) {
    writer.key("consent");
    write_consent(writer, *report.consent, report.now);
  }
  if (!report.runs_at.is_zero()) writer.key("runsAt").data(report.runs_at);
  write_findings(writer, report.findings);
  return writer.end_object().take();
}

/// (user, token[, height])
RpcResult audit(const services::AuditService& service, const Call& call) {
  Args args(call.params);
  args.expect_at_most(3);
  const governance::AuditPair pair{args.text(0), args.text(1)};
  const auto height = args.at(2) ? std::optional(args.number(2)) : std::nullopt;
  if (!args.ok()) return args.error();
  const auto report = service.audit(pair, height);
  if (!report) return failed(report.error());
  return json_of(*report);
}

RpcResult status(const services::AuditService& service) {
  const auto status = service.status();
  JsonWriter writer;
  writer.begin_object().key("position").quantity(status.position).key("head").quantity(status.head);
  writer.key("firstLook").boolean(status.first_look).key("audits").quantity(status.audits);
  writer.key("blocks").quantity(status.blocks).key("quietBlocks").quantity(status.quiet);
  writer.key("busyNanoseconds").quantity(status.busy_ns);
  writer.key("findings").quantity(std::uint64_t{status.findings}).key("alerts").quantity(status.alerts);
  writer.key("undelivered").quantity(std::uint64_t{status.undelivered}).key("problem").text(status.problem);
  return writer.end_object().take();
}

RpcResult findings(const services::AuditService& service) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& [pair, code, since] : service.findings(kMost)) {
    writer.begin_object().key("userId").text(pair.user_id).key("tokenId").text(pair.token_id);
    writer.key("code").plain(governance::name_of(code));
    writer.key("severity").plain(governance::name_of(governance::severity_of(code)));
    writer.key("since").quantity(since).end_object();
  }
  return writer.end_array().take();
}

void write_delivery(JsonWriter& writer, const alerting::Delivery& delivery) {
  writer.begin_object().key("target").text(alerting::shown_target(delivery.target));
  writer.key("attempts").quantity(std::uint64_t{delivery.attempts});
  if (delivery.delivered_ms != 0) {
    writer.key("deliveredMs").quantity(delivery.delivered_ms);
  } else {
    writer.key("nextTryMs").quantity(delivery.next_ms);
  }
  writer.key("error").text(delivery.error).end_object();
}

void write_alert(JsonWriter& writer, const alerting::Alert& alert, const std::vector<alerting::Delivery>& deliveries) {
  writer.begin_object().key("number").quantity(alert.number).key("id").text(alert.id).key("code").text(alert.code);
  writer.key("severity").plain(alert.alarm ? "alarm" : "notice").key("height").quantity(alert.height);
  writer.key("blockHash").data(alert.block).key("time").quantity(alert.time);
  if (alert.transaction) writer.key("transactionHash").data(*alert.transaction);
  writer.key("userId").text(alert.user).key("tokenId").text(alert.token);
  write_text(writer, "title", alert.title.en, alert.title.ja);
  write_text(writer, "text", alert.text.en, alert.text.ja);
  writer.key("deliveries").begin_array();
  for (const auto& delivery : deliveries) write_delivery(writer, delivery);
  writer.end_array().end_object();
}

/// ([after[, limit]]): alerts with higher numbers, oldest first.
RpcResult alerts(const services::AuditService& service, const Call& call) {
  Args args(call.params);
  args.expect_at_most(2);
  const auto after = args.at(0) ? args.number(0) : 0;
  const auto limit = args.at(1) ? args.number(1) : kMost;
  if (!args.ok()) return args.error();
  const auto& outbox = service.outbox();
  JsonWriter writer;
  writer.begin_array();
  for (const auto& alert : outbox.alerts(after, std::min<std::uint64_t>(limit, kMost))) {
    write_alert(writer, alert, outbox.deliveries(alert.number));
  }
  return writer.end_array().take();
}

/// Those of which a delivery waits, oldest first.
RpcResult undelivered(const services::AuditService& service) {
  const auto& outbox = service.outbox();
  std::map<std::uint64_t, std::vector<alerting::Delivery>> waiting;
  for (auto& delivery : outbox.waiting()) waiting[delivery.alert].push_back(std::move(delivery));
  JsonWriter writer;
  writer.begin_array();
  std::size_t count = 0;
  for (const auto& [number, deliveries] : waiting) {
    const auto alert = outbox.alert(number);
    if (alert && count++ < kMost) write_alert(writer, *alert, deliveries);
  }
  return writer.end_array().take();
}

}  // namespace

void add_kaisho_audit(MethodTable& table, services::AuditService& service) {
  table.add("kaisho_audit", kPublic, Cost::heavy, [&service](const Call& call) { return audit(service, call); });
  table.add("kaisho_auditStatus", kPublic, Cost::cheap, [&service](const Call&) { return status(service); });
  table.add("kaisho_findings", kPublic, Cost::heavy, [&service](const Call&) { return findings(service); });
  table.add("kaisho_alerts", kPublic, Cost::heavy, [&service](const Call& call) { return alerts(service, call); });
  table.add("kaisho_undeliveredAlerts", kPublic, Cost::heavy, [&service](const Call&) { return undelivered(service); });
}

}  // namespace kaisho::api
