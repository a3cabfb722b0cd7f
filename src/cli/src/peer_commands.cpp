#include <kaisho/founding/certificate.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/peering/certificate.hpp>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <kaisho/base/hex.hpp>

#include "command.hpp"
#include "files.hpp"
#include "node_option.hpp"

// kaisho peers, kaisho checkpoint: what a node knows of the other members' nodes, and what they vouch for.
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct AskOptions {
  NodeOption node;
};

struct RenewOptions {
  std::string key, out, name;
  std::vector<std::string> hosts;
};

/// Text of a member of an answer; empty where it is another thing.
std::string text_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string decimal_in(const json::object& object, std::string_view key) {
  const auto number = from_quantity(text_in(object, key));
  return number ? number->to_decimal() : "?";
}

Result<json::value> ask(const AskOptions& options, std::string_view method) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  return node->call(method, {});
}

/// The objects of a list.
std::vector<json::object> objects_in(const json::value& value) {
  std::vector<json::object> objects;
  if (!value.is_array()) return objects;
  for (const auto& item : value.get_array()) {
    if (item.is_object()) objects.push_back(item.get_object());
  }
  return objects;
}

std::string state_of(const json::object& peer) {
  const auto* reachable = peer.if_contains("reachable");
  const bool answers = reachable != nullptr && reachable->is_bool() && reachable->get_bool();
  auto text = answers ? "answers, signed " + decimal_in(peer, "cosigned") + " blocks"
                      : "no answer (" + decimal_in(peer, "failures") + " calls)";
  for (const auto* key : {"problem", "certificateWarning"}) {
    if (const auto more = text_in(peer, key); !more.empty()) text += "; " + more;
  }
  if (const auto refused = decimal_in(peer, "packagesRefused"); refused != "0") {
    text += "; sent other bytes for " + refused + " packages";
  }
  return text;
}

Result<Report> list_peers(Session&, const AskOptions& options) {
  auto answer = ask(options, "kaisho_peers");
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_object()) return Report{};
  auto data = answer->get_object();
  const auto address = text_in(data, "address");
  auto table = Table().row("this node", address.empty() ? "has no service for members" : "https://" + address);
  if (const auto warning = text_in(data, "certificateWarning"); !warning.empty()) table.row("warning", warning);
  if (const auto forks = decimal_in(data, "forks"); forks != "0")
    table.row("FORKS", forks + ": kaisho checkpoint forks");
  for (const auto& peer : objects_in(data["peers"])) table.row(text_in(peer, "name"), state_of(peer));
  return Report{table.text(), std::move(data)};
}

Result<Report> list_checkpoints(Session&, const AskOptions& options) {
  const auto answer = ask(options, "kaisho_checkpoints");
  if (!answer) return std::unexpected(answer.error());
  Table table;
  for (const auto& checkpoint : objects_in(*answer)) {
    std::string names;
    const auto* signers = checkpoint.if_contains("signers");
    for (const auto& name : signers != nullptr && signers->is_array() ? signers->get_array() : json::array()) {
      if (name.is_string()) names += (names.empty() ? "" : ", ") + std::string(name.get_string());
    }
    table.row(decimal_in(checkpoint, "size") + " blocks", text_in(checkpoint, "root") + "  " + names);
  }
  auto text = table.text();
  return Report{text.empty() ? "this node signs no checkpoints with others" : text, {{"checkpoints", *answer}}};
}

Result<Report> list_forks(Session&, const AskOptions& options) {
  const auto answer = ask(options, "kaisho_forks");
  if (!answer) return std::unexpected(answer.error());
  const auto forks = objects_in(*answer);
  if (forks.empty()) return Report{"no fork is known", {{"forks", json::array()}}};
  std::string text;
  for (const auto& fork : forks) {
    text += (text.empty() ? "" : "\n") + text_in(fork, "member") + " signed another history of " +
            decimal_in(fork, "size") + " blocks\n  here   " + text_in(fork, "ourRoot") + "\n  there  " +
            text_in(fork, "theirRoot") + "\n  check  kaisho verify " + text_in(fork, "file");
  }
  return Report{text, {{"forks", *answer}}, ExitCode::refused};
}

/// Name and hosts of the certificate that stands there, so that renewing says them once only.
std::string name_for(const RenewOptions& options) {
  if (!options.name.empty()) return options.name;
  const auto old = read_file(options.out);
  const auto info = old ? peering::read_certificate(*old) : std::unexpected(std::string());
  return info ? info->name : std::string();
}

Result<Report> renew(Session&, const RenewOptions& options) {
  const auto key = read_file(options.key);
  if (!key) return std::unexpected(key.error());
  const auto name = name_for(options);
  if (name.empty()) {
    return bad_input("no_name", "there is no certificate in " + options.out + " whose name could be kept",
                     "add --name with the member's name");
  }
  const auto now = node::SystemClock().now_ms() / 1'000;
  const auto certificate = founding::self_signed(*key, {.member = name, .hosts = options.hosts, .now = now});
  if (!certificate) return bad_input("bad_key", options.key + ": " + certificate.error());
  const auto info = peering::read_certificate(*certificate);
  if (!info) return fail(ExitCode::environment, "unexpected", info.error());
  if (auto written = write_file(options.out, *certificate); !written) return std::unexpected(written.error());
  const auto days = peering::days_left(*info, now);
  return Report{Table().row("certificate", options.out + ", " + name)
                        .row("valid for", std::to_string(days) + " days")
                        .row("pin", to_hex(info->pin.sha256) + " (the key's: unchanged)")
                        .text() +
                    "\nA running node takes it within a second; nobody else has to do anything.",
                {{"file", options.out}, {"name", name}, {"days", days}, {"pin", to_hex(info->pin.sha256)}}};
}

void declare_renew(CLI::App& app, RenewOptions& options) {
  app.add_option("--key", options.key, "the service's key, PEM; it stays")->required();
  app.add_option("--out", options.out, "the certificate's file; replaced in one step")->required();
  app.add_option("--name", options.name, "the member's name; that of the old certificate by default");
  app.add_option("--host", options.hosts, "host name or address to name in it; may be repeated");
}

void declare_ask(CLI::App& app, AskOptions& options) { options.node.declare(app); }

}  // namespace

void add_peer_commands(CLI::App& app, Session& session) {
  auto& peers = add_group(app, "peers", "the other members' nodes");
  add_command<AskOptions>(peers, session,
                          {"list", "who answers, what each signed, whose certificate ends", "peers list"}, declare_ask,
                          list_peers);
  add_command<RenewOptions>(peers, session,
                            {"renew-certificate", "make a new certificate for the same key: the pin stays",
                             "peers renew-certificate --key keys/tls.key --out keys/tls.crt"},
                            declare_renew, renew);
  auto& checkpoint = add_group(app, "checkpoint", "signed checkpoints of the history");
  add_command<AskOptions>(checkpoint, session,
                          {"list", "the newest checkpoints and who signed them", "checkpoint list"}, declare_ask,
                          list_checkpoints);
  add_command<AskOptions>(
      checkpoint, session,
      {"forks", "members that signed another history; ends with 1 if there are any", "checkpoint forks"}, declare_ask,
      list_forks);
}

}  // namespace kaisho::cli
