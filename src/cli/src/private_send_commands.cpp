#include <algorithm>
#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/governance/governance.hpp>
#include <thread>

#include "command.hpp"
#include "governed.hpp"
#include "network_folder.hpp"
#include "own_box.hpp"
#include "private_groups.hpp"
#include "private_record_file.hpp"

// kaisho private send, ask, cancel: private records on their way between members' nodes (G9).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

constexpr auto kPollEvery = std::chrono::milliseconds(200);

struct SendOptions {
  RecordChoice record;
  std::string file;
  UserStore store;
  std::vector<std::string> members;
  unsigned wait = 0;  // s
};

struct AskOptions {
  RecordChoice record;
  unsigned wait = 0;  // s
};

struct CancelOptions {
  RecordChoice record;
  std::vector<std::string> members;
};

/// A misspelt name would be a party for ever. Asked of the own node; where it does not run, it says so later itself.
Result<void> check_members(const peering::MemberNames& names, const std::string& listen) {
  std::string unknown;
  const auto asked =
      read_ledger({.url = url_of(listen)}, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
        for (const auto& name : names) {
          const auto member = governance::find_member(ledger, name);
          if (!member || !member->active) unknown = name;
        }
        return Report{};
      });
  if (!asked && asked.error().exit != ExitCode::unreachable) return std::unexpected(asked.error());
  if (unknown.empty()) return {};
  return bad_input("bad_member", "no active member is called " + unknown, "kaisho member list");
}

Result<peering::MemberNames> receivers(const std::vector<std::string>& members, const OwnBox& own) {
  peering::MemberNames names(members.begin(), members.end());
  for (const auto& name : names) {
    if (!governance::is_organization_name(name)) return bad_input("bad_member", "'" + name + "' is no member's name");
  }
  if (names.contains(own.self)) return bad_input("bad_member", own.self + " is this node's own member");
  if (const auto known = check_members(names, own.listen); !known) return std::unexpected(known.error());
  return names;
}

/// Looks every now and then until it is so or the time is over.
template <class Holds>
void wait_for(unsigned seconds, const Holds& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kPollEvery);
}

Result<Report> send(Session&, const SendOptions& options) {
  const auto subject = options.record.subject();
  if (!subject) return std::unexpected(subject.error());
  const auto record = read_record(options.file, options.record.user, options.store);
  if (!record) return std::unexpected(record.error());
  const auto own = open_box(options.record.config);
  if (!own) return std::unexpected(own.error());
  const auto members = receivers(options.members, **own);
  if (!members) return std::unexpected(members.error());
  auto& box = *(*own)->box;
  const peering::PrivateName name{*subject, record->root()};
  const auto now = node::SystemClock().now_ms() / 1'000;
  if (const auto left = box.send(*record, *subject, *members, (*own)->self, now); !left) return not_done(left.error());
  wait_for(options.wait, [&] {
    return std::ranges::none_of(box.outgoing(), [&](const auto& outgoing) { return outgoing.name == name; });
  });
  auto table = Table().row("record", subject->words() + ", " + to_hex(name.root));
  json::array deliveries;
  add_deliveries(box, name, table, deliveries);
  return Report{table.text(), {{"record", name.text()}, {"deliveries", std::move(deliveries)}}};
}

Result<Report> ask(Session&, const AskOptions& options) {
  const auto subject = options.record.subject();
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(options.record.config);
  if (!own) return std::unexpected(own.error());
  auto& box = *(*own)->box;
  if (const auto wanted = box.want(*subject); !wanted) return not_done(wanted.error());
  const auto waits = [&] {
    const auto wanted = box.wanted();
    return std::ranges::find(wanted, *subject) != wanted.end();
  };
  wait_for(options.wait, [&] { return !waits(); });
  const bool here = !waits();
  return Report{here ? "the record of " + subject->words() + " is here: kaisho private show"
                     : "asked for: the node goes on asking until a party gives it; kaisho private list shows it then",
                {{"subject", subject->text()}, {"here", here}}};
}

Result<Report> cancel(Session&, const CancelOptions& options) {
  return with_record(options.record, [&](peering::PrivateBox& box, const peering::PrivateName& name) -> Result<Report> {
    const peering::MemberNames members(options.members.begin(), options.members.end());
    const auto missing = box.take_back(name, members);
    if (!missing) return not_done(missing.error());
    if (!missing->empty()) {
      return fail(ExitCode::refused, "nothing_waits",
                  "nothing was taken back: nothing waits for " + joined(*missing) + ", or it has the record already",
                  "kaisho private list shows what waits");
    }
    return Report{"taken back: " + joined(members), {{"record", name.text()}}};
  });
}

void declare_wait(CLI::App& app, unsigned& wait) {
  app.add_option("--wait", wait, "seconds to wait for the members' answers")->capture_default_str();
}

}  // namespace

void add_private_send_commands(CLI::App& group, Session& session) {
  add_command<SendOptions>(
      group, session,
      {"send", "leave a record to the own node, which brings it to other members until they acknowledge it",
       "private send record.json --application 3 --to broker,exchange --config bank/node.toml --wait 30"},
      [](CLI::App& command, SendOptions& options) {
        options.record.declare_subject(command);
        declare_wait(command, options.wait);
        command.add_option("RECORD", options.file, "the record's file; without it the profile of --user");
        command.add_option("--to", options.members, "members, which become parties of the record")
            ->required()
            ->delimiter(',');
        options.store.declare(command, false);
      },
      send);
  add_command<AskOptions>(
      group, session,
      {"ask", "let the own node ask the other parties for a record that it does not have",
       "private ask --application 3 --config broker/node.toml --wait 30"},
      [](CLI::App& command, AskOptions& options) {
        options.record.declare_subject(command);
        declare_wait(command, options.wait);
      },
      ask);
  add_command<CancelOptions>(
      group, session,
      {"cancel", "take back what waits for members that do not have it; for all of them, or for none",
       "private cancel --application 3 --to exchange --config bank/node.toml"},
      [](CLI::App& command, CancelOptions& options) {
        options.record.declare(command);
        command.add_option("--to", options.members, "the members")->required()->delimiter(',');
      },
      cancel);
}

}  // namespace kaisho::cli
