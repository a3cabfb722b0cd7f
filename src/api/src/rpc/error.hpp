#pragma once

#include <cstdint>
#include <expected>
#include <string>

/// What a call ends with: the JSON text of its result, or an error object.
namespace kaisho::api {

/// Codes of JSON-RPC 2.0 section 5.1, EIP-1474 and geth; published in docs/start/json-rpc.md, never renumbered.
enum class RpcCode : std::int32_t {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  refused = -32000,           ///< a transaction that cannot be included, a block that is not there, and the like
  timed_out = -32002,         ///< waited too long for a thread that executes programs
  answer_too_large = -32003,  ///< more bytes than one request may ask for
  limit_exceeded = -32005,    ///< the node is busy: try again
  execution_reverted = 3,     ///< `data` holds the revert's bytes
};

struct RpcError {
  RpcCode code = RpcCode::internal_error;
  std::string message;
  std::string data;  ///< JSON text, empty for none
};

/// JSON text of one value.
using RpcResult = std::expected<std::string, RpcError>;

[[nodiscard]] inline std::unexpected<RpcError> refused(std::string message) {
  return std::unexpected(RpcError{RpcCode::refused, std::move(message), {}});
}
[[nodiscard]] inline std::unexpected<RpcError> invalid_params(std::string message) {
  return std::unexpected(RpcError{RpcCode::invalid_params, std::move(message), {}});
}

}  // namespace kaisho::api
