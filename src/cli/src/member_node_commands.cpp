#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "key_file.hpp"
#include "member_groups.hpp"
#include "member_text.hpp"
#include "validator_key_swap.hpp"
#include "values.hpp"

// kaisho member rotate-…, update-endpoints: what a member changes at its own node without asking anybody.
namespace kaisho::cli {
namespace {

struct RotateOptions {
  NodeOption node;
  KeyOption key;
  std::string home;
};

struct SwapOptions {
  std::string home, engine = "http://127.0.0.1:26657";
};

struct CheckpointOptions {
  NodeOption node;
  KeyOption key;
  std::string seed;
};

struct EndpointOptions {
  NodeOption node;
  KeyOption key;
  std::string node_id, p2p, url, service_pin;
};

/// The calling member's name and node as the ledger has them.
struct Own {
  governance::Member member;
  governance::MemberNode node;
};

Result<Own> own_node(const NodeOption& node, const KeyOption& key_option) {
  const auto key = read_key(key_option.file);
  if (!key) return std::unexpected(key.error());
  Own own;
  const auto read = read_ledger(node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto account = crypto::address_of(*key);
    const auto member = governance::find_operator(ledger, account);
    if (!member || !member->active) {
      return fail(ExitCode::refused, "NotAMember", to_hex(account) + " is no operator of a member organization");
    }
    const auto found = governance::find_node(ledger, member->number);
    if (!found) {
      return fail(ExitCode::refused, "NoNode", member->name + " has no validating node",
                  "the members give it one: kaisho member propose-replace --card");
    }
    own = {*member, *found};
    return Report{};
  });
  if (!read) return std::unexpected(read.error());
  return own;
}

Result<Report> rotate_validator_key(Session&, const RotateOptions& options) {
  const auto own = own_node(options.node, options.key);
  if (!own) return std::unexpected(own.error());
  node::SystemRandom random;
  const auto next = make_next_validator_key(options.home, random);
  if (!next) return std::unexpected(next.error());
  const auto file = next_validator_key_file(options.home).string();
  const auto what_next =
      "next: when the chain's validators have the new key (two blocks on), kaisho consortium up takes "
      "it into use by itself;\n      elsewhere stop CometBFT, kaisho member swap-validator-key --home " +
      options.home + ", start CometBFT";
  Report report;
  if (own->node.validator_key != *next) {
    auto sent = govern_membership(options.node, options.key, governance::calls::rotate_validator_key(*next));
    if (!sent) return sent;
    report = std::move(*sent);
  } else {
    report.text = own->member.name + " has this key on the ledger already";
  }
  report.text = Table().row("new key", to_hex(*next)).row("file", file).text() + "\n" + report.text + "\n" + what_next;
  report.data["validatorKey"] = to_hex(*next);
  report.data["file"] = file;
  return report;
}

Result<Report> swap(Session&, const SwapOptions& options) {
  const auto waiting = next_validator_key(options.home);
  if (!waiting) return std::unexpected(waiting.error());
  const std::optional<crypto::ed25519::PublicKey>& next = *waiting;
  if (!next) {
    return fail(ExitCode::refused, "no_next_key",
                "no next key waits in " + next_validator_key_file(options.home).string(),
                "kaisho member rotate-validator-key makes one");
  }
  if (!options.engine.empty()) {
    auto engine = RpcClient::at(options.engine);
    if (!engine) return std::unexpected(engine.error());
    const auto voting = voting_keys(*engine);
    if (!voting) return std::unexpected(voting.error());
    if (std::ranges::find(*voting, *next) == voting->end()) {
      return fail(ExitCode::refused, "not_active_yet",
                  "the new key does not vote yet: with it this node would be silent",
                  "two blocks after the rotation it does; then ask again");
    }
  }
  const auto kept = swap_validator_key(options.home, node::SystemClock().now_ms() / 1000);
  if (!kept) return std::unexpected(kept.error());
  return Report{Table()
                    .row("in use", to_hex(*next))
                    .row("old key kept", kept->string())
                    .row("next", "restart the CometBFT process; the Kaisho node goes on")
                    .text(),
                {{"validatorKey", to_hex(*next)}, {"oldKeyFile", kept->string()}}};
}

Result<Report> rotate_checkpoint_key(Session&, const CheckpointOptions& options) {
  const auto own = own_node(options.node, options.key);
  if (!own) return std::unexpected(own.error());
  const auto seed = read_secret(options.seed);
  if (!seed) return std::unexpected(seed.error());
  const evidence::VerifierKey verifier{own->member.name, crypto::ed25519::KeyPair::from_seed(*seed).public_key()};
  auto sent = govern_membership(options.node, options.key, governance::calls::rotate_checkpoint_key(verifier.key));
  if (!sent) return sent;
  sent->text = Table().row("checkpoint key", verifier.to_text()).text() + "\n" + sent->text;
  sent->data["checkpointKey"] = verifier.to_text();
  return sent;
}

Result<Report> update_endpoints(Session&, const EndpointOptions& options) {
  const auto own = own_node(options.node, options.key);
  if (!own) return std::unexpected(own.error());
  auto next = own->node;
  if (!options.node_id.empty()) {
    const auto id = governance::parse_node_id(options.node_id);
    if (!id) return bad_input("bad_node_id", "'" + options.node_id + "' is not 40 lower hex digits");
    next.node_id = *id;
  }
  if (!options.service_pin.empty()) {
    const auto pin = parse_hash(options.service_pin);
    if (!pin) return std::unexpected(pin.error());
    next.service_pin = *pin;
  }
  if (!options.p2p.empty()) next.p2p_address = options.p2p;
  if (!options.url.empty()) next.service_url = options.url;
  if (const auto fault = governance::fault_of(next)) return bad_input("bad_endpoints", *fault);
  return govern_membership(
      options.node, options.key,
      governance::calls::update_endpoints(next.node_id, next.p2p_address, next.service_url, next.service_pin));
}

void add_key_rotations(CLI::App& member, Session& session) {
  add_command<RotateOptions>(
      member, session,
      {"rotate-validator-key", "make your validator's next key and put it on the ledger, without stopping anything",
       "member rotate-validator-key --home consortium/bank/cometbft --key consortium/bank/keys/operator.key"},
      [](CLI::App& command, RotateOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "your organization's operator");
        command.add_option("--home", options.home, "home folder of your CometBFT process")->required();
      },
      rotate_validator_key);
  add_command<SwapOptions>(
      member, session,
      {"swap-validator-key", "take the next key into use, once the chain's validators have it",
       "member swap-validator-key --home consortium/bank/cometbft --engine http://127.0.0.1:26657"},
      [](CLI::App& command, SwapOptions& options) {
        command.add_option("--home", options.home, "home folder of your CometBFT process")->required();
        command
            .add_option("--engine", options.engine,
                        "RPC of a CometBFT process of the network, asked whether the key votes; empty: not asked")
            ->capture_default_str();
      },
      swap);
  add_command<CheckpointOptions>(
      member, session,
      {"rotate-checkpoint-key", "put another key for your checkpoints on the ledger",
       "member rotate-checkpoint-key --seed consortium/bank/keys/checkpoint-2.key --key "
       "consortium/bank/keys/operator.key"},
      [](CLI::App& command, CheckpointOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "your organization's operator");
        command.add_option("--seed", options.seed, "file of the new key's seed (0x and 64 digits, as kaisho key new)")
            ->required();
      },
      rotate_checkpoint_key);
}

}  // namespace

void add_member_node_commands(CLI::App& member, Session& session) {
  add_key_rotations(member, session);
  add_command<EndpointOptions>(
      member, session,
      {"update-endpoints", "tell the others where your node is reached now; what is not given stays",
       "member update-endpoints --p2p bank.example:26656 --url https://bank.example:8743 --key "
       "consortium/bank/keys/operator.key"},
      [](CLI::App& command, EndpointOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "your organization's operator");
        command.add_option("--node-id", options.node_id, "of your CometBFT process: cometbft show-node-id");
        command.add_option("--p2p", options.p2p, "host:port of your CometBFT process");
        command.add_option("--url", options.url, "https://host:port of your peer service");
        command.add_option("--service-pin", options.service_pin, "SHA-256 of your TLS certificate's public key");
      },
      update_endpoints);
}

}  // namespace kaisho::cli
