#include "methods/common.hpp"
#include "methods/groups.hpp"

/// Helpers of a developer's node. The rest of what Hardhat and Foundry ask for (snapshots, time, impersonation) belongs
/// here.
namespace kaisho::api {

void add_dev(MethodTable& table, services::LedgerService& ledger) {
  table.add("evm_mine", kDevOnly, Cost::heavy, [&ledger](DevAccess, const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(1);
    if (args.at(0) != nullptr) args.fail(Args::name(0), "a timestamp or options are not supported");
    if (!args.ok()) return args.error();
    const auto block = ledger.mine();
    return block ? RpcResult(json_quantity(0)) : failed(block.error());
  });
}

}  // namespace kaisho::api
