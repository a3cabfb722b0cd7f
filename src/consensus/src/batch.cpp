#include "kaisho/consensus/batch.hpp"

#include <algorithm>
#include <unordered_set>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/rlp.hpp>

namespace kaisho::consensus {
namespace rlp = codec::rlp;
namespace {

constexpr std::size_t kWorstListHeader = 9;
constexpr std::size_t kAddressSize = sizeof(Address);

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

/// Bytes of an entry whose wire has `size`.
std::size_t entry_size(std::size_t size) { return header_size(kAddressSize + size) + kAddressSize + size; }

bool holds_twice(const std::vector<ByteView>& strings) {
  std::vector<std::string_view> sorted;
  sorted.reserve(strings.size());
  for (const auto string : strings) sorted.push_back(text_of(string));
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
      return "the batch is not a canonical RLP list of senders with their transactions, or not packed as one";
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
    case BatchError::wrong_sender:
      return "the batch names another sender than the one who signed";
  }
  return "unknown error";
}

Bytes encode_batch(std::span<const BatchEntry> entries) {
  KAISHO_ASSERT(!entries.empty() && entries.size() <= kMaxBatchTransactions);
  std::size_t payload = kWorstListHeader;
  for (const auto& entry : entries) payload += entry_size(entry.wire.size());
  Bytes start;
  start.reserve(1 + payload);
  start.push_back(kBatchVersion);
  rlp::Writer out(std::move(start));
  out.begin_list();
  Bytes string;
  for (const auto& [sender, wire] : entries) {
    string.assign(sender.bytes.begin(), sender.bytes.end());
    string.insert(string.end(), wire.begin(), wire.end());
    out.string(string);
  }
  out.end_list();
  auto bytes = std::move(out).take();
  KAISHO_ASSERT(bytes.size() <= kMaxBatchSize);
  return bytes;
}

Bytes encode_batch(std::span<const pool::TransactionPtr> transactions) {
  std::vector<BatchEntry> entries;
  entries.reserve(transactions.size());
  for (const auto& tx : transactions) entries.push_back({tx->sender, tx->wire});
  return encode_batch(entries);
}

std::expected<std::vector<BatchEntry>, BatchFault> decode_batch(ByteView bytes) {
  if (bytes.size() > kMaxBatchSize) return fault(BatchError::too_large);
  if (bytes.empty() || bytes.front() != kBatchVersion) return fault(BatchError::unknown_version);
  const auto item = rlp::decode(bytes.subspan(1), 1);
  if (!item) return fault(BatchError::malformed, std::string(rlp::describe(item.error())));
  const auto list = item->as_list();
  if (!list) return fault(BatchError::malformed, std::string(rlp::describe(list.error())));
  if (list->empty()) return fault(BatchError::empty);
  std::vector<ByteView> strings;
  std::vector<BatchEntry> entries;
  for (const auto& each : *list) {
    const auto string = each.as_string();
    if (!string) return fault(BatchError::malformed, std::string(rlp::describe(string.error())));
    if (string->size() < kAddressSize) return fault(BatchError::malformed, "an entry is shorter than an address");
    if (entries.size() == kMaxBatchTransactions) return fault(BatchError::too_many);
    strings.push_back(*string);
    entries.push_back({Address::from(string->first<kAddressSize>()), string->subspan(kAddressSize)});
  }
  if (holds_twice(strings)) return fault(BatchError::repeated);
  return entries;
}

bool BatchSize::add(std::size_t wire_size) {
  const auto payload = payload_ + entry_size(wire_size);
  if (transactions_ == kMaxBatchTransactions || 1 + header_size(payload) + payload > kMaxBatchSize) return false;
  payload_ = payload;
  ++transactions_;
  return true;
}

std::size_t BatchSize::bytes() const { return 1 + header_size(payload_) + payload_; }

Received make_batch(std::size_t size, std::span<const Address> senders, std::vector<pool::Recovered> recovered) {
  KAISHO_ASSERT(senders.size() == recovered.size());
  auto batch = std::make_shared<Batch>();
  batch->size = size;
  batch->transactions.reserve(recovered.size());
  for (auto& tx : recovered) {
    if (!tx) {
      const auto code = tx.error().decode ? BatchError::bad_transaction : BatchError::bad_signature;
      return fault(code, "transaction " + std::to_string(batch->transactions.size()) + ": " +
                             std::string(tx.error().describe()));
    }
    const auto number = batch->transactions.size();
    if (tx->sender != senders[number]) {
      return fault(BatchError::wrong_sender,
                   "transaction " + std::to_string(number) + ": signed by " + to_hex(tx->sender));
    }
    batch->transactions.push_back(std::make_shared<const ledger::SignedTransaction>(*std::move(tx)));
  }
  return batch;
}

Received receive_batch(ByteView bytes) {
  const auto unpacked = UnpackedBatch::from(bytes);
  if (!unpacked) return std::unexpected(unpacked.error());
  const auto entries = decode_batch(unpacked->bytes());
  if (!entries) return std::unexpected(entries.error());
  std::vector<Address> senders;
  std::vector<pool::Recovered> recovered;
  recovered.reserve(entries->size());
  for (const auto& [sender, wire] : *entries) {
    senders.push_back(sender);
    recovered.push_back(ledger::recover_transaction(bytes_of(wire)));
  }
  return make_batch(bytes.size(), senders, std::move(recovered));
}

}  // namespace kaisho::consensus
