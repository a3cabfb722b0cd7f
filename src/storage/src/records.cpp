#include "records.hpp"

#include "kaisho/base/hex.hpp"
#include "kaisho/codec/rlp.hpp"
#include "kaisho/state/keys.hpp"

namespace kaisho::storage::records {
namespace {

namespace rlp = codec::rlp;

std::optional<rlp::ListView> list_of(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  if (!item) return std::nullopt;
  const auto list = item->as_list();
  return list ? std::optional(*list) : std::nullopt;
}

}  // namespace

Bytes big_endian(std::uint64_t number) {
  Bytes bytes(8);
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
  return bytes;
}

std::optional<std::uint64_t> read_big_endian(ByteView eight) {
  if (eight.size() != 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const auto byte : eight) number = number << 8 | byte;
  return number;
}

Bytes encode_header(const Hash& hash, const ledger::Header& header) {
  Bytes bytes = bytes_of(hash.view());
  append(bytes, ledger::encode_header(header));
  return bytes;
}

std::optional<HeaderRecord> decode_header(ByteView bytes) {
  if (bytes.size() <= Hash::kSize) return std::nullopt;
  auto header = ledger::decode_header(bytes.subspan(Hash::kSize));
  if (!header) return std::nullopt;
  return HeaderRecord{.hash = *fixed_from<Hash>(bytes.first(Hash::kSize)), .header = std::move(*header)};
}

Bytes encode_body(const std::vector<ledger::SignedTransaction>& transactions) {
  rlp::Writer out;
  out.begin_list();
  for (const auto& tx : transactions) out.begin_list().fixed(tx.sender).string(tx.wire).end_list();
  out.end_list();
  return std::move(out).take();
}

std::optional<std::vector<ledger::SignedTransaction>> decode_body(ByteView bytes) {
  const auto items = list_of(bytes);
  if (!items) return std::nullopt;
  std::vector<ledger::SignedTransaction> transactions;
  for (const auto& item : *items) {
    rlp::Fields fields(item);
    const auto sender = fields.fixed<Address>();
    const auto wire = fields.string();
    if (!fields.finish()) return std::nullopt;
    auto decoded = ledger::decode_transaction(wire);
    if (!decoded) return std::nullopt;
    transactions.push_back({.transaction = std::move(*decoded),
                            .wire = bytes_of(wire),
                            .hash = ledger::transaction_hash(wire),
                            .sender = sender});
  }
  return transactions;
}

Bytes encode_receipts(const std::vector<ledger::Receipt>& receipts) {
  rlp::Writer out;
  out.begin_list();
  for (const auto& receipt : receipts) out.string(ledger::encode_receipt(receipt));
  out.end_list();
  return std::move(out).take();
}

std::optional<std::vector<ledger::Receipt>> decode_receipts(ByteView bytes) {
  const auto items = list_of(bytes);
  if (!items) return std::nullopt;
  std::vector<ledger::Receipt> receipts;
  for (const auto& item : *items) {
    if (item.is_list()) return std::nullopt;
    auto receipt = ledger::decode_receipt(item.payload());
    if (!receipt) return std::nullopt;
    receipts.push_back(std::move(*receipt));
  }
  return receipts;
}

Bytes encode_place(Height height, std::uint32_t index) {
  Bytes bytes = big_endian(height);
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(index >> shift));
  return bytes;
}

std::optional<PlaceRecord> decode_place(ByteView bytes) {
  if (bytes.size() != 12) return std::nullopt;
  std::uint32_t index = 0;
  for (const auto byte : bytes.last(4)) index = index << 8 | byte;
  return PlaceRecord{.height = *read_big_endian(bytes.first(8)), .index = index};
}

Bytes encode_leaf(const std::optional<Hash>& hash_of_value, ByteView raw_key) {
  Bytes bytes = bytes_of(hash_of_value.value_or(Hash{}).view());
  append(bytes, raw_key);
  return bytes;
}

std::optional<LeafRecord> decode_leaf(ByteView bytes) {
  if (bytes.size() <= Hash::kSize || !state::parse_key(bytes.subspan(Hash::kSize))) return std::nullopt;
  LeafRecord record{.hash_of_value = fixed_from<Hash>(bytes.first(Hash::kSize)),
                    .raw_key = bytes_of(bytes.subspan(Hash::kSize))};
  if (record.hash_of_value->is_zero()) record.hash_of_value.reset();
  return record;
}

}  // namespace kaisho::storage::records
