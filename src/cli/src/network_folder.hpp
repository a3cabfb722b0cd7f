#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "failure.hpp"

namespace kaisho::cli {

/// One member's folder on this machine, as its node.toml says.
struct MemberFolder {
  std::string name;
  std::filesystem::path folder;       ///< absolute
  std::string rpc;                    ///< its node: "http://127.0.0.1:8545"
  std::string engine_rpc;             ///< its CometBFT: "http://127.0.0.1:8548"
  std::filesystem::path abci_socket;  ///< empty where they talk over TCP
  std::filesystem::path cometbft;     ///< program, where node.toml names one
  std::filesystem::path engine_home;  ///< of its CometBFT

  /// While this file exists, `consortium up` leaves the member stopped.
  [[nodiscard]] std::filesystem::path held_file() const { return folder / "held"; }
};

/// An address to which this machine can connect, of a node that listens at `listen`.
[[nodiscard]] std::string url_of(const std::string& listen);

/// The members in a folder of `consortium new`, in the order of the genesis document; one where the folder is a
/// member's own. Codes: no_consortium, and those of node.toml and genesis.json.
[[nodiscard]] Result<std::vector<MemberFolder>> find_members(const std::filesystem::path& folder);

/// The CometBFT program: the option, node.toml, KAISHO_COMETBFT, PATH, in this order. Codes: cometbft_missing.
[[nodiscard]] Result<std::filesystem::path> find_cometbft(const std::string& option, const MemberFolder& member);

}  // namespace kaisho::cli
