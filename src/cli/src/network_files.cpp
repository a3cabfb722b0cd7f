#include "network_files.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/founding/certificate.hpp>
#include <kaisho/founding/engine_config.hpp>
#include <kaisho/founding/engine_genesis.hpp>
#include <kaisho/founding/engine_key.hpp>
#include <kaisho/governance/membership.hpp>
#include <kaisho/governance/records.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "files.hpp"
#include "key_file.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAbci = "unix://abci.sock";
constexpr Gas kBlockGas = 500'000'000;

std::string at(const std::string& host, std::uint16_t port) { return host + ":" + std::to_string(port); }

/// Creates a file of mode 0600 and wipes the text.
Result<void> store_secret(const fs::path& path, std::string& text) {
  auto stored = create_private_file(path, text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return stored;
}

/// Runs the steps until one fails.
template <class... Steps>
Result<void> in_order(const Steps&... steps) {
  Result<void> result;
  (void)((result = steps(), result.has_value()) && ...);
  return result;
}

Result<void> make_private_folder(const fs::path& path) {
  if (auto made = make_folder(path); !made) return made;
  std::error_code error;
  fs::permissions(path, fs::perms::owner_all, error);
  if (error) return fail(ExitCode::environment, "folder_not_writable", "cannot protect " + path.string());
  return {};
}

/// Folders and keys of one member, step by step; the first failure ends it.
class Founder {
 public:
  Founder(const MemberPlan& plan, fs::path folder, Timestamp now)
      : plan_(plan), folder_(std::move(folder)), now_(now) {}

  Result<node::FoundingMember> found(std::uint32_t roles) {
    for (const auto* name : {"keys", "cometbft/config", "cometbft/data"}) {
      if (auto made = make_private_folder(folder_ / name); !made) return std::unexpected(made.error());
    }
    node::FoundingMember member{plan_.name, {}, roles, "", governance::MemberNode{}};
    member.node->p2p_address = at(plan_.host, plan_.ports.p2p);
    member.node->service_url = "https://" + at(plan_.host, plan_.ports.service);
    const auto made =
        in_order([&] { return ledger_keys(member); }, [&] { return engine_keys(member); }, [&] { return tls(member); });
    if (!made) return std::unexpected(made.error());
    return member;
  }

 private:
  Result<void> ledger_keys(node::FoundingMember& member) {
    const auto key = create_key(folder_ / "keys/operator.key", random_);
    if (!key) return std::unexpected(key.error());
    member.operator_account = crypto::address_of(*key);
    const auto seed = create_seed(folder_ / "keys/checkpoint.key", random_);
    if (!seed) return std::unexpected(seed.error());
    const auto public_key = crypto::ed25519::KeyPair::from_seed(*seed).public_key();
    member.checkpoint_key = evidence::VerifierKey{member.name, public_key}.to_text();
    member.node->checkpoint_key = public_key;
    const auto sealing = create_seed(folder_ / "keys/private.key", random_);
    if (!sealing) return std::unexpected(sealing.error());
    return {};
  }

  Result<void> engine_keys(node::FoundingMember& member) {
    const auto config = folder_ / "cometbft/config";
    const auto validator = crypto::Secret<32>::random(random_);
    const auto node = crypto::Secret<32>::random(random_);
    member.node->validator_key = crypto::ed25519::KeyPair::from_seed(validator).public_key();
    member.node->node_id = {founding::engine_address(crypto::ed25519::KeyPair::from_seed(node).public_key()).bytes};
    auto validator_file = founding::validator_key_json(validator);
    auto node_file = founding::node_key_json(node);
    auto state_file = founding::validator_state_json();
    return in_order([&] { return store_secret(config / "priv_validator_key.json", validator_file); },
                    [&] { return store_secret(config / "node_key.json", node_file); },
                    [&] { return store_secret(folder_ / "cometbft/data/priv_validator_state.json", state_file); });
  }

  Result<void> tls(node::FoundingMember& member) {
    auto key = founding::new_tls_key();
    if (!key) return fail(ExitCode::environment, "tls", key.error());
    const auto certificate = founding::self_signed(*key, {member.name, {plan_.host}, now_});
    if (!certificate) return fail(ExitCode::environment, "tls", certificate.error());
    const auto pin = founding::certificate_pin(*certificate);
    if (!pin) return fail(ExitCode::environment, "tls", pin.error());
    member.node->service_pin = *pin;
    if (auto stored = store_secret(folder_ / "keys/tls.key", *key); !stored) return stored;
    return write_file(folder_ / "keys/tls.crt", *certificate);
  }

  const MemberPlan& plan_;
  fs::path folder_;
  Timestamp now_;
  node::SystemRandom random_;
};

std::string node_toml(const MemberPlan& member) {
  return "# The node of " + member.name +
         " (docs/operate/consortium.md). Paths start at this folder.\n"
         "data = \"data\"\ngenesis = \"genesis.json\"\n"
         "# JSON-RPC for this organization's own programs and users, in plain HTTP: this machine only.\n"
         "listen = \"" +
         at("127.0.0.1", member.ports.rpc) + "\"\n" + unused_operator_key("keys/operator.key") +
         "\n[[checkpoint_key]]\nname = \"" + member.name +
         "\"\nfile = \"keys/checkpoint.key\"\n"
         "\n[cometbft]\nmember = \"" +
         member.name +
         "\"\nhome = \"cometbft\"\n# Where this node listens for its CometBFT process, as proxy_app there.\nabci = \"" +
         std::string(kAbci) + "\"\n# Where CometBFT takes batches, as rpc.laddr there.\nrpc = \"http://" +
         at("127.0.0.1", member.ports.engine_rpc) +
         "\"\n\n[peers]\n# For the other members' nodes, with TLS on both sides.\nlisten = \"" +
         at(member.listen_host, member.ports.service) +
         "\"\ncertificate = \"keys/tls.crt\"\nkey = \"keys/tls.key\"\n"
         "# Seals private records on this disk (kaisho private); back it up with the folder peering.\n"
         "private_key = \"keys/private.key\"\n";
}

/// The header hash of block 0, by the store itself, so that it is what every node will find.
Result<Hash> genesis_hash(const ledger::Genesis& genesis) {
  const node::TemporaryFolder temporary;
  const auto store = storage::ChainStore::open({.folder = temporary.path() / "chain"}, genesis);
  if (!store) {
    return fail(ExitCode::environment, "folder_not_writable", "cannot compute block 0: " + store.error().text);
  }
  return (*store)->genesis_hash();
}

std::vector<std::string> peers_of(const std::string& name, const node::GenesisFile& genesis) {
  std::vector<std::string> peers;
  for (const auto& member : genesis.members) {
    if (member.name == name) continue;
    peers.push_back(governance::to_text(member.node->node_id) + "@" + member.node->p2p_address);
  }
  return peers;
}

std::string engine_config(const MemberPlan& member, std::vector<std::string> peers) {
  return founding::engine_config_toml({.moniker = member.name,
                                       .abci = std::string(kAbci),
                                       .rpc_listen = "tcp://" + at("127.0.0.1", member.ports.engine_rpc),
                                       .p2p_listen = "tcp://" + at(member.listen_host, member.ports.p2p),
                                       .external_address = at(member.host, member.ports.p2p),
                                       .peers = std::move(peers)});
}

/// Settings and both genesis files of one member's folder.
Result<void> write_node_files(const MemberPlan& member, const fs::path& own, const FoundedNetwork& founded,
                              const std::vector<std::string>& peers) {
  std::vector<founding::FirstValidator> validators;
  for (const auto& one : founded.genesis.members) {
    if (one.node) validators.push_back({one.name, one.node->validator_key, one.node->power * governance::kEnginePower});
  }
  const auto engine_genesis = founding::engine_genesis_json(founded.genesis.chain_id, founded.genesis_hash,
                                                            founded.genesis.timestamp, validators);
  const auto config = own / "cometbft/config";
  return in_order([&] { return write_file(own / "genesis.json", node::to_json(founded.genesis) + "\n"); },
                  [&] { return write_file(own / "node.toml", node_toml(member)); },
                  [&] { return write_file(config / "genesis.json", engine_genesis); },
                  [&] { return write_file(config / "config.toml", engine_config(member, peers)); });
}

Result<void> name_chain(FoundedNetwork& founded) {
  const auto genesis = node::to_genesis(founded.genesis);
  if (!genesis) return bad_input("bad_members", genesis.error().text, genesis.error().next);
  const auto hash = genesis_hash(*genesis);
  if (!hash) return std::unexpected(hash.error());
  founded.genesis_hash = *hash;
  founded.engine_chain_id = founding::engine_chain_id(founded.genesis.chain_id, *hash);
  return {};
}

}  // namespace

std::string unused_operator_key(std::string_view file) {
  return "# With this line the node signs what operators ask for by REST (docs/operate/access.md); now REST only "
         "reads.\n"
         "# operator_keys = [\"" +
         std::string(file) + "\"]\n";
}

Result<FoundedNetwork> found_network(const NetworkPlan& plan, const fs::path& folder, Timestamp now) {
  constexpr auto kOwner = static_cast<std::uint32_t>(governance::Role::owner);
  constexpr auto kRegistrar = static_cast<std::uint32_t>(governance::Role::registrar);
  if (auto made = make_folder(folder, true); !made) return std::unexpected(made.error());
  FoundedNetwork founded;
  founded.genesis.chain_id = plan.chain_id;
  founded.genesis.timestamp = now;
  founded.genesis.gas_limit = kBlockGas;
  founded.genesis.consortium = plan.consortium;
  founded.genesis.open_programs = plan.open_programs;
  for (const auto& member : plan.members) {
    const auto roles = founded.genesis.members.empty() ? kOwner | kRegistrar : kRegistrar;
    auto made = Founder(member, folder / member.name, now).found(roles);
    if (!made) return std::unexpected(made.error());
    founded.genesis.members.push_back(std::move(*made));
  }
  if (auto named = name_chain(founded); !named) return std::unexpected(named.error());
  for (const auto& member : plan.members) {
    const auto written =
        write_node_files(member, folder / member.name, founded, peers_of(member.name, founded.genesis));
    if (!written) return std::unexpected(written.error());
  }
  return founded;
}

Result<node::FoundingMember> join_network(const MemberPlan& plan, const node::GenesisFile& genesis,
                                          const std::vector<std::string>& peers, const fs::path& folder,
                                          Timestamp now) {
  FoundedNetwork network{.genesis = genesis, .genesis_hash = {}, .engine_chain_id = {}};
  if (auto named = name_chain(network); !named) return std::unexpected(named.error());
  if (auto made = make_folder(folder, true); !made) return std::unexpected(made.error());
  auto member = Founder(plan, folder, now).found(static_cast<std::uint32_t>(governance::Role::registrar));
  if (!member) return member;
  if (auto written = write_node_files(plan, folder, network, peers); !written) return std::unexpected(written.error());
  return member;
}

}  // namespace kaisho::cli
