#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/node/config.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <kaisho/node/node.hpp>
#include <kaisho/node/system.hpp>
#include <optional>
#include <ostream>

#include "command.hpp"
#include "key_file.hpp"

// kaisho dev, node, replay: running a chain and running it again.
namespace kaisho::cli {
namespace {

struct DevOptions {
  std::string listen = "127.0.0.1:8545", data, log_level = "warning";
  unsigned block_time = 0;
  bool no_code_size_limit = false;
};

struct NodeOptions {
  std::string config;
};

struct ReplayOptions {
  std::string data;
  bool no_code_size_limit = false;
};

std::unexpected<Failure> failed(const node::NodeError& error) {
  return fail(error.bad_input ? ExitCode::bad_input : ExitCode::environment, error.code, error.text, error.next);
}

/// Says where the node listens, waits for the signal that ends it, and ends it.
Result<Report> serve(Session& session, node::NodeSetup setup, const std::function<void()>& greet) {
  node::StopSignal stop;
  auto node = node::Node::start(std::move(setup));
  if (!node) return failed(node.error());
  if (!session.json) greet();
  if (session.json) {
    session.out << R"({"listening":"http://)" << (*node)->address() << R"(","height":)" << (*node)->height();
    if (!(*node)->tls_address().empty()) session.out << R"(,"tls":"https://)" << (*node)->tls_address() << '"';
    session.out << "}\n";
  } else {
    session.out << "listening on http://" << (*node)->address() << "\n";
    if (!(*node)->tls_address().empty()) session.out << "REST under TLS on https://" << (*node)->tls_address() << "\n";
  }
  session.out.flush();
  stop.wait();
  const auto height = (*node)->height();
  const auto halted = (*node)->halted();
  node->reset();
  if (!halted.empty()) {
    return fail(ExitCode::environment, "halted",
                "this node had halted at block " + std::to_string(height) + ": " + halted,
                "docs/operate/faults.md says what to do");
  }
  return Report{"stopped at block " + std::to_string(height), {{"stopped", true}, {"height", height}}};
}

void greet_developer(std::ostream& out, const std::filesystem::path& data, bool kept) {
  out << "Kaisho " KAISHO_VERSION ", a developer's chain: open mode, chain 31337, gas price 0\n\n"
      << "Accounts (10,000 coins each), known to everybody: never use them for real\n";
  int number = 0;
  for (const auto& key : node::dev_keys()) {
    out << "(" << number++ << ") " << to_hex(crypto::address_of(key)) << "  key " << to_hex(key.secret().expose())
        << "\n";
  }
  out << "\nData: " << data.string() << (kept ? "\n" : " (goes when this ends; --data keeps it)\n");
}

Result<Report> run_dev(Session& session, const DevOptions& options) {
  std::optional<node::TemporaryFolder> temporary;
  if (options.data.empty()) temporary.emplace();
  const auto now = node::SystemClock().now_ms() / 1000;
  const auto genesis = node::to_genesis(node::dev_genesis(now));
  if (!genesis) return failed(genesis.error());

  node::NodeSetup setup;
  setup.data = temporary ? temporary->path() / "chain" : std::filesystem::path(options.data);
  setup.genesis = *genesis;
  setup.take_chain_as_it_is = true;
  setup.block_time = std::chrono::milliseconds(options.block_time);
  setup.limit_code_size = !options.no_code_size_limit;
  setup.api.listen = options.listen;
  setup.accounts = node::dev_keys();
  setup.version = "kaisho/" KAISHO_VERSION;
  setup.log_level = options.log_level;
  const auto data = setup.data;
  return serve(session, std::move(setup), [&] { greet_developer(session.out, data, !temporary); });
}

Result<node::NodeSetup> setup_of(const node::NodeConfig& config) {
  const auto file = node::read_genesis(config.genesis);
  if (!file) return failed(file.error());
  const auto genesis = node::to_genesis(*file);
  if (!genesis) return failed(genesis.error());
  node::NodeSetup setup;
  setup.data = config.data;
  setup.genesis = *genesis;
  setup.block_time = config.block_time;
  setup.cometbft = config.cometbft;
  setup.peers = config.peers;
  setup.peering = config.peering;
  setup.alerts = config.alerts;
  setup.access = config.access;
  setup.keep_states = config.keep_states;
  setup.api.listen = config.listen;
  setup.api.allow_beyond_loopback = config.allow_remote;
  setup.api.allowed_hosts = config.allowed_hosts;
  setup.api.allowed_origins = config.allowed_origins;
  if (config.tls) setup.api.tls = {config.tls->listen, config.tls->certificate.string(), config.tls->key.string()};
  setup.api.http = config.http;
  setup.api.cors = !config.allowed_origins.empty();
  setup.version = "kaisho/" KAISHO_VERSION;
  setup.log_level = config.log_level;
  if (config.peers && !config.peers->private_key.empty()) {
    auto key = read_secret(config.peers->private_key);
    if (!key) return std::unexpected(key.error());
    setup.private_key = *std::move(key);
  }
  for (const auto& path : config.operator_keys) {
    auto key = read_key(path);
    if (!key) return std::unexpected(key.error());
    setup.operators.push_back(*std::move(key));
  }
  for (const auto& [name, path] : config.checkpoint_keys) {
    const auto seed = read_secret(path);
    if (!seed) return std::unexpected(seed.error());
    setup.checkpoint_keys.emplace_back(name, crypto::ed25519::KeyPair::from_seed(*seed));
  }
  return setup;
}

Result<Report> run_node(Session& session, const NodeOptions& options) {
  const auto config = node::read_config(options.config);
  if (!config) return failed(config.error());
  auto setup = setup_of(*config);
  if (!setup) return std::unexpected(setup.error());
  return serve(session, std::move(*setup),
               [&] { session.out << "Kaisho " KAISHO_VERSION ", data in " << config->data.string() << "\n"; });
}

Result<Report> run_replay(Session& session, const ReplayOptions& options) {
  const auto told_every = std::chrono::seconds(1);
  auto told = std::chrono::steady_clock::now();
  const auto progress = [&](Height done, Height last) {
    if (std::chrono::steady_clock::now() - told < told_every) return;
    told = std::chrono::steady_clock::now();
    session.err << "replayed block " << done << " of " << last << "\n";
  };
  const auto summary = node::replay(options.data, !options.no_code_size_limit, progress);
  if (!summary) return failed(summary.error());
  if (!summary->difference.empty()) {
    return fail(ExitCode::refused, "replay_differs", "the history does not give the same roots: " + summary->difference,
                "this chain was changed, or was made by another version or other settings");
  }
  return Report{"replayed " + std::to_string(summary->last) + " blocks with " + std::to_string(summary->transactions) +
                    " transactions: every root is the same",
                {{"blocks", summary->last}, {"transactions", summary->transactions}, {"equal", true}}};
}

void declare_dev(CLI::App& app, DevOptions& options) {
  app.add_option("--rpc", options.listen, "address and port; port 0 lets the system choose")->capture_default_str();
  app.add_option("--data", options.data, "folder that keeps the chain");
  app.add_option("--block-time", options.block_time, "milliseconds between blocks; 0: one as soon as there is work")
      ->capture_default_str();
  app.add_flag("--no-code-size-limit", options.no_code_size_limit, "take contracts of any size (EIP-170 off)");
  app.add_option("--log", options.log_level, "debug, info, warning or error")
      ->capture_default_str()
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
}

}  // namespace

void add_chain_commands(CLI::App& app, Session& session) {
  add_command<DevOptions>(app, session,
                          {"dev", "run a developer's chain: ten funded accounts, JSON-RPC, blocks on demand",
                           "dev --rpc 127.0.0.1:8545 --data ./chain"},
                          declare_dev, run_dev);
  add_command<NodeOptions>(
      app, session, {"node", "run one organization's node", "node --config consortium/node.toml"},
      [](CLI::App& command, NodeOptions& options) {
        command.add_option("--config", options.config, "its node.toml")->required();
      },
      run_node);
  add_command<ReplayOptions>(
      app, session,
      {"replay", "execute the whole history again and compare every root", "replay --data consortium/data"},
      [](CLI::App& command, ReplayOptions& options) {
        command.add_option("--data", options.data, "folder of the chain; no node may have it open")->required();
        command.add_flag("--no-code-size-limit", options.no_code_size_limit, "as the chain was run");
      },
      run_replay);
}

}  // namespace kaisho::cli
