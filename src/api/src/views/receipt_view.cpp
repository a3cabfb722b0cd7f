#include "views/views.hpp"

namespace kaisho::api {
namespace {

/// Where a log stands.
struct LogPlace {
  Height height;
  const Hash& block_hash;
  Timestamp timestamp;
  const Hash& transaction_hash;
  std::uint64_t transaction_index;
  std::uint64_t log_index;
};

void write_log(JsonWriter& to, const ledger::Log& log, const LogPlace& place) {
  to.begin_object();
  to.key("address").data(log.address);
  to.key("topics").begin_array();
  for (const auto& topic : log.topics) to.data(topic);
  to.end_array();
  to.key("data").data(ByteView(log.data));
  to.key("blockHash").data(place.block_hash);
  to.key("blockNumber").quantity(place.height);
  to.key("blockTimestamp").quantity(place.timestamp);
  to.key("transactionHash").data(place.transaction_hash);
  to.key("transactionIndex").quantity(place.transaction_index);
  to.key("logIndex").quantity(place.log_index);
  to.key("removed").boolean(false);  // a block never goes away again
  to.end_object();
}

void write_optional(JsonWriter& to, const std::optional<Address>& address) {
  if (address) {
    to.data(*address);
  } else {
    to.null();
  }
}

}  // namespace

void write_receipt(JsonWriter& to, const services::MinedTransaction& mined) {
  const auto& header = mined.block->block.header;
  const auto& tx = mined.transaction();
  const auto& receipt = mined.receipt();
  to.begin_object();
  to.key("type").quantity(static_cast<std::uint64_t>(receipt.type));
  to.key("status").quantity(std::uint64_t{receipt.success ? 1u : 0u});
  to.key("transactionHash").data(tx.hash);
  to.key("transactionIndex").quantity(std::uint64_t{mined.index});
  to.key("blockHash").data(mined.block->hash);
  to.key("blockNumber").quantity(header.height);
  to.key("from").data(tx.sender);
  write_optional(to.key("to"), tx.transaction.to);
  write_optional(to.key("contractAddress"), receipt.contract_address);
  to.key("gasUsed").quantity(receipt.gas_used);
  to.key("cumulativeGasUsed").quantity(receipt.cumulative_gas_used);
  to.key("effectiveGasPrice").quantity(receipt.effective_gas_price);
  to.key("logsBloom").data(receipt.bloom);
  to.key("logs").begin_array();
  auto index = mined.first_log_index();
  for (const auto& log : receipt.logs) {
    write_log(to, log, {header.height, mined.block->hash, header.timestamp, tx.hash, mined.index, index++});
  }
  to.end_array().end_object();
}

void write_log(JsonWriter& to, const services::FoundLog& found) {
  write_log(to, found.log,
            {found.height, found.block_hash, found.timestamp, found.transaction_hash, found.transaction_index,
             found.log_index});
}

}  // namespace kaisho::api
