#pragma once

#include <string>
#include <vector>

/// The consensus engine's config.toml (CometBFT 0.38), with the values that suit a consortium and why.
namespace kaisho::founding {

struct EngineConfig {
  std::string moniker;             ///< the member's name
  std::string abci;                ///< where Kaisho listens: "unix://abci.sock" or "tcp://127.0.0.1:26658"
  std::string rpc_listen;          ///< "tcp://127.0.0.1:26657"
  std::string p2p_listen;          ///< "tcp://0.0.0.0:26656"
  std::string external_address;    ///< "host:port" that other members dial; empty: as p2p_listen
  std::vector<std::string> peers;  ///< "<node id>@host:port" of every other member
};

/// Text of config.toml; complete, so that no default of the engine's version decides anything. A relative socket path
/// in `abci` starts at the folder in which the engine is started.
[[nodiscard]] std::string engine_config_toml(const EngineConfig& config);

}  // namespace kaisho::founding
