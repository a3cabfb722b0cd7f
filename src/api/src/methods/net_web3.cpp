#include <kaisho/codec/json.hpp>
#include <kaisho/crypto/hash.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {

void add_net_web3(MethodTable& table, services::LedgerService& ledger, std::string client_version) {
  table.add("web3_clientVersion", kPublic, Cost::cheap,
            [version = codec::json::quote(client_version)](const Call&) -> RpcResult { return version; });
  table.add("web3_sha3", kPublic, Cost::cheap, [](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(1);
    const auto bytes = args.data(0);
    if (!args.ok()) return args.error();
    return json_data(crypto::keccak256(bytes).view());
  });
  table.add("eth_chainId", kPublic, Cost::cheap,
            [&ledger](const Call&) -> RpcResult { return json_quantity(ledger.chain_id()); });
  table.add("net_version", kPublic, Cost::cheap,
            [&ledger](const Call&) -> RpcResult { return '"' + std::to_string(ledger.chain_id()) + '"'; });
  table.add("net_listening", kPublic, Cost::cheap, [](const Call&) -> RpcResult { return "true"; });
  table.add("net_peerCount", kPublic, Cost::cheap, [](const Call&) -> RpcResult { return json_quantity(0); });
  table.add("eth_syncing", kPublic, Cost::cheap, [](const Call&) -> RpcResult { return "false"; });
}

}  // namespace kaisho::api
