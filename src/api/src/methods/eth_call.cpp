#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {
namespace {

struct CallArguments {
  services::CallRequest request;
  services::BlockId at;
};

std::expected<CallArguments, RpcError> read_call(const services::LedgerService& ledger, const Call& call,
                                                 BlockChoice::Kind unnamed_block) {
  Args args(call.params);
  args.expect_at_most(4);
  for (const std::size_t index : {2u, 3u}) {
    if (args.at(index) != nullptr) args.fail(Args::name(index), "overrides of state and block are not supported");
  }
  const auto* object = args.object(0);
  if (object == nullptr) return args.error();
  auto request = call_request(args, *object, ledger.chain_id());
  const auto block = args.at(1) != nullptr ? args.block(1) : BlockChoice{unnamed_block, 0, {}};
  if (!args.ok()) return args.error();
  return CallArguments{std::move(request), block_id(block)};
}

}  // namespace

void add_eth_call(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_call", kPublic, Cost::heavy, [&ledger](const Call& call) -> RpcResult {
    const auto arguments = read_call(ledger, call, BlockChoice::Kind::latest);
    if (!arguments) return std::unexpected(arguments.error());
    const auto outcome = ledger.call(arguments->request, arguments->at);
    return outcome ? RpcResult(json_data(outcome->output)) : failed(outcome.error());
  });
  table.add("eth_estimateGas", kPublic, Cost::heavy, [&ledger](const Call& call) -> RpcResult {
    const auto arguments = read_call(ledger, call, BlockChoice::Kind::pending);
    if (!arguments) return std::unexpected(arguments.error());
    const auto gas = ledger.estimate_gas(arguments->request, arguments->at, call.client_left);
    return gas ? RpcResult(json_quantity(*gas)) : failed(gas.error());
  });
}

}  // namespace kaisho::api
