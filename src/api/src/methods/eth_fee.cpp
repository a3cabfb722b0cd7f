#include <kaisho/codec/json.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

/// eth_feeHistory takes its count as a QUANTITY and, from old clients, as a number.
std::uint64_t block_count(Args& args) {
  const auto* value = args.at(0);
  if (value != nullptr && value->is_int64() && value->get_int64() >= 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  return args.number(0);
}

std::vector<double> percentiles(Args& args) {
  std::vector<double> result;
  if (args.at(2) == nullptr) return result;
  const auto* list = args.array(2);
  if (list == nullptr) return result;
  for (const auto& element : *list) {
    if (!element.is_number()) args.fail(Args::name(2), "expected numbers from 0 to 100");
    if (args.ok()) result.push_back(element.to_number<double>());
  }
  return result;
}

std::string show(const services::FeeHistory& history) {
  JsonWriter writer;
  writer.begin_object().key("oldestBlock").quantity(history.oldest);
  writer.key("baseFeePerGas").begin_array();
  for (const auto& fee : history.base_fees) writer.quantity(fee);
  writer.end_array().key("gasUsedRatio").begin_array();
  for (const auto ratio : history.gas_used_ratios) writer.raw(codec::json::format_number(ratio));
  writer.end_array();
  if (!history.rewards.empty()) {
    writer.key("reward").begin_array();
    for (const auto& rewards : history.rewards) {
      writer.begin_array();
      for (const auto& reward : rewards) writer.quantity(reward);
      writer.end_array();
    }
    writer.end_array();
  }
  return writer.end_object().take();
}

}  // namespace

void add_eth_fee(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_gasPrice", kPublic, Cost::cheap,
            [&ledger](const Call&) -> RpcResult { return json_quantity(ledger.gas_price()); });
  table.add("eth_maxPriorityFeePerGas", kPublic, Cost::cheap,
            [](const Call&) -> RpcResult { return json_quantity(0); });  // nobody queues by price
  table.add("eth_feeHistory", kPublic, Cost::heavy, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(3);
    const auto count = block_count(args);
    const auto newest = args.block(1);
    const auto asked = percentiles(args);
    if (!args.ok()) return args.error();
    const auto history = ledger.fee_history(count, block_id(newest), asked);
    return history ? RpcResult(show(*history)) : failed(history.error());
  });
}

}  // namespace kaisho::api
