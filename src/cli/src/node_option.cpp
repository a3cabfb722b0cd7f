#include "node_option.hpp"

#include <CLI/CLI.hpp>

namespace kaisho::cli {

void NodeOption::declare(CLI::App& app) {
  app.add_option("--rpc", url, "the node's address")->envname("KAISHO_RPC")->capture_default_str();
}

void KeyOption::declare(CLI::App& app, const std::string& whose) {
  app.add_option("--key", file, "key file of " + whose)->required();
}

}  // namespace kaisho::cli
