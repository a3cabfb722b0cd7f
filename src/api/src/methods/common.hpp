#pragma once

#include <kaisho/services/ledger_service.hpp>

#include "rpc/args.hpp"
#include "rpc/error.hpp"
#include "rpc/json_writer.hpp"

/// What the groups of methods share: from JSON-RPC's words to the services' and back.
namespace kaisho::api {

/// The error object of a service's error: its code, the words that Ethereum's tools look for, and revert data.
[[nodiscard]] RpcError rpc_error(const services::Error& error);
[[nodiscard]] inline std::unexpected<RpcError> failed(const services::Error& error) {
  return std::unexpected(rpc_error(error));
}

[[nodiscard]] services::BlockId block_id(const BlockChoice& choice);

/// A call or a draft of a transaction, as eth_call and eth_sendTransaction take it.
[[nodiscard]] services::CallRequest call_request(Reader& reader, const boost::json::object& object, ChainId chain);

[[nodiscard]] inline std::string json_quantity(const U256& value) { return '"' + to_quantity(value) + '"'; }
[[nodiscard]] inline std::string json_data(ByteView bytes) { return '"' + to_hex(bytes) + '"'; }

}  // namespace kaisho::api
