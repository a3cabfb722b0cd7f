#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {

void add_eth_state(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_getBalance", kPublic, Cost::cheap, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(2);
    const auto address = args.address(0);
    const auto block = args.block(1);
    if (!args.ok()) return args.error();
    const auto balance = ledger.balance(address, block_id(block));
    return balance ? RpcResult(json_quantity(*balance)) : failed(balance.error());
  });

  table.add("eth_getTransactionCount", kPublic, Cost::cheap, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(2);
    const auto address = args.address(0);
    const auto block = args.block(1);
    if (!args.ok()) return args.error();
    const auto nonce = ledger.nonce(address, block_id(block));
    return nonce ? RpcResult(json_quantity(*nonce)) : failed(nonce.error());
  });

  table.add("eth_getCode", kPublic, Cost::cheap, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(2);
    const auto address = args.address(0);
    const auto block = args.block(1);
    if (!args.ok()) return args.error();
    const auto code = ledger.code(address, block_id(block));
    return code ? RpcResult(json_data(*code)) : failed(code.error());
  });

  table.add("eth_getStorageAt", kPublic, Cost::cheap, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(3);
    const auto address = args.address(0);
    const auto slot = args.word(1);
    const auto block = args.block(2);
    if (!args.ok()) return args.error();
    const auto word = ledger.storage(address, slot, block_id(block));
    return word ? RpcResult(json_data(word->view())) : failed(word.error());
  });
}

}  // namespace kaisho::api
