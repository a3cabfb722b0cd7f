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

/// Makes the folder of an organization that is to join a running network: keys of its own, the network's genesis files,
/// and `peers` ("<node id>@host:port") to dial. What the others must know of it is given back. Codes: as above.
[[nodiscard]] Result<node::FoundingMember> join_network(const MemberPlan& plan, const node::GenesisFile& genesis,
                                                        const std::vector<std::string>& peers,
                                                        const std::filesystem::path& folder, Timestamp now);

/// Lines of node.toml that are comments: how to let the node sign REST's writes with the key file. Off at first, for a
/// node that holds its operator's key can act for the organization.
[[nodiscard]] std::string unused_operator_key(std::string_view file);

}  // namespace kaisho::cli
