#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// What an engine of several members tells of itself and of those it is connected to.
namespace kaisho::consensus {

/// Another member's engine that this one is connected to.
struct EnginePeer {
  std::string node_id;  ///< lower hex of 20 bytes
  std::string name;     ///< the moniker that it gives itself
  std::string address;  ///< where it says it listens: "tcp://host:port"
  bool outbound = false;
};

/// The local engine about itself.
struct EngineNode {
  std::string node_id;
  std::string name;
  std::string version;
  std::uint64_t height = 0;
  std::uint64_t voting_power = 0;  ///< 0: no validator (yet, or not any more)
  bool catching_up = false;
};

struct EngineNetwork {
  EngineNode self;
  std::vector<EnginePeer> peers;
};

}  // namespace kaisho::consensus
