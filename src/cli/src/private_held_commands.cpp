#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>

#include "command.hpp"
#include "own_box.hpp"
#include "private_groups.hpp"
#include "private_record_file.hpp"

// kaisho private list, show, erase: private records that are on the own node (G9).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ListOptions {
  RecordChoice record;  // only its --config
};

struct ShowOptions {
  RecordChoice record;
  std::string out;
};

struct EraseOptions {
  RecordChoice record;
};

/// One record in a row with its parties, and its deliveries below.
json::object add_record(const peering::PrivateBox& box, const peering::PrivateName& name, Table& table) {
  const auto parcel = box.find(name);
  const bool readable = parcel && *parcel;
  const auto parties = readable ? (*parcel)->parties : peering::MemberNames{};
  table.row(name.subject.words(), to_hex(name.root) + "  " + (parcel ? joined(parties) : parcel.error()));
  json::array deliveries;
  add_deliveries(box, name, table, deliveries);
  return {{"record", name.text()},
          {"readable", readable},
          {"deliveries", std::move(deliveries)},
          {"parties", json::array(parties.begin(), parties.end())}};
}

Result<Report> list(Session&, const ListOptions& options) {
  const auto own = open_box(options.record.config);
  if (!own) return std::unexpected(own.error());
  const auto& box = *(*own)->box;
  Table table;
  json::array records, wanted;
  for (const auto& name : box.names()) records.push_back(add_record(box, name, table));
  for (const auto& subject : box.wanted()) {
    table.row(subject.words(), "asked for");
    wanted.emplace_back(subject.text());
  }
  auto text = table.text();
  return Report{text.empty() ? "this node has no private records" : std::move(text),
                {{"records", std::move(records)}, {"wanted", std::move(wanted)}}};
}

std::unexpected<Failure> removed_meanwhile() { return bad_input("no_such_record", "the record was removed meanwhile"); }

Result<Report> show_record(const peering::PrivateBox& box, const peering::PrivateName& name, const std::string& out) {
  const auto parcel = box.find(name);
  if (!parcel) return not_done(parcel.error());
  if (!*parcel) return removed_meanwhile();
  const auto& record = (*parcel)->record;
  auto table = Table().row("root", to_hex(name.root)).row("parties", joined((*parcel)->parties));
  json::object fields;
  for (const auto& field : record.fields()) {
    table.row("  " + field.name, field.value);
    fields[field.name] = field.value;
  }
  if (!out.empty()) {
    if (auto kept = create_record_file(out, record); !kept) return std::unexpected(kept.error());
    table.row("record", out + ", for the parties only");
  }
  return Report{table.text(), {{"record", name.text()}, {"fields", std::move(fields)}}};
}

Result<Report> show(Session&, const ShowOptions& options) {
  return with_record(options.record, [&](const peering::PrivateBox& box, const peering::PrivateName& name) {
    return show_record(box, name, options.out);
  });
}

Result<Report> erase_record(peering::PrivateBox& box, const peering::PrivateName& name) {
  const auto erased = box.erase(name, node::SystemClock().now_ms() / 1'000);
  if (!erased) return not_done(erased.error());
  if (!*erased) return removed_meanwhile();
  peering::MemberNames holders;
  for (const auto& receipt : box.receipts()) {
    if (receipt.name == name) holders.insert(receipt.member);
  }
  return Report{"erased on this node" + (holders.empty() ? "" : "; it was delivered to " + joined(holders)) +
                    "\nno member can bring it back; copies, backups and files elsewhere are yours to destroy",
                {{"record", name.text()}, {"deliveredTo", json::array(holders.begin(), holders.end())}}};
}

Result<Report> erase(Session&, const EraseOptions& options) { return with_record(options.record, erase_record); }

}  // namespace

void add_private_held_commands(CLI::App& group, Session& session) {
  add_command<ListOptions>(
      group, session,
      {"list", "the records on the own node, their parties, and who acknowledged them",
       "private list --config node.toml"},
      [](CLI::App& command, ListOptions& options) { options.record.declare_config(command); }, list);
  add_command<ShowOptions>(
      group, session,
      {"show", "show a record that is on the own node", "private show --application 3 --config broker/node.toml"},
      [](CLI::App& command, ShowOptions& options) {
        options.record.declare(command);
        command.add_option("--out", options.out, "also write the record's file, for the parties only");
      },
      show);
  add_command<EraseOptions>(
      group, session,
      {"erase", "destroy a record on the own node, for good", "private erase --user alice --config bank/node.toml"},
      [](CLI::App& command, EraseOptions& options) { options.record.declare(command); }, erase);
}

}  // namespace kaisho::cli
