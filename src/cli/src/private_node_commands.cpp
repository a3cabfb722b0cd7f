#include <algorithm>
#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/node/config.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/peering/private_box.hpp>
#include <thread>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "network_folder.hpp"
#include "private_groups.hpp"
#include "user_store.hpp"
#include "values.hpp"

// kaisho private send, list, show, ask, cancel, erase: private records between members' nodes (G9). Works on the folder
// of the own node, whether it runs or not: who may read that folder and its key is the node's owner.
namespace kaisho::cli {
namespace {

namespace json = boost::json;
using Box = std::unique_ptr<peering::PrivateBox>;

constexpr auto kPollEvery = std::chrono::milliseconds(200);

struct BoxOptions {
  std::string config = "node.toml";
  std::string file, out, user, root;
  std::uint64_t application = 0;
  std::vector<std::string> members;
  unsigned wait = 0;  // s
  UserStore store;
};

struct OwnBox {
  std::string self, listen;
  node::SystemRandom random;  ///< before the box, which uses it
  Box box;
};

Result<std::unique_ptr<OwnBox>> open_box(const BoxOptions& options) {
  const auto config = node::read_config(options.config);
  if (!config) return bad_input(config.error().code, config.error().text, config.error().next);
  if (!config->cometbft || !config->peers || config->peers->private_key.empty()) {
    return bad_input("no_private_records", options.config + " names no private_key in [peers]",
                     "kaisho key new keys/private.key, then private_key = \"keys/private.key\" (docs/operate/node.md)");
  }
  auto key = read_secret(config->peers->private_key);
  if (!key) return std::unexpected(key.error());
  auto own = std::make_unique<OwnBox>();
  own->self = config->cometbft->member;
  own->listen = config->listen;
  auto box = peering::PrivateBox::open(config->peering / peering::kPrivateFolder, *std::move(key), own->random);
  if (!box) return fail(ExitCode::environment, "private_records_unusable", box.error());
  own->box = std::move(*box);
  return own;
}

std::unexpected<Failure> not_done(const std::string& why) {
  return fail(ExitCode::environment, "private_records_unusable", why);
}

Result<peering::PrivateSubject> subject_of(const BoxOptions& options) {
  if (options.user.empty() == (options.application == 0)) {
    return bad_input("bad_argument", "say what it is about: --application or --user");
  }
  auto subject = peering::PrivateSubject::parse(
      options.user.empty() ? "application/" + std::to_string(options.application) : "user/" + options.user);
  if (!subject) return bad_input("bad_user_id", "'" + options.user + "' is no user's ID");
  return std::move(*subject);
}

Result<identity::PrivateRecord> record_to_send(const BoxOptions& options) {
  if (options.file.empty()) {
    if (options.user.empty() || !options.store.is_given()) {
      return bad_input("bad_argument", "say which record: a file, or the profile of --user in --users");
    }
    auto user = options.store.read(options.user);
    if (!user) return std::unexpected(user.error());
    return std::move(user->profile);
  }
  const auto text = read_file(options.file);
  if (!text) return std::unexpected(text.error());
  auto record = identity::PrivateRecord::parse(*text);
  if (record) return std::move(*record);
  return bad_input("private_record_malformed", options.file + ": " + record.error(), "docs/formats/private-record.md");
}

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

Result<peering::MemberNames> members_of(const BoxOptions& options, const std::string& self) {
  peering::MemberNames names(options.members.begin(), options.members.end());
  for (const auto& name : names) {
    if (!governance::is_organization_name(name)) return bad_input("bad_member", "'" + name + "' is no member's name");
  }
  if (names.contains(self)) return bad_input("bad_member", self + " is this node's own member");
  return names;
}

/// Looks every now and then until it is so or the time is over.
template <class Holds>
void wait_for(unsigned seconds, const Holds& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kPollEvery);
}

std::string state_of(const peering::OutgoingRecord& outgoing) {
  return "waits since " + time_text(outgoing.since) + (outgoing.said.empty() ? "" : ": " + outgoing.said);
}

json::object data_of(const peering::OutgoingRecord& outgoing) {
  return {{"record", outgoing.name.text()},
          {"member", outgoing.member},
          {"delivered", false},
          {"since", outgoing.since},
          {"said", outgoing.said}};
}

json::object data_of(const peering::PrivateReceipt& receipt) {
  return {{"record", receipt.name.text()}, {"member", receipt.member}, {"delivered", true}, {"time", receipt.time}};
}

/// Where each party of a record stands. A delivery that waits counts more than an earlier receipt.
void add_deliveries(const peering::PrivateBox& box, const peering::PrivateName& name, Table& table, json::array& data) {
  std::set<std::string> waiting;
  for (const auto& outgoing : box.outgoing()) {
    if (outgoing.name != name) continue;
    waiting.insert(outgoing.member);
    table.row("  to " + outgoing.member, state_of(outgoing));
    data.push_back(data_of(outgoing));
  }
  for (const auto& receipt : box.receipts()) {
    if (receipt.name != name || waiting.contains(receipt.member)) continue;
    table.row("  to " + receipt.member, "acknowledged " + time_text(receipt.time));
    data.push_back(data_of(receipt));
  }
}

Result<Report> send(Session&, const BoxOptions& options) {
  const auto subject = subject_of(options);
  if (!subject) return std::unexpected(subject.error());
  const auto record = record_to_send(options);
  if (!record) return std::unexpected(record.error());
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  const auto members = members_of(options, (*own)->self);
  if (!members) return std::unexpected(members.error());
  if (const auto known = check_members(*members, (*own)->listen); !known) return std::unexpected(known.error());
  const auto& box = *(*own)->box;
  const peering::PrivateName name{*subject, record->root()};
  const auto now = node::SystemClock().now_ms() / 1'000;
  if (const auto left = (*own)->box->send(*record, *subject, *members, (*own)->self, now); !left) {
    return not_done(left.error());
  }
  wait_for(options.wait, [&] {
    return std::ranges::none_of(box.outgoing(), [&](const auto& outgoing) { return outgoing.name == name; });
  });
  auto table = Table().row("record", subject->words() + ", " + to_hex(name.root));
  json::array deliveries;
  add_deliveries(box, name, table, deliveries);
  return Report{table.text(), {{"record", name.text()}, {"deliveries", std::move(deliveries)}}};
}

std::string joined(const peering::MemberNames& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Result<Report> list(Session&, const BoxOptions& options) {
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  const auto& box = *(*own)->box;
  Table table;
  json::array records;
  for (const auto& name : box.names()) {
    const auto parcel = box.find(name);
    const auto parties = parcel && *parcel ? joined((*parcel)->parties) : (parcel ? "" : parcel.error());
    table.row(name.subject.words(), to_hex(name.root) + "  " + parties);
    json::array deliveries;
    add_deliveries(box, name, table, deliveries);
    json::object data{{"record", name.text()}, {"readable", parcel && *parcel}, {"deliveries", std::move(deliveries)}};
    json::array names;
    if (parcel && *parcel) {
      for (const auto& party : (*parcel)->parties) names.emplace_back(party);
    }
    data["parties"] = std::move(names);
    records.push_back(std::move(data));
  }
  json::array wanted;
  for (const auto& subject : box.wanted()) {
    table.row(subject.words(), "asked for");
    wanted.emplace_back(subject.text());
  }
  auto text = table.text();
  return Report{text.empty() ? "this node has no private records" : std::move(text),
                {{"records", std::move(records)}, {"wanted", std::move(wanted)}}};
}

/// The one record of the subject, or that with --root.
Result<peering::PrivateName> name_of(const BoxOptions& options, const peering::PrivateBox& box,
                                     const peering::PrivateSubject& subject) {
  std::vector<peering::PrivateName> found;
  for (auto& name : box.names()) {
    if (name.subject == subject) found.push_back(std::move(name));
  }
  if (!options.root.empty()) {
    const auto root = parse_hash(options.root);
    if (!root) return std::unexpected(root.error());
    std::erase_if(found, [&](const auto& name) { return name.root != *root; });
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return bad_input("no_such_record", "this node has no record of " + subject.words(),
                     "kaisho private ask fetches it");
  }
  return bad_input("several_records",
                   "this node has " + std::to_string(found.size()) + " records of " + subject.words() + ": say --root",
                   "kaisho private list shows the roots");
}

Result<Report> show(Session&, const BoxOptions& options) {
  const auto subject = subject_of(options);
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  const auto name = name_of(options, *(*own)->box, *subject);
  if (!name) return std::unexpected(name.error());
  const auto parcel = (*own)->box->find(*name);
  if (!parcel) return not_done(parcel.error());
  if (!*parcel) return bad_input("no_such_record", "the record was removed meanwhile");
  const auto& record = (*parcel)->record;
  auto table = Table().row("root", to_hex(name->root)).row("parties", joined((*parcel)->parties));
  json::object fields;
  for (const auto& field : record.fields()) {
    table.row("  " + field.name, field.value);
    fields[field.name] = field.value;
  }
  if (!options.out.empty()) {
    if (auto kept = create_private_file(options.out, record.to_json() + "\n"); !kept) {
      return std::unexpected(kept.error());
    }
    table.row("record", options.out + ", for the parties only");
  }
  return Report{table.text(), {{"record", name->text()}, {"fields", std::move(fields)}}};
}

Result<Report> ask(Session&, const BoxOptions& options) {
  const auto subject = subject_of(options);
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  auto& box = *(*own)->box;
  if (const auto wanted = box.want(*subject); !wanted) return not_done(wanted.error());
  const auto waits = [&] {
    return std::ranges::any_of(box.wanted(), [&](const auto& wanted) { return wanted == *subject; });
  };
  wait_for(options.wait, [&] { return !waits(); });
  const bool here = !waits();
  return Report{here ? "the record of " + subject->words() + " is here: kaisho private show"
                     : "asked for: the node goes on asking until a party gives it; kaisho private list shows it then",
                {{"subject", subject->text()}, {"here", here}}};
}

/// The one delivery or record that is meant, where the record itself may be gone.
Result<Report> cancel(Session&, const BoxOptions& options) {
  const auto subject = subject_of(options);
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  const auto name = name_of(options, *(*own)->box, *subject);
  if (!name) return std::unexpected(name.error());
  for (const auto& member : options.members) {
    const auto back = (*own)->box->take_back(*name, member);
    if (!back) return not_done(back.error());
    if (!*back) {
      return fail(ExitCode::refused, "nothing_waits", "nothing waits for " + member + ", or it has the record already",
                  "kaisho private list shows what waits");
    }
  }
  return Report{"taken back: " + joined({options.members.begin(), options.members.end()}), {{"record", name->text()}}};
}

Result<Report> erase(Session&, const BoxOptions& options) {
  const auto subject = subject_of(options);
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(options);
  if (!own) return std::unexpected(own.error());
  const auto name = name_of(options, *(*own)->box, *subject);
  if (!name) return std::unexpected(name.error());
  const auto erased = (*own)->box->erase(*name, node::SystemClock().now_ms() / 1'000);
  if (!erased) return not_done(erased.error());
  if (!*erased) return bad_input("no_such_record", "the record was removed meanwhile");
  peering::MemberNames holders;
  for (const auto& receipt : (*own)->box->receipts()) {
    if (receipt.name == *name) holders.insert(receipt.member);
  }
  json::array names;
  for (const auto& holder : holders) names.emplace_back(holder);
  return Report{"erased on this node" + (holders.empty() ? "" : "; it was delivered to " + joined(holders)) +
                    "\nno member can bring it back; copies, backups and files elsewhere are yours to destroy",
                {{"record", name->text()}, {"deliveredTo", std::move(names)}}};
}

void declare_subject(CLI::App& app, BoxOptions& options) {
  app.add_option("--config", options.config, "the own node's node.toml")->capture_default_str();
  app.add_option("--application", options.application, "number of the application that it belongs to");
  app.add_option("--user", options.user, "or the user whose profile it is");
}

void declare_wait(CLI::App& app, BoxOptions& options) {
  app.add_option("--wait", options.wait, "seconds to wait for the members' answers")->capture_default_str();
}

}  // namespace

void add_private_node_commands(CLI::App& group, Session& session) {
  add_command<BoxOptions>(
      group, session,
      {"send", "leave a record to the own node, which brings it to other members until they acknowledge it",
       "private send record.json --application 3 --to broker,exchange --config bank/node.toml --wait 30"},
      [](CLI::App& command, BoxOptions& options) {
        declare_subject(command, options);
        declare_wait(command, options);
        command.add_option("RECORD", options.file, "the record's file; without it the profile of --user");
        command.add_option("--to", options.members, "members, which become parties of the record")
            ->required()
            ->delimiter(',');
        options.store.declare(command, false);
      },
      send);
  add_command<BoxOptions>(
      group, session,
      {"list", "the records on the own node, their parties, and who acknowledged them",
       "private list --config node.toml"},
      [](CLI::App& command, BoxOptions& options) {
        command.add_option("--config", options.config, "the own node's node.toml")->capture_default_str();
      },
      list);
  add_command<BoxOptions>(
      group, session,
      {"show", "show a record that is on the own node", "private show --application 3 --config broker/node.toml"},
      [](CLI::App& command, BoxOptions& options) {
        declare_subject(command, options);
        command.add_option("--root", options.root, "which, where there are several");
        command.add_option("--out", options.out, "also write the record's file, for the parties only");
      },
      show);
  add_command<BoxOptions>(
      group, session,
      {"ask", "let the own node ask the other parties for a record that it does not have",
       "private ask --application 3 --config broker/node.toml --wait 30"},
      [](CLI::App& command, BoxOptions& options) {
        declare_subject(command, options);
        declare_wait(command, options);
      },
      ask);
  add_command<BoxOptions>(
      group, session,
      {"cancel", "take back what waits for a member that does not have it",
       "private cancel --application 3 --to exchange --config bank/node.toml"},
      [](CLI::App& command, BoxOptions& options) {
        declare_subject(command, options);
        command.add_option("--root", options.root, "which, where there are several");
        command.add_option("--to", options.members, "the members")->required()->delimiter(',');
      },
      cancel);
  add_command<BoxOptions>(
      group, session,
      {"erase", "destroy a record on the own node, for good", "private erase --user alice --config bank/node.toml"},
      [](CLI::App& command, BoxOptions& options) {
        declare_subject(command, options);
        command.add_option("--root", options.root, "which, where there are several");
      },
      erase);
}

}  // namespace kaisho::cli
