#pragma once

#include <kaisho/analysis/explanation.hpp>

#include "ledger_reader.hpp"

/// What a ledger knows of a program beside its package.
namespace kaisho::cli {

/// What each active member recorded about the package.
[[nodiscard]] std::vector<analysis::OrganizationResult> results_of(const LedgerReader& ledger, const Hash& package);

/// A version of a token's program that ran, or runs.
struct RanVersion {
  Hash package;
  Bytes arguments;  ///< with which it came: of the constructor, or the call behind its proxy
  Address at;       ///< where the ledger created it
};
/// Of a deployed token, from its transactions: the version that was issued first, the running one last. Codes:
/// no_deployment (a transaction with arguments was not found), and those of the node.
[[nodiscard]] Result<std::vector<RanVersion>> versions_that_ran(RpcClient& node, const governance::TokenRecord& token);

/// Time of the node's last block.
[[nodiscard]] Result<Timestamp> latest_time(RpcClient& node);

}  // namespace kaisho::cli
