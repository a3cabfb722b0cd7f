#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kaisho/base/types.hpp>

#include "failure.hpp"

/// Who founds a consortium and where each member's processes listen.
namespace kaisho::cli {

/// Four ports of one member, one after the other.
struct MemberPorts {
  std::uint16_t rpc = 0;         ///< JSON-RPC, on this machine only
  std::uint16_t service = 0;     ///< peer service (TLS), reached by the other members
  std::uint16_t p2p = 0;         ///< CometBFT, reached by the other members
  std::uint16_t engine_rpc = 0;  ///< CometBFT's RPC, on this machine only
};

struct MemberPlan {
  std::string name;
  std::string host;         ///< under which the other members reach it
  std::string listen_host;  ///< on which it listens for them: loopback, or every address of its own machine
  MemberPorts ports;
};

struct NetworkPlan {
  std::string consortium;
  ChainId chain_id = 0;
  bool open_programs = false;  ///< everybody may create contracts: a network on which programs are tried
  std::vector<MemberPlan> members;
};

struct PlanOptions {
  std::string consortium = "consortium";
  ChainId chain_id = 31337;
  std::vector<std::string> members;
  std::vector<std::string> hosts;  ///< "name=host" for each member, or nothing: all on this machine
  std::uint16_t base_port = 8545;
  bool open_programs = false;
};

/// Ports: on one machine ten numbers apart, each on its own machine the same. Codes: bad_hosts, bad_ports.
[[nodiscard]] Result<NetworkPlan> plan_network(const PlanOptions& options);

/// How many members may fail while the others go on: less than a third of the votes.
[[nodiscard]] constexpr std::size_t tolerated_failures(std::size_t members) {
  return members == 0 ? 0 : (members - 1) / 3;
}
/// How many must answer for blocks: more than two thirds.
[[nodiscard]] constexpr std::size_t members_needed(std::size_t members) { return members * 2 / 3 + 1; }

}  // namespace kaisho::cli
