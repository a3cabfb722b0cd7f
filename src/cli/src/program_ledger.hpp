#pragma once

#include <kaisho/analysis/explanation.hpp>

#include "ledger_reader.hpp"

/// What a ledger knows of a program beside its package.
namespace kaisho::cli {

/// What each active member recorded about the package.
[[nodiscard]] std::vector<analysis::OrganizationResult> results_of(const LedgerReader& ledger, const Hash& package);

/// The constructor's arguments with which the token's running contract was created, from its transaction. Codes:
/// not_deployed, no_deployment (no transaction with them was found), and those of the node.
[[nodiscard]] Result<Bytes> arguments_of_running(RpcClient& node, const governance::TokenRecord& token);

/// Time of the node's last block.
[[nodiscard]] Result<Timestamp> latest_time(RpcClient& node);

}  // namespace kaisho::cli
