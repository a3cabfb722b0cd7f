#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "private_groups.hpp"
#include "private_record_file.hpp"
#include "values.hpp"

// kaisho private: contents that stay with the parties, their hash on the ledger, single fields for an auditor (G9).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct PrivateOptions {
  NodeOption node;
  UserStore store;
  std::string file, out, user, root;
  std::vector<std::string> fields;
  std::uint64_t application = 0;
};

Result<Report> make(Session&, const PrivateOptions& options) {
  const auto text = read_file(options.file);
  if (!text) return std::unexpected(text.error());
  const auto record = salted_record(*text);
  if (!record) return malformed_record(options.file, record.error());
  if (auto kept = create_record_file(options.out, *record); !kept) return std::unexpected(kept.error());
  const auto root = to_hex(record->root());
  return Report{Table().row("record", options.out + ", for the parties only").row("root", root).text(),
                {{"file", options.out}, {"root", root}, {"fields", record->fields().size()}}};
}

Result<Report> open(Session&, const PrivateOptions& options) {
  if (options.user.empty() == options.file.empty()) {
    return bad_input("bad_argument", "say which record: a file, or the profile of --user");
  }
  const auto record = read_record(options.file, options.user, options.store);
  if (!record) return std::unexpected(record.error());
  const auto opening = record->open(options.fields);
  if (!opening) return bad_input("no_such_field", opening.error());
  if (auto written = write_file(options.out, *opening + "\n"); !written) return std::unexpected(written.error());
  return Report{Table()
                    .row("opens", joined(options.fields) + " of " + std::to_string(record->fields().size()) + " fields")
                    .row("opening", options.out)
                    .row("check it", "kaisho private verify " + options.out)
                    .text(),
                {{"file", options.out}, {"root", to_hex(record->root())}}};
}

/// The root that the ledger has for the user or the application.
Result<Hash> root_on_ledger(const PrivateOptions& options, const LedgerReader& ledger) {
  if (!options.user.empty()) {
    const auto user = require_user(ledger, options.user);
    if (!user) return std::unexpected(user.error());
    return user->profile_hash;
  }
  if (auto known = require_application(ledger, options.application); !known) return std::unexpected(known.error());
  return governance::private_root(ledger, options.application);
}

Result<Hash> expected_root(const PrivateOptions& options) {
  if (!options.root.empty()) return parse_hash(options.root);
  Hash root;
  const auto asked = read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto found = root_on_ledger(options, ledger);
    if (!found) return std::unexpected(found.error());
    root = *found;
    return Report{};
  });
  if (!asked) return std::unexpected(asked.error());
  return root;
}

Result<Report> verify(Session&, const PrivateOptions& options) {
  const int ways = (options.user.empty() ? 0 : 1) + (options.application == 0 ? 0 : 1) + (options.root.empty() ? 0 : 1);
  if (ways != 1) return bad_input("bad_argument", "compare with one of --user, --application and --root");
  const auto text = read_file(options.file);
  if (!text) return std::unexpected(text.error());
  const auto opening = identity::check_opening(*text);
  if (!opening) return fail(ExitCode::refused, "opening_wrong", options.file + ": " + opening.error());
  const auto expected = expected_root(options);
  if (!expected) return std::unexpected(expected.error());
  if (opening->root != *expected) {
    return fail(ExitCode::refused, "another_record",
                "the opening is of the record " + to_hex(opening->root) + ", the ledger has " + to_hex(*expected));
  }
  Table table;
  json::object fields;
  for (const auto& field : opening->fields) {
    table.row(field.name, field.value);
    fields[field.name] = field.value;
  }
  return Report{"true: these fields are in the record with the root " + to_hex(opening->root) + ", " +
                    std::to_string(opening->size) + " fields in all\n" + table.text(),
                {{"root", to_hex(opening->root)}, {"size", opening->size}, {"fields", std::move(fields)}}};
}

}  // namespace

void add_private_commands(CLI::App& app, Session& session) {
  auto& group = add_group(app, "private", "contents between the parties, their hash on the ledger (G9)");
  add_command<PrivateOptions>(
      group, session,
      {"make", "salt the fields of a JSON object and give the root for the consent's scope",
       "private make --fields terms.json --out record.json"},
      [](CLI::App& command, PrivateOptions& options) {
        command.add_option("--fields", options.file, "JSON file: an object of texts")->required();
        command.add_option("--out", options.out, "the record's file, for the parties only")->required();
      },
      make);
  add_command<PrivateOptions>(
      group, session,
      {"open", "open single fields for an auditor, and nothing of the others",
       "private open record.json --field amount --out opening.json"},
      [](CLI::App& command, PrivateOptions& options) {
        command.add_option("RECORD", options.file, "the record's file");
        command.add_option("--user", options.user, "instead of a file: the profile of this user");
        options.store.declare(command, false);
        command.add_option("--field", options.fields, "name of a field; may be repeated")->required();
        command.add_option("--out", options.out, "the opening's file")->required();
      },
      open);
  add_command<PrivateOptions>(
      group, session,
      {"verify", "check an opening and compare it with the ledger", "private verify opening.json --application 3"},
      [](CLI::App& command, PrivateOptions& options) {
        options.node.declare(command);
        command.add_option("OPENING", options.file, "the opening's file")->required();
        command.add_option("--user", options.user, "it opens the profile of this user");
        command.add_option("--application", options.application, "it opens the record of this application");
        command.add_option("--root", options.root, "without a node: the root from an evidence pack");
      },
      verify);
  add_private_send_commands(group, session);
  add_private_held_commands(group, session);
  add_private_rekey_command(group, session);
}

}  // namespace kaisho::cli
