#include <kaisho/codec/merkle.hpp>
#include <kaisho/codec/rlp.hpp>
#include <utility>

#include "kaisho/ledger/block.hpp"

namespace kaisho::ledger {
namespace {

namespace rlp = codec::rlp;
constexpr std::size_t kMaxTopics = 4;

void write_log(rlp::Writer& out, const Log& log) {
  out.begin_list().fixed(log.address).begin_list();
  for (const auto& topic : log.topics) out.fixed(topic);
  out.end_list().string(log.data).end_list();
}

std::optional<Log> read_log(const rlp::Item& item) {
  rlp::Fields fields(item);
  Log log;
  log.address = fields.fixed<Address>();
  const auto topics = fields.list();
  log.data = bytes_of(fields.string());
  if (!fields.finish()) return std::nullopt;
  for (const auto& topic : topics) {
    const auto word = topic.as_fixed<Word>();
    if (!word || log.topics.size() == kMaxTopics) return std::nullopt;
    log.topics.push_back(*word);
  }
  return log;
}

std::optional<std::vector<Log>> read_logs(const rlp::ListView& list) {
  std::vector<Log> logs;
  for (const auto& item : list) {
    auto log = read_log(item);
    if (!log) return std::nullopt;
    logs.push_back(*std::move(log));
  }
  return logs;
}

}  // namespace

Bytes encode_receipt(const Receipt& receipt) {
  rlp::Writer out;
  out.begin_list()
      .number(static_cast<std::uint64_t>(receipt.type))
      .number(std::uint64_t{receipt.success})
      .number(receipt.cumulative_gas_used)
      .number(receipt.gas_used)
      .number(receipt.effective_gas_price)
      .optional_fixed(receipt.contract_address)
      .begin_list();
  for (const auto& log : receipt.logs) write_log(out, log);
  out.end_list().end_list();
  return std::move(out).take();
}

std::optional<Receipt> decode_receipt(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  if (!item) return std::nullopt;
  rlp::Fields fields(*item);
  Receipt receipt;
  const auto type = fields.u64();
  const auto success = fields.u64();
  receipt.cumulative_gas_used = fields.u64();
  receipt.gas_used = fields.u64();
  receipt.effective_gas_price = fields.u256();
  receipt.contract_address = fields.optional_fixed<Address>();
  auto logs = read_logs(fields.list());
  if (!fields.finish() || !logs || type > 2 || success > 1) return std::nullopt;
  if (receipt.gas_used > receipt.cumulative_gas_used || (success == 0 && !logs->empty())) return std::nullopt;
  receipt.type = TransactionType{static_cast<std::uint8_t>(type)};
  receipt.success = success == 1;
  receipt.logs = *std::move(logs);
  receipt.bloom = bloom_of(receipt.logs);
  return receipt;
}

Hash receipts_root(const std::vector<Receipt>& receipts) {
  std::vector<Hash> leaves;
  leaves.reserve(receipts.size());
  for (const auto& receipt : receipts) leaves.push_back(codec::merkle::leaf_hash(encode_receipt(receipt)));
  return codec::merkle::root(leaves);
}

}  // namespace kaisho::ledger
