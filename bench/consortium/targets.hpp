#pragma once

#include <vector>

#include "../transfers/workload.hpp"
#include "http_connection.hpp"
#include "progress.hpp"

/// The two networks that are measured: each gets as much as it takes, and says what it committed.
namespace kaisho::bench {

struct Load {
  std::vector<Endpoint> nodes;   ///< every member gets its share
  std::size_t transactions = 0;  ///< to send
  std::size_t window = 0;        ///< sent and not committed, at most, all members together
  std::size_t batch = 0;         ///< in one request
};

/// CometBFT's `kvstore` by JSON-RPC `broadcast_tx_async`: unique keys, transactions of `size` bytes.
[[nodiscard]] std::vector<BlockSeen> load_kvstore(const Load& load, std::size_t size);

/// Creates the token and gives every holder its stock, through the first node.
void deploy_token(const Load& load, const Workload& workload);

/// Kaisho by `eth_sendRawTransaction`: each holder's transfers to one member. All of them are in blocks at the end,
/// else this throws std::runtime_error.
[[nodiscard]] std::vector<BlockSeen> load_kaisho(const Load& load, Workload& workload);

}  // namespace kaisho::bench
