#include "views/views.hpp"

namespace kaisho::api {
namespace {

/// Keccak-256 of the RLP of an empty list: there never are uncles.
constexpr std::string_view kNoUncles = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";

std::size_t size_of(const ledger::Block& block) {
  auto size = ledger::encode_header(block.header).size();
  for (const auto& tx : block.transactions) size += tx.wire.size();
  return size;
}

void write_header(JsonWriter& to, const ledger::Header& header) {
  to.key("number").quantity(header.height);
  to.key("parentHash").data(header.parent_hash);
  to.key("timestamp").quantity(header.timestamp);
  to.key("gasLimit").quantity(header.gas_limit);
  to.key("gasUsed").quantity(header.gas_used);
  to.key("baseFeePerGas").quantity(header.base_fee);
  to.key("stateRoot").data(header.state_root);
  to.key("transactionsRoot").data(header.transactions_root);
  to.key("receiptsRoot").data(header.receipts_root);
  to.key("logsBloom").data(header.bloom);
  to.key("miner").data(header.beneficiary);
  to.key("mixHash").data(header.prev_randao);
  to.key("extraData").data(ByteView(header.extra));
  to.key("nonce").plain("0x0000000000000000");
  to.key("difficulty").plain("0x0");
  to.key("sha3Uncles").plain(kNoUncles);
  to.key("uncles").raw("[]");
}

}  // namespace

void write_block(JsonWriter& to, const services::BlockPtr& block, bool full) {
  to.begin_object();
  to.key("hash").data(block->hash);
  write_header(to, block->block.header);
  to.key("size").quantity(std::uint64_t{size_of(block->block)});
  to.key("transactions").begin_array();
  for (std::uint32_t i = 0; i < block->block.transactions.size(); ++i) {
    if (full) {
      write_transaction(to, services::MinedTransaction{block, i, 0});
    } else {
      to.data(block->block.transactions[i].hash);
    }
  }
  to.end_array().end_object();
}

}  // namespace kaisho::api
