#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/alerting/settings.hpp>
#include <kaisho/api/settings.hpp>
#include <kaisho/base/types.hpp>

#include "kaisho/node/error.hpp"

/// node.toml: what one node of one organization is told (docs/operate/node.md).
namespace kaisho::node {

/// A key that signs this node's checkpoints: an Ed25519 seed file.
struct CheckpointKey {
  std::string name;  ///< of the organization
  std::filesystem::path file;
};

/// The table [cometbft]: this node is one member's of a consortium under CometBFT.
struct CometbftConfig {
  std::string member;             ///< name of the organization
  std::filesystem::path home;     ///< CometBFT's home folder; its process is not this one's
  std::string abci;               ///< where this node listens for it: "unix:///path" or "tcp://127.0.0.1:port"
  std::string rpc;                ///< where it takes batches: "http://127.0.0.1:port"
  std::filesystem::path program;  ///< of CometBFT; empty: KAISHO_COMETBFT or PATH says
  unsigned threads = 0;           ///< that recover senders; 0: one a core
  std::chrono::milliseconds batch_wait{5};  ///< for company, of a batch's first transaction
  std::size_t batch_bytes = std::size_t{256} << 10;
  std::size_t batch_transactions = 1'000;
  std::size_t batches_in_flight = 16;    ///< sent and not decided
  std::filesystem::path snapshots;       ///< folder of the snapshots that new members join from
  Height snapshot_every = 2'000;         ///< ledger blocks between two of them, the same on all members; 0 makes none
  std::uint64_t keep_engine_blocks = 0;  ///< CometBFT drops older ones; 0 keeps all
};

/// The table [peers]: the service for the other members' nodes.
struct PeersConfig {
  std::string listen;                 ///< "127.0.0.1:port"
  std::filesystem::path certificate;  ///< PEM
  std::filesystem::path key;          ///< PEM
  std::filesystem::path private_key;  ///< key file that seals private records; empty: this node keeps none
};

/// The table [tls]: REST for operators on other machines.
struct TlsConfig {
  std::string listen;                 ///< "0.0.0.0:8443"
  std::filesystem::path certificate;  ///< PEM
  std::filesystem::path key;          ///< PEM
};

struct NodeConfig {
  std::filesystem::path data;     ///< folder of the store
  std::filesystem::path genesis;  ///< genesis.json
  /// Folder of packages and of what this member signed; not within `data`, which may be thrown away and synced again.
  std::filesystem::path peering;
  std::filesystem::path access;  ///< folder of who may use REST (kaisho access) and of its operations
  std::vector<std::filesystem::path> operator_keys;  ///< key files with which this node acts for its organizations
  std::string listen = "127.0.0.1:8545";             ///< JSON-RPC and REST
  bool allow_remote = false;                         ///< listening beyond loopback needs it
  std::chrono::milliseconds block_time{0};           ///< zero: a block as soon as there is work
  Height keep_states = 0;                            ///< readable heights below the last; 0 keeps all
  std::vector<std::string> allowed_hosts;            ///< host names taken besides localhost
  std::vector<std::string> allowed_origins;          ///< web pages that may drive this node
  std::string log_level = "info";
  std::vector<CheckpointKey> checkpoint_keys;
  std::optional<CometbftConfig> cometbft;  ///< nothing: this process orders transactions alone
  std::optional<PeersConfig> peers;
  alerting::Settings alerts;  ///< the table [alerts]: who is told what the audit finds
  std::optional<TlsConfig> tls;
  api::HttpLimits http;  ///< the table [http]
};

/// Reads the file; relative paths in it start at its folder. Unknown keys are refused by name, so that a misspelt
/// setting is never silently ignored. Codes: file_missing, config_malformed.
[[nodiscard]] Result<NodeConfig> read_config(const std::filesystem::path& file);

/// The same from a text; `folder` is where relative paths start.
[[nodiscard]] Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& folder);

}  // namespace kaisho::node
