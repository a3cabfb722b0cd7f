#include <algorithm>

#include "methods/common.hpp"
#include "methods/groups.hpp"

/// What a node knows about how the consortium is doing, and about one transaction on its way.
namespace kaisho::api {
namespace {

void write_peers(JsonWriter& writer, const std::vector<consensus::EnginePeer>& peers) {
  writer.key("peers").begin_array();
  for (const auto& peer : peers) {
    writer.begin_object();
    writer.key("id").text(peer.node_id).key("name").text(peer.name).key("address").text(peer.address);
    writer.key("outbound").boolean(peer.outbound).end_object();
  }
  writer.end_array();
}

void write_network(JsonWriter& writer, const services::LedgerService& ledger) {
  const auto network = ledger.network();
  writer.key("connected").boolean(network.has_value());
  if (!network) {
    writer.key("connectionFault").text(network.error());
    return;
  }
  writer.key("nodeId").text(network->self.node_id).key("name").text(network->self.name);
  writer.key("engineVersion").text(network->self.version).key("engineHeight").quantity(network->self.height);
  writer.key("votingPower").quantity(network->self.voting_power);
  writer.key("catchingUp").boolean(network->self.catching_up);
  write_peers(writer, network->peers);
}

RpcResult status(const services::LedgerService& ledger) {
  const auto status = ledger.status();
  const auto head = ledger.head();
  const auto pool = ledger.pool_size();
  JsonWriter writer;
  writer.begin_object();
  writer.key("engine").text(status.engine);
  writer.key("acceptsTransactions").boolean(status.accepts).key("halted").boolean(status.halted);
  if (!status.reason.empty()) writer.key("reason").text(status.reason);
  writer.key("height").quantity(head->block.header.height).key("headHash").data(head->hash);
  writer.key("stateRoot").data(head->block.header.state_root);
  writer.key("waitingTransactions").quantity(std::uint64_t{pool.transactions});
  if (status.engine != "solo") {
    writer.key("consensusHeight").quantity(status.consensus_height).key("appHash").data(status.app_hash);
    writer.key("batchesInFlight").quantity(std::uint64_t{status.batches_in_flight});
    write_network(writer, ledger);
  }
  return writer.end_object().take();
}

/// included, pending, skipped (with the reason) or unknown.
RpcResult transaction_status(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(1);
  const auto hash = args.hash(0);
  if (!args.ok()) return args.error();
  const auto mined = ledger.transaction(hash);
  if (!mined) return failed(mined.error());
  JsonWriter writer;
  writer.begin_object();
  if (*mined) {
    const auto& block = *(*mined)->block;
    writer.key("status").text("included").key("blockNumber").quantity(block.block.header.height);
    writer.key("blockHash").data(block.hash).key("transactionIndex").quantity(std::uint64_t{(*mined)->index});
  } else if (ledger.waiting(hash)) {
    writer.key("status").text("pending");
  } else if (const auto reason = ledger.skipped(hash)) {
    writer.key("status").text("skipped").key("reason").text(*reason);
  } else {
    writer.key("status").text("unknown");
  }
  return writer.end_object().take();
}

/// (block): a digest of the whole state, to compare two nodes with.
RpcResult state_digest(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(1);
  const auto block = args.block(0);
  if (!args.ok()) return args.error();
  const auto digest = ledger.state_digest(block_id(block));
  if (!digest) return failed(digest.error());
  JsonWriter writer;
  writer.begin_object().key("height").quantity(digest->height).key("stateRoot").data(digest->state_root);
  return writer.key("buckets").data(ByteView(digest->buckets)).end_object().take();
}

/// (bucket, block): the keys and values of one bucket of the digest.
RpcResult state_bucket(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(2);
  const auto bucket = args.number(0);
  const auto block = args.block(1);
  if (!args.ok()) return args.error();
  const auto entries = ledger.state_bucket(
      block_id(block), static_cast<std::uint32_t>(std::min<std::uint64_t>(bucket, services::StateDigest::kBuckets)));
  if (!entries) return failed(entries.error());
  JsonWriter writer;
  writer.begin_array();
  for (const auto& [key, value] : *entries) {
    writer.begin_array().data(ByteView(key)).data(ByteView(value)).end_array();
  }
  return writer.end_array().take();
}

}  // namespace

void add_kaisho_status(MethodTable& table, services::LedgerService& ledger) {
  table.add("kaisho_status", kPublic, Cost::heavy, [&ledger](const Call&) { return status(ledger); });
  table.add("kaisho_getStateDigest", kPublic, Cost::heavy,
            [&ledger](const Call& call) { return state_digest(ledger, call); });
  table.add("kaisho_getStateBucket", kPublic, Cost::heavy,
            [&ledger](const Call& call) { return state_bucket(ledger, call); });
  table.add("kaisho_transactionStatus", kPublic, Cost::cheap,
            [&ledger](const Call& call) { return transaction_status(ledger, call); });
}

}  // namespace kaisho::api
