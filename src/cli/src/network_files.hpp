#pragma once

#include <filesystem>

#include <kaisho/node/genesis_file.hpp>

#include "failure.hpp"
#include "network_plan.hpp"

/// The folders with which a consortium under CometBFT begins: one a member, each complete, so that it may be moved to
/// that member's own machine (docs/operate/consortium.md lists the files).
namespace kaisho::cli {

struct FoundedNetwork {
  node::GenesisFile genesis;
  Hash genesis_hash;            ///< of the header of block 0
  std::string engine_chain_id;  ///< CometBFT's name of the chain
};

/// Makes keys, settings and both genesis files. Nothing that exists is overwritten.
/// Codes: folder_not_empty, folder_not_writable, file_exists, file_not_writable, bad_members, tls.
[[nodiscard]] Result<FoundedNetwork> found_network(const NetworkPlan& plan, const std::filesystem::path& folder,
                                                   Timestamp now);

}  // namespace kaisho::cli
