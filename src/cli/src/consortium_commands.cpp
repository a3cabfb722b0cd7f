#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/membership.hpp>
#include <kaisho/governance/records.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "network_commands.hpp"
#include "network_files.hpp"

// kaisho consortium: the files with which a consortium begins.
namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder, name = "consortium", listen = "127.0.0.1:8545";
  std::vector<std::string> members, hosts;
  std::uint16_t base_port = 8545;
  bool solo = false;
  ChainId chain_id = 31337;
  bool open_programs = false;
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
      options.listen + "\"\n" + unused_operator_key("keys/" + options.members.front() + ".key");
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

/// How many failures the members survive, in a sentence.
std::string tolerance_text(std::size_t members) {
  const auto failures = tolerated_failures(members);
  if (failures == 0) {
    return "warning: " + std::to_string(members) +
           " member(s) tolerate no failure: every one must run for blocks to come; four tolerate one";
  }
  return std::to_string(members) + " members: blocks need " + std::to_string(members_needed(members)) + ", so " +
         std::to_string(failures) + " may fail or lie";
}

Report about(const Options& options, const NetworkPlan& plan, const FoundedNetwork& founded) {
  Table table;
  boost::json::array members;
  for (std::size_t i = 0; i < plan.members.size(); ++i) {
    const auto& member = founded.genesis.members[i];
    const auto rpc = "http://127.0.0.1:" + std::to_string(plan.members[i].ports.rpc);
    const auto folder = options.folder + "/" + member.name;
    table.row(member.name,
              to_hex(member.operator_account) + "  JSON-RPC " + rpc + "  peers " + member.node->p2p_address);
    members.push_back(boost::json::object{{"name", member.name},
                                          {"folder", folder},
                                          {"operator", to_hex(member.operator_account)},
                                          {"checkpointKey", member.checkpoint_key},
                                          {"rpc", rpc},
                                          {"service", member.node->service_url},
                                          {"p2p", member.node->p2p_address},
                                          {"nodeId", governance::to_text(member.node->node_id)}});
  }
  auto text = "consortium '" + founded.genesis.consortium + "' in " + options.folder + ", chain " +
              founded.engine_chain_id + "\n" + table.text() + "\n" + tolerance_text(plan.members.size());
  text += options.hosts.empty() ? "\nstart all here: kaisho consortium up " + options.folder
                                : "\nmove each folder to its member's machine: docs/operate/consortium.md";
  return {text,
          {{"folder", options.folder},
           {"chain", founded.engine_chain_id},
           {"genesisHash", to_hex(founded.genesis_hash)},
           {"toleratedFailures", tolerated_failures(plan.members.size())},
           {"members", std::move(members)}}};
}

Result<Report> make_network(const Options& options) {
  const auto plan = plan_network({.consortium = options.name,
                                  .chain_id = options.chain_id,
                                  .members = options.members,
                                  .hosts = options.hosts,
                                  .base_port = options.base_port,
                                  .open_programs = options.open_programs});
  if (!plan) return std::unexpected(plan.error());
  const auto founded = found_network(*plan, options.folder, node::SystemClock().now_ms() / 1000);
  if (!founded) return std::unexpected(founded.error());
  return about(options, *plan, *founded);
}

Result<Report> make(Session&, const Options& options) {
  if (auto fine = check_names(options); !fine) return std::unexpected(fine.error());
  if (!options.solo) return make_network(options);
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
  auto& consortium = add_group(app, "consortium", "found a consortium and run its members");
  add_command<Options>(
      consortium, session,
      {"new", "write keys, genesis and node settings for its members",
       "consortium new --members bank,broker,exchange,auditor ./consortium"},
      [](CLI::App& command, Options& options) {
        command.add_option("DIR", options.folder, "a new folder")->required();
        command.add_option("--members", options.members, "names, as policies use them")->required()->delimiter(',');
        command.add_option("--name", options.name, "of the consortium")->capture_default_str();
        command.add_option("--listen", options.listen, "with --solo: where its JSON-RPC listens")
            ->capture_default_str();
        command
            .add_option("--base-port", options.base_port, "first port of the first member; each takes four, ten apart")
            ->capture_default_str();
        command.add_option("--hosts", options.hosts, "one member a machine: bank=10.0.0.1,broker=… as others reach it")
            ->delimiter(',');
        command.add_option("--chain-id", options.chain_id, "EIP-155 chain ID")->capture_default_str();
        command.add_flag("--open-programs", options.open_programs,
                         "everybody may create contracts without governance: for networks on which programs are tried");
        command.add_flag("--solo", options.solo, "one process serves all members, without CometBFT");
      },
      make);
  add_network_commands(consortium, session);
  add_certificate_command(consortium, session);
}

}  // namespace kaisho::cli
