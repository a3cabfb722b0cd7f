#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/audit.hpp>

#include "alert_commands.hpp"
#include "command.hpp"
#include "governed.hpp"
#include "values.hpp"

// kaisho audit: what an auditor asks a node (G8, G11).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ShowOptions {
  NodeOption node;
  std::string user, token;
  bool japanese = false;
};

/// Time and code as the node has them at the reader's block.
Result<Timestamp> block_time(RpcClient& node, const LedgerReader& ledger) {
  const auto block = node.call("eth_getBlockByNumber", {to_quantity(U256(ledger.height())), false});
  if (!block) return std::unexpected(block.error());
  const auto* time = block->is_object() ? block->get_object().if_contains("timestamp") : nullptr;
  const auto number = time != nullptr && time->is_string() ? from_quantity(time->get_string()) : std::nullopt;
  if (!number) return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed", "");
  return number->low_u64();
}

Hash code_hash(RpcClient& node, const LedgerReader& ledger, const Address& address) {
  const auto code = node.call("eth_getCode", {to_hex(address), to_quantity(U256(ledger.height()))});
  if (!code) throw LedgerReader::Broken(code.error());
  const auto bytes = code->is_string() ? from_hex(code->get_string()) : std::nullopt;
  if (!bytes)
    throw LedgerReader::Broken({ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed", ""});
  return crypto::keccak256(*bytes);
}

Word slot_of(RpcClient& node, const LedgerReader& ledger, const Address& address, const Word& slot) {
  const auto answer =
      node.call("eth_getStorageAt", {to_hex(address), to_hex(slot), to_quantity(U256(ledger.height()))});
  if (!answer) throw LedgerReader::Broken(answer.error());
  const auto word = answer->is_string() ? fixed_from_hex<Word>(std::string_view(answer->get_string())) : std::nullopt;
  if (!word)
    throw LedgerReader::Broken({ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed", ""});
  return *word;
}

std::string names_or_none(const governance::OrganizationSet& names) { return names.empty() ? "none" : joined(names); }

std::string in_words(const governance::ConsentStanding& consent, Timestamp now) {
  if (!consent.on_record) return "NOT ON RECORD";
  const std::string by = consent.form == governance::SignatureForm::own_key
                             ? ""
                             : ", signed by " + std::string(governance::describe(consent.form));
  if (consent.withdrawn != 0) return "withdrawn at " + std::to_string(consent.withdrawn) + by;
  return (consent.expiry < now ? "expired at " : "stands until ") + std::to_string(consent.expiry) + by;
}

json::object object_of(const governance::ConsentStanding& consent, Timestamp now) {
  return {{"digest", to_hex(consent.digest)}, {"onRecord", consent.on_record},
          {"stands", consent.stands(now)},    {"expiry", consent.expiry},
          {"withdrawn", consent.withdrawn},   {"form", static_cast<std::uint64_t>(consent.form)}};
}

json::array array_of(const std::vector<governance::Finding>& findings) {
  json::array list;
  for (const auto& finding : findings) {
    list.push_back({{"code", governance::name_of(finding.code)},
                    {"severity", governance::name_of(governance::severity_of(finding.code))},
                    {"text", {{"en", finding.text.en}, {"ja", finding.text.ja}}}});
  }
  return list;
}

Table table_of(const governance::AuditReport& report, bool japanese) {
  Table table;
  table.row("user", report.pair.user_id).row("entrusted", report.entrusted);
  if (report.issuer_entrusted != report.entrusted && !report.issuer_entrusted.empty()) {
    table.row("issuer's", report.issuer_entrusted);
  }
  table.row("policy", report.policy)
      .row("indispensable", names_or_none(report.indispensable))
      .row("agrees", report.agrees ? "yes" : "NO: this policy was not authorized by the user");
  if (!report.satisfiable) table.row("satisfiable", "NO: members that left are missing, nothing can be deployed");
  table.row("entrustment", in_words(report.entrustment, report.now));
  if (report.consent) table.row("consent", in_words(*report.consent, report.now));
  table.row("runs at", report.runs_at.is_zero() ? "nothing runs" : to_hex(report.runs_at));
  for (const auto& finding : report.findings) {
    table.row(std::string(governance::name_of(governance::severity_of(finding.code))),
              std::string(governance::name_of(finding.code)) + ": " + (japanese ? finding.text.ja : finding.text.en));
  }
  return table.row("findings", report.findings.empty() ? "none" : std::to_string(report.findings.size()));
}

bool is_alarming(const governance::AuditReport& report) {
  return !report.agrees || !report.satisfiable || std::ranges::any_of(report.findings, [](const auto& finding) {
    return governance::severity_of(finding.code) == governance::Severity::alarm;
  });
}

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    if (const auto user = require_user(ledger, options.user); !user) return std::unexpected(user.error());
    if (const auto token = require_token(ledger, options.token); !token) return std::unexpected(token.error());
    const auto now = block_time(node, ledger);
    if (!now) return std::unexpected(now.error());
    const auto report = governance::audit(
        ledger, {options.user, options.token}, *now, [&](const Address& at) { return code_hash(node, ledger, at); },
        [&](const Address& at, const Word& slot) { return slot_of(node, ledger, at, slot); });
    if (!report) return fail(ExitCode::refused, "no_such_user", "there is no such user or token", "");
    json::object data{{"userId", options.user},
                      {"tokenId", options.token},
                      {"height", ledger.height()},
                      {"vorg", report->entrusted},
                      {"issuerVorg", report->issuer_entrusted},
                      {"policy", report->policy},
                      {"indispensable", json::array(report->indispensable.begin(), report->indispensable.end())},
                      {"agrees", report->agrees},
                      {"satisfiable", report->satisfiable},
                      {"formerMembers", json::array(report->former.begin(), report->former.end())},
                      {"entrustment", object_of(report->entrustment, *now)},
                      {"runsAt", report->runs_at.is_zero() ? json::value() : json::value(to_hex(report->runs_at))},
                      {"findings", array_of(report->findings)}};
    if (report->consent) data["consent"] = object_of(*report->consent, *now);
    return Report{table_of(*report, options.japanese).text(), std::move(data),
                  is_alarming(*report) ? ExitCode::refused : ExitCode::done};
  });
}

struct LifeOptions {
  NodeOption node;
  std::string token;
};

/// Where a token stands in its life (G7, G12).
Result<Report> life(Session&, const LifeOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, options.token);
    if (!token) return std::unexpected(token.error());
    const auto record = governance::find_lifecycle(ledger, *token);
    const auto rules = governance::package_rules(ledger, token->package_hash);
    const std::string state(governance::describe(record.state));
    const std::string rule(governance::describe(rules.on_withdrawal));
    Table table;
    table.row("token", token->token_id).row("state", state);
    if (record.since != 0) {
      table.row("since", time_text(record.since)).row("by", "application " + std::to_string(record.application));
    }
    table.row("contract", token->deployed.is_zero() ? "none" : to_hex(token->deployed))
        .row("package", to_hex(token->package_hash))
        .row("on withdrawal", rule);
    if (!record.implementation.is_zero()) table.row("implementation", to_hex(record.implementation));
    if (record.pending != 0) table.row("waits", "application " + std::to_string(record.pending));
    return Report{table.text(),
                  {{"tokenId", token->token_id},
                   {"state", state},
                   {"since", record.since},
                   {"application", record.application},
                   {"pending", record.pending},
                   {"contract", to_hex(token->deployed)},
                   {"implementation", to_hex(record.implementation)},
                   {"packageHash", to_hex(token->package_hash)},
                   {"onWithdrawal", rule}}};
  });
}

}  // namespace

void add_audit_commands(CLI::App& app, Session& session) {
  auto& audit = add_group(app, "audit", "what an auditor asks (G8, G11)");
  add_command<ShowOptions>(
      audit, session,
      {"show", "whom the user entrusted, whom the policy makes indispensable, and what is wrong",
       "audit show --user acme --token ACME-2031"},
      [](CLI::App& command, ShowOptions& options) {
        options.node.declare(command);
        command.add_option("--user", options.user, "the user's ID")->required();
        command.add_option("--token", options.token, "the token's ID")->required();
        command.add_flag("--ja", options.japanese, "findings in Japanese");
      },
      show);
  add_alert_commands(audit, session);
  add_command<LifeOptions>(
      audit, session,
      {"life", "show where a token stands: running, paused, winding down, retired", "audit life ACME-2031"},
      [](CLI::App& command, LifeOptions& options) {
        options.node.declare(command);
        command.add_option("TOKEN", options.token, "the token's ID")->required();
      },
      life);
  add_pack_commands(audit, session);
}

}  // namespace kaisho::cli
