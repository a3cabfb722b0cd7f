#include "views/views.hpp"

namespace kaisho::api {
namespace {

using ledger::TransactionType;

/// EIP-155 puts the chain into v; without a chain v is 27 or 28.
U256 legacy_v(const ledger::Transaction& tx) {
  const std::uint64_t parity = tx.signature.y_parity ? 1 : 0;
  if (!tx.chain_id) return 27 + parity;
  return U256(*tx.chain_id).wrapping_add(*tx.chain_id).wrapping_add(35 + parity);
}

void write_signature(JsonWriter& to, const ledger::Transaction& tx) {
  const std::uint64_t parity = tx.signature.y_parity ? 1 : 0;
  if (tx.chain_id) to.key("chainId").quantity(*tx.chain_id);
  to.key("r").quantity(U256::from_be_bytes(tx.signature.r.bytes));
  to.key("s").quantity(U256::from_be_bytes(tx.signature.s.bytes));
  if (tx.type == TransactionType::legacy) {
    to.key("v").quantity(legacy_v(tx));
  } else {
    to.key("v").quantity(parity).key("yParity").quantity(parity);
  }
}

void write_access_list(JsonWriter& to, const std::vector<ledger::AccessListEntry>& list) {
  to.key("accessList").begin_array();
  for (const auto& entry : list) {
    to.begin_object().key("address").data(entry.address).key("storageKeys").begin_array();
    for (const auto& slot : entry.slots) to.data(slot);
    to.end_array().end_object();
  }
  to.end_array();
}

/// `price`: what a unit of gas cost, or may cost where it is not in a block.
void write_content(JsonWriter& to, const ledger::SignedTransaction& signed_tx, const Amount& price) {
  const auto& tx = signed_tx.transaction;
  to.key("type").quantity(static_cast<std::uint64_t>(tx.type));
  to.key("hash").data(signed_tx.hash);
  to.key("from").data(signed_tx.sender);
  to.key("nonce").quantity(tx.nonce);
  to.key("to");
  if (tx.to) {
    to.data(*tx.to);
  } else {
    to.null();
  }
  to.key("value").quantity(tx.value);
  to.key("gas").quantity(tx.gas_limit);
  to.key("gasPrice").quantity(price);
  if (tx.type == TransactionType::dynamic_fee) {
    to.key("maxFeePerGas").quantity(tx.max_fee_per_gas);
    to.key("maxPriorityFeePerGas").quantity(tx.max_priority_fee_per_gas);
  }
  to.key("input").data(ByteView(tx.data));
  if (tx.type != TransactionType::legacy) write_access_list(to, tx.access_list);
  write_signature(to, tx);
}

}  // namespace

void write_transaction(JsonWriter& to, const services::MinedTransaction& mined) {
  const auto& header = mined.block->block.header;
  to.begin_object();
  to.key("blockHash").data(mined.block->hash);
  to.key("blockNumber").quantity(header.height);
  to.key("blockTimestamp").quantity(header.timestamp);
  to.key("transactionIndex").quantity(std::uint64_t{mined.index});
  write_content(to, mined.transaction(), mined.transaction().transaction.effective_gas_price(header.base_fee));
  to.end_object();
}

void write_transaction(JsonWriter& to, const ledger::SignedTransaction& waiting) {
  to.begin_object();
  for (const auto* field : {"blockHash", "blockNumber", "blockTimestamp", "transactionIndex"}) to.key(field).null();
  write_content(to, waiting, waiting.transaction.max_fee_per_gas);
  to.end_object();
}

}  // namespace kaisho::api
