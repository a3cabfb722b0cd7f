#include "methods/common.hpp"
#include "methods/groups.hpp"
#include "views/views.hpp"

namespace kaisho::api {
namespace {

/// Reads the first parameter as a block's hash or as a number or tag, and looks the block up.
services::Result<services::BlockPtr> find(services::LedgerService& ledger, Args& args, bool by_hash) {
  const auto id = by_hash ? services::BlockId(args.hash(0)) : block_id(args.block(0));
  if (!args.ok()) return nullptr;
  return ledger.block(id);
}

template <class Show>
Immediate about_block(services::LedgerService& ledger, bool by_hash, std::size_t parameters, Show show) {
  return [&ledger, by_hash, parameters, show](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(parameters);
    const auto block = find(ledger, args, by_hash);
    if (!args.ok()) return args.error();
    if (!block) return failed(block.error());
    if (*block == nullptr) return "null";
    return show(*block, args);
  };
}

RpcResult show_block(const services::BlockPtr& block, Args& args) {
  const bool full = args.at(1) != nullptr && args.boolean(1);
  if (!args.ok()) return args.error();
  JsonWriter writer;
  write_block(writer, block, full);
  return writer.take();
}

RpcResult show_count(const services::BlockPtr& block, Args&) { return json_quantity(block->block.transactions.size()); }

RpcResult show_no_uncles(const services::BlockPtr&, Args&) { return json_quantity(0); }

RpcResult show_receipts(const services::BlockPtr& block, Args&) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& mined : services::LedgerService::transactions_of(block)) write_receipt(writer, mined);
  return writer.end_array().take();
}

}  // namespace

void add_eth_block(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_blockNumber", kPublic, Cost::cheap,
            [&ledger](const Call&) -> RpcResult { return json_quantity(ledger.height()); });
  table.add("eth_getBlockByNumber", kPublic, Cost::cheap, about_block(ledger, false, 2, show_block));
  table.add("eth_getBlockByHash", kPublic, Cost::cheap, about_block(ledger, true, 2, show_block));
  table.add("eth_getBlockTransactionCountByNumber", kPublic, Cost::cheap, about_block(ledger, false, 1, show_count));
  table.add("eth_getBlockTransactionCountByHash", kPublic, Cost::cheap, about_block(ledger, true, 1, show_count));
  table.add("eth_getUncleCountByBlockNumber", kPublic, Cost::cheap, about_block(ledger, false, 1, show_no_uncles));
  table.add("eth_getUncleCountByBlockHash", kPublic, Cost::cheap, about_block(ledger, true, 1, show_no_uncles));
  table.add("eth_getBlockReceipts", kPublic, Cost::heavy, about_block(ledger, false, 1, show_receipts));
}

}  // namespace kaisho::api
