#pragma once

#include <string>

#include "rpc_client.hpp"

namespace CLI {
class App;
}

namespace kaisho::cli {

/// --rpc URL of commands that talk to a node; the environment's KAISHO_RPC is its default.
struct NodeOption {
  std::string url = "http://127.0.0.1:8545";
  void declare(CLI::App& app);
  [[nodiscard]] Result<RpcClient> connect() const { return RpcClient::at(url); }
};

/// --key FILE of commands that sign.
struct KeyOption {
  std::string file;
  void declare(CLI::App& app, const std::string& whose);
};

}  // namespace kaisho::cli
