#pragma once

#include <kaisho/governance/package.hpp>

#include "rpc_client.hpp"

namespace kaisho::cli {

/// Gives a package to a node, in pieces, from where an earlier attempt stopped. Codes: those of the node.
[[nodiscard]] Result<void> put_package(RpcClient& node, const governance::Package& package);

/// The package with this hash as the node has it, checked here byte by byte. Codes: no_such_package, wrong_package and
/// those of the node.
[[nodiscard]] Result<governance::Package> get_package(RpcClient& node, const Hash& package);

}  // namespace kaisho::cli
