#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

#include <boost/json/serialize.hpp>
#include <kaisho/alerting/alert.hpp>
#include <kaisho/base/hex.hpp>

#include "alert_commands.hpp"
#include "command.hpp"
#include "governed.hpp"

// kaisho audit status, alerts, watch: what the node's continuous audit found and told (G8).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

std::uint64_t number_of(const json::object& from, std::string_view key) {
  const auto* value = from.if_contains(key);
  const auto number = value != nullptr && value->is_string() ? from_quantity(value->get_string()) : std::nullopt;
  return number ? number->low_u64() : 0;
}
std::string text_of(const json::object& from, std::string_view key) {
  const auto* value = from.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// The alert's sentence in the asked language.
std::string sentence_of(const json::object& alert, bool japanese) {
  const auto* text = alert.if_contains("text");
  return text != nullptr && text->is_object() ? text_of(text->get_object(), japanese ? "ja" : "en") : std::string();
}

std::string line_of(const json::object& delivery) {
  const auto target = text_of(delivery, "target");
  const auto error = text_of(delivery, "error");
  if (delivery.contains("deliveredMs")) {
    return "- " + target + ": delivered " + alerting::iso_time(number_of(delivery, "deliveredMs") / 1'000) +
           (error.empty() ? "" : " (" + error + ")");
  }
  const auto attempts = number_of(delivery, "attempts");
  std::string line = "- " + target + ": NOT DELIVERED after " + std::to_string(attempts) + " attempts";
  if (!error.empty()) line += ", " + error;
  return line + (attempts == 0 ? "" : ", next try " + alerting::iso_time(number_of(delivery, "nextTryMs") / 1'000));
}

std::string lines_of(const json::object& alert, bool japanese) {
  std::string text = std::to_string(number_of(alert, "number")) + "  " + alerting::iso_time(number_of(alert, "time")) +
                     "  " + text_of(alert, "severity") + "  " + text_of(alert, "code") + "\n   " +
                     sentence_of(alert, japanese);
  const auto* deliveries = alert.if_contains("deliveries");
  if (deliveries == nullptr || !deliveries->is_array()) return text;
  for (const auto& delivery : deliveries->get_array()) {
    if (delivery.is_object()) text += "\n   " + line_of(delivery.get_object());
  }
  return text;
}

/// The list that the node answers with.
Result<json::array> list(RpcClient& node, std::string_view method, json::array params) {
  auto answer = node.call(method, std::move(params));
  if (!answer) return std::unexpected(answer.error());
  if (answer->is_array()) return std::move(answer->get_array());
  return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed", "");
}

struct AlertsOptions {
  NodeOption node;
  bool undelivered = false, japanese = false;
  std::uint64_t after = 0, limit = 100;
};

Result<Report> alerts(Session&, const AlertsOptions& options) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  auto found = options.undelivered
                   ? list(*node, "kaisho_undeliveredAlerts", {})
                   : list(*node, "kaisho_alerts", {to_quantity(U256(options.after)), to_quantity(U256(options.limit))});
  if (!found) return std::unexpected(found.error());
  std::string text;
  for (const auto& alert : *found) {
    if (alert.is_object()) text += (text.empty() ? "" : "\n") + lines_of(alert.get_object(), options.japanese);
  }
  if (text.empty()) text = options.undelivered ? "every alert is delivered" : "no alerts";
  return Report{text, {{"alerts", std::move(*found)}}};
}

struct StatusOptions {
  NodeOption node;
};

Result<Report> status(Session&, const StatusOptions& options) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto answer = node->call("kaisho_auditStatus", {});
  if (!answer) return std::unexpected(answer.error());
  const auto found = list(*node, "kaisho_findings", {});
  if (!found) return std::unexpected(found.error());
  const auto& status = answer->as_object();
  const auto problem = text_of(status, "problem");
  Table table;
  table
      .row("looked at", "block " + std::to_string(number_of(status, "position")) + " of " +
                            std::to_string(number_of(status, "head")))
      .row("audits", std::to_string(number_of(status, "audits")) + " since the start, in " +
                         std::to_string(number_of(status, "blocks") - number_of(status, "quietBlocks")) + " of " +
                         std::to_string(number_of(status, "blocks")) + " blocks")
      .row("alerts", std::to_string(number_of(status, "alerts")))
      .row("undelivered", std::to_string(number_of(status, "undelivered")));
  for (const auto& one : *found) {
    const auto& finding = one.as_object();
    table.row(text_of(finding, "severity"), text_of(finding, "code") + ": user " + text_of(finding, "userId") +
                                                ", token " + text_of(finding, "tokenId") + ", since block " +
                                                std::to_string(number_of(finding, "since")));
  }
  table.row("findings", std::to_string(number_of(status, "findings")));
  if (!problem.empty()) table.row("problem", problem);
  return Report{table.text(),
                {{"status", status}, {"findings", *found}},
                problem.empty() ? ExitCode::done : ExitCode::environment};
}

struct WatchOptions {
  NodeOption node;
  bool japanese = false;
  std::uint64_t after = 0;
  bool from_now = true;
  std::uint64_t count = 0;
  unsigned timeout = 0;
};

volatile std::sig_atomic_t interrupted = 0;  // NOLINT: what a signal handler may touch
void interrupt(int) { interrupted = 1; }

Result<std::uint64_t> last_alert(RpcClient& node) {
  const auto answer = node.call("kaisho_auditStatus", {});
  if (!answer) return std::unexpected(answer.error());
  return number_of(answer->as_object(), "alerts");
}

/// Prints alerts as they come, until a signal, so many alerts, or the time is over.
Result<Report> watch(Session& session, const WatchOptions& options) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  auto after = options.from_now ? last_alert(*node) : Result<std::uint64_t>(options.after);
  if (!after) return std::unexpected(after.error());
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(options.timeout);
  std::uint64_t seen = 0;
  while (interrupted == 0 && (options.count == 0 || seen < options.count)) {
    const auto fresh = list(*node, "kaisho_alerts", {to_quantity(U256(*after))});
    if (!fresh) return std::unexpected(fresh.error());
    for (const auto& alert : *fresh) {
      const auto& object = alert.as_object();
      session.out << (session.json ? json::serialize(object) : lines_of(object, options.japanese)) << std::endl;
      after = number_of(object, "number");
      ++seen;
    }
    if (options.timeout != 0 && std::chrono::steady_clock::now() > end) break;
    if (fresh->empty()) std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  return Report{std::to_string(seen) + " alerts", {{"seen", seen}, {"last", *after}}};
}

}  // namespace

void add_alert_commands(CLI::App& audit, Session& session) {
  add_command<StatusOptions>(
      audit, session, {"status", "how far the node's continuous audit is, and what it finds now", "audit status"},
      [](CLI::App& command, StatusOptions& options) { options.node.declare(command); }, status);
  add_command<AlertsOptions>(
      audit, session,
      {"alerts", "what the node's continuous audit told, to whom, and what is not delivered yet",
       "audit alerts --undelivered"},
      [](CLI::App& command, AlertsOptions& options) {
        options.node.declare(command);
        command.add_flag("--undelivered", options.undelivered, "only those that a receiver has not taken yet");
        command.add_option("--after", options.after, "only alerts with higher numbers");
        command.add_option("--limit", options.limit, "at most so many")->capture_default_str();
        command.add_flag("--ja", options.japanese, "in Japanese");
      },
      alerts);
  add_command<WatchOptions>(
      audit, session, {"watch", "print alerts as they come", "audit watch --count 1"},
      [](CLI::App& command, WatchOptions& options) {
        options.node.declare(command);
        command
            .add_option_function<std::uint64_t>(
                "--after",
                [&options](std::uint64_t number) {
                  options.after = number;
                  options.from_now = false;
                },
                "begin with the alert after this number; otherwise with the next one")
            ->type_name("NUMBER");
        command.add_option("--count", options.count, "end after so many alerts");
        command.add_option("--timeout", options.timeout, "end after so many seconds");
        command.add_flag("--ja", options.japanese, "in Japanese");
      },
      watch);
}

}  // namespace kaisho::cli
