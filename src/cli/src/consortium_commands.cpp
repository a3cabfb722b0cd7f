#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/records.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "key_file.hpp"

// kaisho consortium: the files with which a consortium begins.
namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder, name = "consortium", listen = "127.0.0.1:8545";
  std::vector<std::string> members;
  bool solo = false;
  ChainId chain_id = 31337;
};

/// A member's two keys, made in the folder: the operator's and the one that signs checkpoints.
Result<node::FoundingMember> found(const fs::path& keys, const std::string& name, std::uint32_t roles) {
  node::SystemRandom random;
  const auto key = create_key(keys / (name + ".key"), random);
  if (!key) return std::unexpected(key.error());
  const auto seed = create_seed(keys / (name + ".checkpoint.key"), random);
  if (!seed) return std::unexpected(seed.error());
  const evidence::VerifierKey verifier{name, crypto::ed25519::KeyPair::from_seed(*seed).public_key()};
  return node::FoundingMember{name, crypto::address_of(*key), roles, verifier.to_text()};
}

std::string node_toml(const Options& options) {
  auto text =
      "# One process that serves every member (docs/operate/node.md).\n"
      "data = \"data\"\ngenesis = \"genesis.json\"\nlisten = \"" +
      options.listen + "\"\n";
  for (const auto& name : options.members) {
    text += "\n[[checkpoint_key]]\nname = \"" + name + "\"\nfile = \"keys/" + name + ".checkpoint.key\"\n";
  }
  return text;
}

Result<node::GenesisFile> found_all(const Options& options, const fs::path& keys) {
  constexpr auto kOwner = static_cast<std::uint32_t>(governance::Role::owner);
  constexpr auto kRegistrar = static_cast<std::uint32_t>(governance::Role::registrar);
  node::GenesisFile genesis;
  genesis.chain_id = options.chain_id;
  genesis.timestamp = node::SystemClock().now_ms() / 1000;
  genesis.consortium = options.name;
  for (const auto& name : options.members) {
    auto member = found(keys, name, genesis.members.empty() ? kOwner | kRegistrar : kRegistrar);
    if (!member) return std::unexpected(member.error());
    genesis.members.push_back(std::move(*member));
  }
  return genesis;
}

/// Names that governance would refuse are refused before any file is made.
Result<void> check_names(const Options& options) {
  node::GenesisFile trial;
  trial.consortium = options.name;
  std::uint8_t last = 0;
  for (const auto& name : options.members) {
    Address any;
    any.bytes[19] = ++last;
    trial.members.push_back({name, any, 1, ""});
  }
  if (auto genesis = node::to_genesis(trial); !genesis) return bad_input("bad_members", genesis.error().text);
  return {};
}

Report about(const Options& options, const node::GenesisFile& genesis) {
  auto text = "consortium '" + genesis.consortium + "' in " + options.folder + "\n";
  Table table;
  boost::json::array members;
  for (const auto& member : genesis.members) {
    table.row(member.name, to_hex(member.operator_account) + "  " + member.checkpoint_key);
    members.push_back(boost::json::object{{"name", member.name},
                                          {"operator", to_hex(member.operator_account)},
                                          {"checkpointKey", member.checkpoint_key}});
  }
  text += table.text() + "\nstart it: kaisho node --config " + options.folder + "/node.toml";
  return {text, {{"folder", options.folder}, {"members", std::move(members)}}};
}

Result<Report> make(Session&, const Options& options) {
  if (!options.solo) {
    return bad_input("not_available", "only --solo consortia exist in this version: one process for all members",
                     "add --solo");
  }
  if (auto fine = check_names(options); !fine) return std::unexpected(fine.error());
  const fs::path folder(options.folder);
  if (auto made = make_folder(folder, true); !made) return std::unexpected(made.error());
  if (auto made = make_folder(folder / "keys"); !made) return std::unexpected(made.error());
  const auto genesis = found_all(options, folder / "keys");
  if (!genesis) return std::unexpected(genesis.error());
  if (auto written = write_file(folder / "genesis.json", node::to_json(*genesis) + "\n"); !written) {
    return std::unexpected(written.error());
  }
  if (auto written = write_file(folder / "node.toml", node_toml(options)); !written) {
    return std::unexpected(written.error());
  }
  return about(options, *genesis);
}

}  // namespace

void add_consortium_commands(CLI::App& app, Session& session) {
  auto& consortium = add_group(app, "consortium", "found a consortium");
  add_command<Options>(
      consortium, session,
      {"new", "write keys, genesis and node settings for its members",
       "consortium new --solo --members bank,broker,exchange ./consortium"},
      [](CLI::App& command, Options& options) {
        command.add_option("DIR", options.folder, "a new folder")->required();
        command.add_option("--members", options.members, "names, as policies use them")->required()->delimiter(',');
        command.add_option("--name", options.name, "of the consortium")->capture_default_str();
        command.add_option("--listen", options.listen, "where its JSON-RPC listens")->capture_default_str();
        command.add_option("--chain-id", options.chain_id, "EIP-155 chain ID")->capture_default_str();
        command.add_flag("--solo", options.solo, "one process serves all members");
      },
      make);
}

}  // namespace kaisho::cli
