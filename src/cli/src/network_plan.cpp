#include "network_plan.hpp"

#include <map>

namespace kaisho::cli {
namespace {

constexpr std::uint32_t kPortsApart = 10;
constexpr std::uint32_t kLastPort = 65535;

/// "name=host" of every member, no name twice, nobody else.
Result<std::map<std::string, std::string>> hosts_of(const PlanOptions& options) {
  std::map<std::string, std::string> hosts;
  for (const auto& text : options.hosts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return bad_input("bad_hosts", "'" + text + "' is no host of a member", "write --hosts bank=10.0.0.1,broker=…");
    }
    if (!hosts.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      return bad_input("bad_hosts", text.substr(0, equals) + " has two hosts", "name each member once");
    }
  }
  for (const auto& name : options.members) {
    if (!hosts.contains(name)) return bad_input("bad_hosts", name + " has no host", "name every member in --hosts");
  }
  if (hosts.size() > options.members.size()) {
    return bad_input("bad_hosts", "--hosts names somebody who is no member", "compare it with --members");
  }
  return hosts;
}

MemberPorts ports_from(std::uint32_t first) {
  const auto port = [first](std::uint32_t offset) { return static_cast<std::uint16_t>(first + offset); };
  return {.rpc = port(0), .service = port(1), .p2p = port(2), .engine_rpc = port(3)};
}

}  // namespace

Result<NetworkPlan> plan_network(const PlanOptions& options) {
  const bool together = options.hosts.empty();
  std::map<std::string, std::string> hosts;
  if (!together) {
    auto named = hosts_of(options);
    if (!named) return std::unexpected(named.error());
    hosts = std::move(*named);
  }
  const auto blocks = together ? static_cast<std::uint32_t>(options.members.size()) : 1;
  if (options.base_port == 0 || options.base_port + blocks * kPortsApart > kLastPort) {
    return bad_input("bad_ports", "there are not enough ports from " + std::to_string(options.base_port) + " on",
                     "choose another --base-port");
  }
  NetworkPlan plan{options.consortium, options.chain_id, options.open_programs, {}};
  std::uint32_t first = options.base_port;
  for (const auto& name : options.members) {
    plan.members.push_back({.name = name,
                            .host = together ? "127.0.0.1" : hosts.at(name),
                            .listen_host = together ? "127.0.0.1" : "0.0.0.0",
                            .ports = ports_from(first)});
    if (together) first += kPortsApart;
  }
  return plan;
}

}  // namespace kaisho::cli
