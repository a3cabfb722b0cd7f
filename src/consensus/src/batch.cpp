#include "kaisho/consensus/batch.hpp"

#include <algorithm>
#include <unordered_set>

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/rlp.hpp>

namespace kaisho::consensus {
namespace rlp = codec::rlp;
namespace {

constexpr std::size_t kWorstListHeader = 9;

std::unexpected<BatchFault> fault(BatchError code, std::string detail = {}) {
  return std::unexpected(BatchFault{code, std::move(detail)});
}

/// Bytes of an RLP header before `size` bytes of payload (yellow paper, appendix B).
std::size_t header_size(std::size_t size) {
  std::size_t bytes = 1;
  if (size <= 55) return bytes;
  for (; size > 0; size >>= 8) ++bytes;
  return bytes;
}

bool holds_twice(const std::vector<ByteView>& wires) {
  std::vector<std::string_view> sorted;
  sorted.reserve(wires.size());
  for (const auto wire : wires) sorted.emplace_back(reinterpret_cast<const char*>(wire.data()), wire.size());
  std::ranges::sort(sorted);
  return std::ranges::adjacent_find(sorted) != sorted.end();
}

}  // namespace

std::string_view describe(BatchError error) {
  switch (error) {
    case BatchError::too_large:
      return "the batch is larger than 512 KiB";
    case BatchError::unknown_version:
      return "the bytes are no batch of a version that this program knows";
    case BatchError::malformed:
      return "the batch is not a canonical RLP list of transactions";
    case BatchError::empty:
      return "the batch holds no transaction";
    case BatchError::too_many:
      return "the batch holds more than 4096 transactions";
    case BatchError::repeated:
      return "the batch holds a transaction twice";
    case BatchError::bad_transaction:
      return "the batch holds bytes that are no transaction";
    case BatchError::bad_signature:
      return "the batch holds a transaction with a bad signature";
  }
  return "unknown error";
}

Bytes encode_batch(std::span<const ByteView> wires) {
  KAISHO_ASSERT(!wires.empty() && wires.size() <= kMaxBatchTransactions);
  std::size_t payload = kWorstListHeader;
  for (const auto wire : wires) payload += header_size(wire.size()) + wire.size();
  Bytes start;
  start.reserve(1 + payload);
  start.push_back(kBatchVersion);
  rlp::Writer out(std::move(start));
  out.begin_list();
  for (const auto wire : wires) out.string(wire);
  out.end_list();
  auto bytes = std::move(out).take();
  KAISHO_ASSERT(bytes.size() <= kMaxBatchSize);
  return bytes;
}

Bytes encode_batch(std::span<const pool::TransactionPtr> transactions) {
  std::vector<ByteView> wires;
  wires.reserve(transactions.size());
  for (const auto& tx : transactions) wires.emplace_back(tx->wire);
  return encode_batch(wires);
}

std::expected<std::vector<ByteView>, BatchFault> decode_batch(ByteView bytes) {
  if (bytes.size() > kMaxBatchSize) return fault(BatchError::too_large);
  if (bytes.empty() || bytes.front() != kBatchVersion) return fault(BatchError::unknown_version);
  const auto item = rlp::decode(bytes.subspan(1), 1);
  if (!item) return fault(BatchError::malformed, std::string(rlp::describe(item.error())));
  const auto list = item->as_list();
  if (!list) return fault(BatchError::malformed, std::string(rlp::describe(list.error())));
  if (list->empty()) return fault(BatchError::empty);
  std::vector<ByteView> wires;
  for (const auto& wire : *list) {
    const auto string = wire.as_string();
    if (!string) return fault(BatchError::malformed, std::string(rlp::describe(string.error())));
    if (wires.size() == kMaxBatchTransactions) return fault(BatchError::too_many);
    wires.push_back(*string);
  }
  if (holds_twice(wires)) return fault(BatchError::repeated);
  return wires;
}

bool BatchSize::add(std::size_t wire_size) {
  const auto payload = payload_ + header_size(wire_size) + wire_size;
  if (transactions_ == kMaxBatchTransactions || 1 + header_size(payload) + payload > kMaxBatchSize) return false;
  payload_ = payload;
  ++transactions_;
  return true;
}

std::size_t BatchSize::bytes() const { return 1 + header_size(payload_) + payload_; }

Received make_batch(std::size_t size, std::vector<pool::Recovered> recovered) {
  auto batch = std::make_shared<Batch>();
  batch->size = size;
  batch->transactions.reserve(recovered.size());
  for (auto& tx : recovered) {
    if (!tx) {
      const auto code = tx.error().decode ? BatchError::bad_transaction : BatchError::bad_signature;
      return fault(code, "transaction " + std::to_string(batch->transactions.size()) + ": " +
                             std::string(tx.error().describe()));
    }
    batch->transactions.push_back(std::make_shared<const ledger::SignedTransaction>(*std::move(tx)));
  }
  return batch;
}

Received receive_batch(ByteView bytes) {
  const auto wires = decode_batch(bytes);
  if (!wires) return std::unexpected(wires.error());
  std::vector<pool::Recovered> recovered;
  recovered.reserve(wires->size());
  for (const auto wire : *wires) recovered.push_back(ledger::recover_transaction(bytes_of(wire)));
  return make_batch(bytes.size(), std::move(recovered));
}

}  // namespace kaisho::consensus
