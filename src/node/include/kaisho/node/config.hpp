#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

#include "kaisho/node/error.hpp"

/// node.toml: what one node of one organization is told (docs/operate/node.md).
namespace kaisho::node {

/// A key that signs this node's checkpoints: an Ed25519 seed file.
struct CheckpointKey {
  std::string name;  ///< of the organization
  std::filesystem::path file;
};

struct NodeConfig {
  std::filesystem::path data;                ///< folder of the store
  std::filesystem::path genesis;             ///< genesis.json
  std::string listen = "127.0.0.1:8545";     ///< JSON-RPC
  bool allow_remote = false;                 ///< listening beyond loopback needs it
  std::chrono::milliseconds block_time{0};   ///< zero: a block as soon as there is work
  Height keep_states = 0;                    ///< readable heights below the last; 0 keeps all
  std::vector<std::string> allowed_hosts;    ///< host names taken besides localhost
  std::vector<std::string> allowed_origins;  ///< web pages that may drive this node
  std::string log_level = "info";
  std::vector<CheckpointKey> checkpoint_keys;
};

/// Reads the file; relative paths in it start at its folder. Unknown keys are refused by name, so that a misspelt
/// setting is never silently ignored. Codes: file_missing, config_malformed.
[[nodiscard]] Result<NodeConfig> read_config(const std::filesystem::path& file);

/// The same from a text; `folder` is where relative paths start.
[[nodiscard]] Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& folder);

}  // namespace kaisho::node
