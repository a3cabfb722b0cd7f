#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/founding/certificate.hpp>
#include <kaisho/founding/engine_key.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "log_json.hpp"
#include "member_groups.hpp"
#include "member_text.hpp"
#include "network_files.hpp"
#include "validator_key_swap.hpp"

// kaisho member card: what an organization that wants to join hands to a member, public parts only.
namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

struct CardOptions {
  std::string name, folder, p2p, url, out;
  std::vector<std::string> roles;
};

/// The public half of the 64 bytes in CometBFT's node_key.json.
Result<governance::NodeId> node_id_in(const fs::path& file) {
  auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto document = codec::json::parse(*text);
  const auto* key = document && document->is_object() ? document->get_object().if_contains("priv_key") : nullptr;
  auto bytes = key != nullptr && key->is_object() ? codec::base64::decode(member_text(key->get_object(), "value"))
                                                  : std::optional<Bytes>();
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  const auto key_half = bytes && bytes->size() == 64
                            ? fixed_from<crypto::ed25519::PublicKey>(ByteView(*bytes).subspan(32))
                            : std::nullopt;
  if (bytes) crypto::wipe(*bytes);
  if (!key_half) {
    return bad_input("bad_node_key", file.string() + " is no node key of CometBFT", "cometbft init writes one");
  }
  return governance::node_id_of(*key_half);
}

Result<crypto::ed25519::PublicKey> validator_key_of(const fs::path& home) {
  auto text = read_file(validator_key_file(home));
  if (!text) return std::unexpected(text.error());
  const auto key = founding::validator_key_in(*text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  if (key) return *key;
  return bad_input("bad_validator_key", validator_key_file(home).string() + " is no validator key of CometBFT");
}

Result<Hash> pin_in(const fs::path& certificate) {
  const auto text = read_file(certificate);
  if (!text) return std::unexpected(text.error());
  const auto pin = founding::certificate_pin(*text);
  if (pin) return *pin;
  return bad_input("bad_certificate", certificate.string() + ": " + pin.error());
}

Result<node::FoundingMember> member_in(const CardOptions& options) {
  const fs::path folder(options.folder);
  const auto roles = parse_roles(options.roles);
  if (!roles) return std::unexpected(roles.error());
  const auto key = read_key(folder / "keys/operator.key");
  if (!key) return std::unexpected(key.error());
  const auto seed = read_secret(folder / "keys/checkpoint.key");
  if (!seed) return std::unexpected(seed.error());
  const auto pin = pin_in(folder / "keys/tls.crt");
  if (!pin) return std::unexpected(pin.error());
  const auto validator = validator_key_of(folder / "cometbft");
  if (!validator) return std::unexpected(validator.error());
  const auto id = node_id_in(folder / "cometbft/config/node_key.json");
  if (!id) return std::unexpected(id.error());

  const evidence::VerifierKey checkpoint{options.name, crypto::ed25519::KeyPair::from_seed(*seed).public_key()};
  governance::MemberNode node;
  node.validator_key = *validator;
  node.node_id = *id;
  node.p2p_address = options.p2p;
  node.service_url = options.url;
  node.service_pin = *pin;
  node.checkpoint_key = checkpoint.key;
  return node::FoundingMember{options.name, crypto::address_of(*key), *roles, checkpoint.to_text(), node};
}

Result<Report> write_card(const node::FoundingMember& member, const std::string& file) {
  const auto text = node::to_json(member);
  // Read as the others will read it, so that a mistake shows here and not there.
  if (const auto read = node::parse_member(text); !read) return bad_input("bad_member_file", read.error().text);
  if (auto written = write_file(file, text + "\n"); !written) return std::unexpected(written.error());
  Table table;
  table.row("member", member.name).row("operator", to_hex(member.operator_account));
  if (member.node) add_node_rows(table, member.name, *member.node);
  return Report{
      table.row("file", file).row("next", "give the file to a member: kaisho member propose-add " + file).text(),
      {{"file", file}, {"name", member.name}, {"operator", to_hex(member.operator_account)}}};
}

Result<Report> card(Session&, const CardOptions& options) {
  const auto member = member_in(options);
  if (!member) return std::unexpected(member.error());
  return write_card(*member, options.out);
}

struct JoinOptions {
  NodeOption node;
  std::string name, folder, host, genesis, out;
  std::uint16_t base_port = 8545;
};

/// Where the validators of now are dialled.
Result<std::vector<std::string>> present_peers(const NodeOption& node) {
  std::vector<std::string> peers;
  const auto read = read_ledger(node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    for (const auto& one : governance::validators(ledger)) {
      peers.push_back(governance::to_text(one.node.node_id) + "@" + one.node.p2p_address);
    }
    return Report{};
  });
  if (!read) return std::unexpected(read.error());
  return peers;
}

Result<Report> join(Session&, const JoinOptions& options) {
  const auto genesis = node::read_genesis(options.genesis);
  if (!genesis) return bad_input(genesis.error().code, genesis.error().text, genesis.error().next);
  PlanOptions wanted;
  wanted.members = {options.name};
  wanted.base_port = options.base_port;
  if (!options.host.empty()) wanted.hosts = {options.name + "=" + options.host};
  const auto plan = plan_network(wanted);
  if (!plan) return std::unexpected(plan.error());
  const auto peers = present_peers(options.node);
  if (!peers) return std::unexpected(peers.error());
  const auto member =
      join_network(plan->members.front(), *genesis, *peers, options.folder, node::SystemClock().now_ms() / 1000);
  if (!member) return std::unexpected(member.error());
  return write_card(*member, options.out.empty() ? options.folder + "/member.json" : options.out);
}

}  // namespace

void add_member_card_command(CLI::App& member, Session& session) {
  add_command<JoinOptions>(
      member, session,
      {"join", "make the folder of an organization that is to join a running network, and its card",
       "member join insurer ./insurer --genesis genesis.json --host insurer.example --rpc http://127.0.0.1:8545"},
      [](CLI::App& command, JoinOptions& options) {
        options.node.declare(command);
        command.add_option("NAME", options.name, "of your organization, as policies will use it")->required();
        command.add_option("FOLDER", options.folder, "a new folder for keys, settings and CometBFT")->required();
        command.add_option("--genesis", options.genesis, "the network's genesis.json, from any member")->required();
        command.add_option("--host", options.host, "under which the others reach you; without it: on this machine");
        command.add_option("--base-port", options.base_port, "first of four ports")->capture_default_str();
        command.add_option("--out", options.out, "the card; FOLDER/member.json without it");
      },
      join);
  add_command<CardOptions>(
      member, session,
      {"card", "write the public keys and addresses with which your organization asks to become a member",
       "member card insurer ./insurer --p2p insurer.example:26656 --url https://insurer.example:8743 --out "
       "insurer.json"},
      [](CLI::App& command, CardOptions& options) {
        command.add_option("NAME", options.name, "of your organization, as policies will use it")->required();
        command.add_option("FOLDER", options.folder, "your node's folder: keys/ and cometbft/ are read")->required();
        command.add_option("--p2p", options.p2p, "host:port under which the others reach your CometBFT")->required();
        command.add_option("--url", options.url, "https://host:port of your peer service")->required();
        command.add_option("--roles", options.roles, "owner, registrar, auditor, administrator")->delimiter(',');
        command.add_option("--out", options.out, "the file to write")->required();
      },
      card);
}

}  // namespace kaisho::cli
