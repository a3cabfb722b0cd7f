#include <boost/json/serialize.hpp>
#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <thread>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "values.hpp"

// kaisho audit pack, audit checkpoint: proofs that leave the house (G11).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct PackOptions {
  NodeOption node;
  std::uint64_t application = 0;
  std::string out, earlier;
  std::vector<std::string> transactions;
  unsigned wait = 5;
};

struct AbsenceOptions {
  NodeOption node;
  std::string user, token, out;
  unsigned wait = 5;
};

struct CheckpointOptions {
  NodeOption node;
  std::string out;
};

Result<json::object> request_of(const PackOptions& options, const LedgerReader& ledger) {
  const auto application = require_application(ledger, options.application);
  if (!application) return std::unexpected(application.error());
  json::array transactions;
  for (const auto& text : options.transactions) {
    const auto hash = parse_hash(text);
    if (!hash) return std::unexpected(hash.error());
    transactions.push_back(json::string(to_hex(*hash)));
  }
  json::object request{{"application", to_quantity(U256(application->number))},
                       {"transactions", std::move(transactions)}};
  if (!options.earlier.empty()) {
    auto note = read_file(options.earlier);
    if (!note) return std::unexpected(note.error());
    request["earlierCheckpoint"] = std::move(*note);
  }
  return request;
}

/// A list of the pack; empty where it has none.
json::array list_in(const json::value& pack, std::string_view name) {
  const auto* object = pack.if_object();
  const auto* list = object == nullptr ? nullptr : object->if_contains(name);
  return list != nullptr && list->is_array() ? list->get_array() : json::array();
}

/// Names of the pack's signers.
std::vector<std::string> signers_in(const json::value& pack) {
  std::vector<std::string> names;
  for (const auto& key : list_in(pack, "signers")) {
    const auto text = key.is_string() ? std::string(key.get_string()) : std::string();
    names.push_back(text.substr(0, text.find('+')));
  }
  return names;
}

/// The members sign a new block within about a second: worth the wait for a pack that more than one of them vouches
/// for.
Result<json::value> vouched_pack(unsigned wait, RpcClient& node, const LedgerReader& ledger,
                                 const json::object& request) {
  const auto members = governance::active_members(ledger).size();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(wait);
  while (true) {
    auto made = node.call("kaisho_getEvidence", {request});
    if (!made || signers_in(*made).size() * 2 > members || std::chrono::steady_clock::now() > end) return made;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

Result<Report> written_pack(const std::string& out, unsigned wait, RpcClient& node, const LedgerReader& ledger,
                            const json::object& request) {
  const auto made = vouched_pack(wait, node, ledger, request);
  if (!made) return std::unexpected(made.error());
  const auto transactions = list_in(*made, "transactions").size();
  const auto records = list_in(*made, "records").size();
  const auto vouching = joined(signers_in(*made));
  const auto text = json::serialize(*made) + "\n";
  if (auto written = write_file(out, text); !written) return std::unexpected(written.error());
  return Report{Table()
                    .row("pack", out + ", " + std::to_string(text.size()) + " bytes")
                    .row("proves", std::to_string(transactions) + " transactions with their receipts, " +
                                       std::to_string(records) + " records of the state")
                    .row("vouched for by", vouching)
                    .row("check it", "kaisho verify " + out)
                    .text(),
                {{"file", out}, {"transactions", transactions}, {"records", records}, {"signers", vouching}}};
}

Result<Report> pack(Session&, const PackOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    auto request = request_of(options, ledger);
    if (!request) return std::unexpected(request.error());
    return written_pack(options.out, options.wait, node, ledger, *request);
  });
}

/// That no consent of this user for this token is on record: proofs that slots are empty.
Result<Report> absence(Session&, const AbsenceOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    if (const auto number = governance::application_of(ledger, options.user, options.token); number != 0) {
      return fail(ExitCode::refused, "consent_exists",
                  "user " + options.user + " gave a consent for token " + options.token + ": application " +
                      std::to_string(number),
                  "kaisho audit pack " + std::to_string(number) + " --out FILE proves it");
    }
    const json::object request{{"absence", json::object{{"userId", options.user}, {"tokenId", options.token}}}};
    return written_pack(options.out, options.wait, node, ledger, request);
  });
}

Result<Report> checkpoint(Session&, const CheckpointOptions& options) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto answer = node->call("kaisho_getCheckpoint", {});
  if (!answer) return std::unexpected(answer.error());
  auto note = answer->is_string() ? std::string(answer->get_string()) : std::string();
  json::object data{{"checkpoint", note}};
  if (!options.out.empty()) {
    if (auto written = write_file(options.out, note); !written) return std::unexpected(written.error());
    return Report{"checkpoint  " + options.out, std::move(data)};
  }
  while (note.ends_with('\n')) note.pop_back();
  return Report{std::move(note), std::move(data)};
}

}  // namespace

void add_pack_commands(CLI::App& audit, Session& session) {
  add_command<PackOptions>(
      audit, session,
      {"pack", "write the evidence of an application: consent, tests, policy, deployment, receipts, records",
       "audit pack 1 --out pack.json"},
      [](CLI::App& command, PackOptions& options) {
        options.node.declare(command);
        command.add_option("APPLICATION", options.application, "its number")->required();
        command.add_option("--out", options.out, "the pack's file")->required();
        command.add_option("--transaction", options.transactions, "hash of a further transaction; may be repeated");
        command.add_option("--wait", options.wait, "seconds to wait for the signatures of most members")
            ->capture_default_str();
        command.add_option("--earlier", options.earlier, "checkpoint that the reader holds: its consistency is proved");
      },
      pack);
  add_command<AbsenceOptions>(
      audit, session,
      {"absence", "write the evidence that a user gave no consent for a token",
       "audit absence --user ines --token GOLD-1 --out absence.json"},
      [](CLI::App& command, AbsenceOptions& options) {
        options.node.declare(command);
        command.add_option("--user", options.user, "the user's ID")->required();
        command.add_option("--token", options.token, "the token's ID")->required();
        command.add_option("--out", options.out, "the pack's file")->required();
        command.add_option("--wait", options.wait, "seconds to wait for the signatures of most members")
            ->capture_default_str();
      },
      absence);
  add_command<CheckpointOptions>(
      audit, session, {"checkpoint", "show the signed checkpoint of the history", "audit checkpoint --out today.note"},
      [](CLI::App& command, CheckpointOptions& options) {
        options.node.declare(command);
        command.add_option("--out", options.out, "file to write it to");
      },
      checkpoint);
}

}  // namespace kaisho::cli
