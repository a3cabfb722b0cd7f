#include <memory>

#include "methods/common.hpp"
#include "methods/groups.hpp"
#include "views/views.hpp"

namespace kaisho::api {
namespace {

using Found = services::Result<std::optional<services::MinedTransaction>>;

RpcResult show_transaction(const Found& found) {
  if (!found) return failed(found.error());
  if (!*found) return "null";
  JsonWriter writer;
  write_transaction(writer, **found);
  return writer.take();
}

RpcResult transaction_by_hash(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(1);
  const auto hash = args.hash(0);
  if (!args.ok()) return args.error();
  // First those that wait: between the two look-ups it can only move from there into a block.
  const auto waiting = ledger.waiting(hash);
  auto found = ledger.transaction(hash);
  if (found && !*found && waiting) {
    JsonWriter writer;
    write_transaction(writer, *waiting);
    return writer.take();
  }
  return show_transaction(found);
}

RpcResult receipt(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(1);
  const auto hash = args.hash(0);
  if (!args.ok()) return args.error();
  const auto found = ledger.transaction(hash);
  if (!found) return failed(found.error());
  if (!*found) return "null";
  JsonWriter writer;
  write_receipt(writer, **found);
  return writer.take();
}

Immediate transaction_in_block(services::LedgerService& ledger, bool by_hash) {
  return [&ledger, by_hash](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(2);
    const auto id = by_hash ? services::BlockId(args.hash(0)) : block_id(args.block(0));
    const auto index = args.number(1);
    if (!args.ok()) return args.error();
    return show_transaction(ledger.transaction(id, index));
  };
}

/// A group of raw transactions on its way: those whose hexadecimal text is none are answered without being sent.
struct SendGroup {
  std::vector<RpcResult> results;
  std::vector<std::size_t> places;  ///< of the sent ones among the results
  Reply reply;

  void finish(const services::SentResults& sent) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      results[places[i]] = sent[i] ? RpcResult(json_data(sent[i]->hash.view())) : failed(sent[i].error());
    }
    reply(std::move(results));
  }
};

void send_raw(services::LedgerService& ledger, const std::vector<Call>& calls, Reply reply) {
  const auto group = std::make_shared<SendGroup>();
  group->reply = std::move(reply);
  std::vector<Bytes> wires;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    Args args(calls[i].params);
    args.expect_at_most(1);
    auto wire = args.data(0);
    group->results.emplace_back(args.ok() ? RpcResult() : args.error());
    if (!args.ok()) continue;
    group->places.push_back(i);
    wires.push_back(std::move(wire));
  }
  if (wires.empty()) return group->finish({});
  ledger.send(std::move(wires), [group](const services::SentResults& sent) { group->finish(sent); });
}

}  // namespace

void add_eth_transaction(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_sendRawTransaction", kPublic,
            [&ledger](const std::vector<Call>& calls, Reply reply) { send_raw(ledger, calls, std::move(reply)); });
  table.add("eth_getTransactionByHash", kPublic, Cost::cheap,
            [&ledger](const Call& call) { return transaction_by_hash(ledger, call); });
  table.add("eth_getTransactionReceipt", kPublic, Cost::cheap,
            [&ledger](const Call& call) { return receipt(ledger, call); });
  table.add("eth_getTransactionByBlockNumberAndIndex", kPublic, Cost::cheap, transaction_in_block(ledger, false));
  table.add("eth_getTransactionByBlockHashAndIndex", kPublic, Cost::cheap, transaction_in_block(ledger, true));
}

}  // namespace kaisho::api
