#include <kaisho/state/keys.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {
namespace {

RpcResult node_info(const services::LedgerService& ledger, const std::string& version) {
  const auto head = ledger.head();
  const auto genesis = ledger.block(services::Tag::earliest);
  if (!genesis) return failed(genesis.error());
  const auto status = ledger.status();
  const auto pool = ledger.pool_size();
  JsonWriter writer;
  writer.begin_object();
  writer.key("version").text(version);
  writer.key("chainId").quantity(ledger.chain_id());
  writer.key("genesisHash").data((*genesis)->hash);
  writer.key("height").quantity(head->block.header.height);
  writer.key("headHash").data(head->hash);
  writer.key("acceptsTransactions").boolean(status.accepts);
  if (!status.accepts) writer.key("reason").text(status.reason);
  writer.key("waitingTransactions").quantity(std::uint64_t{pool.transactions});
  return writer.end_object().take();
}

/// (address, slot or null, block): presence or absence of an account or a slot.
RpcResult state_proof(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(3);
  const auto address = args.address(0);
  const bool of_slot = args.at(1) != nullptr;
  const auto slot = of_slot ? args.word(1) : Word{};
  const auto block = args.block(2);
  if (!args.ok()) return args.error();
  const auto key = of_slot ? state::slot_key(address, slot) : state::account_key(address);
  const auto proof = ledger.state_proof(key, block_id(block));
  if (!proof) return failed(proof.error());
  JsonWriter writer;
  writer.begin_object().key("height").quantity(proof->height).key("stateRoot").data(proof->state_root);
  writer.key("key").data(ByteView(proof->key)).key("value");
  if (proof->value) {
    writer.data(ByteView(*proof->value));
  } else {
    writer.null();
  }
  return writer.key("proof").data(ByteView(proof->proof)).end_object().take();
}

}  // namespace

void add_kaisho(MethodTable& table, services::LedgerService& ledger, std::string version) {
  table.add("kaisho_nodeInfo", kPublic, Cost::cheap,
            [&ledger, version = std::move(version)](const Call&) { return node_info(ledger, version); });
  table.add("kaisho_getProof", kPublic, Cost::heavy, [&ledger](const Call& call) { return state_proof(ledger, call); });
}

}  // namespace kaisho::api
