#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include <kaisho/ledger/types.hpp>

#include "rpc_client.hpp"

/// Logs as a node's JSON-RPC tells them.
namespace kaisho::cli {

/// A text member; empty where there is none.
[[nodiscard]] std::string_view member_text(const boost::json::object& object, std::string_view key);
/// Nothing where it is malformed.
[[nodiscard]] std::optional<ledger::Log> read_log(const boost::json::object& object);
/// Those of a receipt that are well formed, in their order.
[[nodiscard]] std::vector<ledger::Log> logs_of(const boost::json::object& receipt);

/// The governance's events with these topics (as eth_getLogs takes them) since the first block, in the ledger's order:
/// asked for in ranges, since a node refuses very long ones.
[[nodiscard]] Result<boost::json::array> governance_events(RpcClient& node, const boost::json::array& topics);

}  // namespace kaisho::cli
