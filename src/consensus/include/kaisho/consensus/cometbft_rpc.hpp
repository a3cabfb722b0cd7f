#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/bytes.hpp>
#include <kaisho/base/types.hpp>

#include "kaisho/consensus/network.hpp"

/// What a member's node asks its own CometBFT over JSON-RPC (CometBFT 0.38, "RPC").
namespace kaisho::consensus {

/// The block that the engine works on above its last one.
struct EngineRound {
  std::uint64_t height = 0;
  std::string proposal;          ///< its hash, upper hex; empty before there is one
  std::size_t validators = 0;    ///< that vote
  std::size_t precommitted = 0;  ///< of them for this very proposal, in the round with the most
};

struct RpcFailure {
  enum class Kind : std::uint8_t {
    unreachable = 1,  ///< nobody listens, or the connection broke or timed out
    full = 2,         ///< the engine's mempool takes no more now; try again
    known = 3,        ///< the engine has this very transaction, or had it
    refused = 4,      ///< the application's CheckTx refused it
    failed = 5,       ///< the engine answered an error, or what is no answer
  };
  Kind kind = Kind::failed;
  std::string text;
};
template <class T>
using RpcResult = std::expected<T, RpcFailure>;

/// For one thread at a time.
class EngineRpc {
 public:
  EngineRpc() = default;
  EngineRpc(const EngineRpc&) = delete;
  EngineRpc& operator=(const EngineRpc&) = delete;
  virtual ~EngineRpc() = default;

  /// broadcast_tx_sync: returns when the engine's mempool has taken the transaction.
  [[nodiscard]] virtual RpcResult<void> broadcast(ByteView transaction) = 0;
  [[nodiscard]] virtual RpcResult<EngineNode> node() = 0;
  [[nodiscard]] virtual RpcResult<std::vector<EnginePeer>> peers() = 0;
  [[nodiscard]] virtual RpcResult<EngineRound> round() = 0;
  /// app_hash in the header of the proposal of that round: what the state was before it. Asks for the whole proposal,
  /// megabytes under load. Empty where there is none.
  [[nodiscard]] virtual RpcResult<Bytes> proposed_app_hash() = 0;
};

/// Over one kept-alive HTTP connection, opened again where it broke. `url` as node.toml has it:
/// "http://127.0.0.1:26657".
[[nodiscard]] std::unique_ptr<EngineRpc> make_engine_rpc(std::string_view url);

}  // namespace kaisho::consensus
