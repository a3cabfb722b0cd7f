#include <kaisho/node/config.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/peering/private_rekey.hpp>

#include "command.hpp"
#include "key_file.hpp"
#include "private_groups.hpp"

// kaisho private rekey: what the own node keeps of private records, sealed anew under another key (G9).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct RekeyOptions {
  std::string config = "node.toml";
  std::string next;
};

Result<Report> rekey(Session&, const RekeyOptions& options) {
  const auto config = node::read_config(options.config);
  if (!config) return bad_input(config.error().code, config.error().text, config.error().next);
  if (!config->peers || config->peers->private_key.empty()) {
    return bad_input("no_private_records", options.config + " names no private_key in [peers]",
                     "docs/operate/node.md, Private records");
  }
  const auto old_key = read_secret(config->peers->private_key);
  if (!old_key) return std::unexpected(old_key.error());
  const auto new_key = read_secret(options.next);
  if (!new_key) return std::unexpected(new_key.error());
  node::SystemRandom random;
  const auto folder = config->peering / peering::kPrivateFolder;
  const auto done = peering::rekey_private_box(folder, *old_key, *new_key, random);
  if (!done) return fail(ExitCode::environment, "private_records_unusable", done.error());
  auto table = Table()
                   .row("sealed", std::to_string(done->sealed) + " records under " + options.next)
                   .row("before", std::to_string(done->before) + " records were under it already");
  json::array damaged;
  for (const auto& file : done->damaged) {
    table.row("damaged", file + ": opens under neither key");
    damaged.emplace_back(file);
  }
  return Report{table.text() + "\nnow name it in " + options.config + ": private_key in [peers]",
                {{"sealed", done->sealed}, {"before", done->before}, {"damaged", std::move(damaged)}}};
}

}  // namespace

void add_private_rekey_command(CLI::App& group, Session& session) {
  add_command<RekeyOptions>(
      group, session,
      {"rekey",
       "seal the records of the own node, which is stopped, under another key; killed, it goes on when repeated",
       "private rekey --to keys/private-2.key --config node.toml"},
      [](CLI::App& command, RekeyOptions& options) {
        command.add_option("--config", options.config, "the own node's node.toml, with the old key")
            ->capture_default_str();
        command.add_option("--to", options.next, "the new key's file: kaisho key new")->required();
      },
      rekey);
}

}  // namespace kaisho::cli
