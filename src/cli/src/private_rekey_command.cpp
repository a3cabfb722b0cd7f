#include <kaisho/node/system.hpp>
#include <kaisho/peering/private_rekey.hpp>

#include "command.hpp"
#include "key_file.hpp"
#include "own_box.hpp"
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
  const auto own = own_place(options.config);
  if (!own) return std::unexpected(own.error());
  const auto new_key = read_secret(options.next);
  if (!new_key) return std::unexpected(new_key.error());
  node::SystemRandom random;
  const auto done = peering::rekey_private_box(own->folder, own->key, *new_key, random);
  if (!done) return not_done(done.error());
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
