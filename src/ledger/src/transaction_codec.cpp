#include <kaisho/base/assert.hpp>
#include <kaisho/codec/rlp.hpp>
#include <utility>

#include "kaisho/ledger/transaction.hpp"
#include "transaction_fields.hpp"

namespace kaisho::ledger {
namespace {

namespace rlp = codec::rlp;
using Decoded = std::expected<Transaction, DecodeError>;

/// Order of the group of secp256k1 (SEC 2, section 2.4.1).
constexpr U256 kGroupOrder = U256::from_be_bytes(std::array<std::uint8_t, 32>{
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41});

constexpr std::uint64_t kUnprotectedV = 27;  // and 28
constexpr std::uint64_t kProtectedV = 35;    // EIP-155: 35 + 2 x chain ID + parity

DecodeError decode_error(rlp::Error error) {
  const bool range = error == rlp::Error::number_too_big || error == rlp::Error::wrong_size;
  return range ? DecodeError::field_out_of_range : DecodeError::malformed_rlp;
}

bool is_scalar(const U256& value) { return !value.is_zero() && value < kGroupOrder; }

/// The last step of every type: r and s, once parity (nothing: impossible) and all fields are read.
Decoded finish(const rlp::Fields& fields, Transaction&& tx, std::optional<bool> parity, const U256& r, const U256& s) {
  if (const auto end = fields.finish(); !end) return std::unexpected(decode_error(end.error()));
  if (!parity || !is_scalar(r) || !is_scalar(s)) return std::unexpected(DecodeError::bad_signature_values);
  tx.signature = {crypto::Scalar{r.to_be_bytes()}, crypto::Scalar{s.to_be_bytes()}, *parity};
  return std::move(tx);
}

struct LegacyV {
  std::optional<bool> parity;
  std::optional<ChainId> chain_id;
};

/// EIP-155's v taken apart. A chain ID beyond 64 bits is a field out of range.
std::expected<LegacyV, DecodeError> read_v(const U256& v) {
  if (v == kUnprotectedV || v == kUnprotectedV + 1) return LegacyV{v != kUnprotectedV, std::nullopt};
  const auto above = v.checked_sub(kProtectedV);
  if (!above) return LegacyV{};
  const auto parts = above->divide_by(2);
  if (!parts.quotient.fits_u64()) return std::unexpected(DecodeError::field_out_of_range);
  return LegacyV{parts.remainder == 1, parts.quotient.low_u64()};
}

void read_call(rlp::Fields& fields, Transaction& tx) {
  tx.gas_limit = fields.u64();
  tx.to = fields.optional_fixed<Address>();
  tx.value = fields.u256();
  tx.data = bytes_of(fields.string());
}

Decoded decode_legacy(const rlp::Item& item) {
  rlp::Fields fields(item);
  Transaction tx;
  tx.nonce = fields.u64();
  tx.max_fee_per_gas = tx.max_priority_fee_per_gas = fields.u256();
  read_call(fields, tx);
  const auto v = fields.u256();
  const auto r = fields.u256();
  const auto s = fields.u256();
  if (const auto end = fields.finish(); !end) return std::unexpected(decode_error(end.error()));
  const auto parts = read_v(v);
  if (!parts) return std::unexpected(parts.error());
  tx.chain_id = parts->chain_id;
  return finish(fields, std::move(tx), parts->parity, r, s);
}

std::expected<AccessListEntry, rlp::Error> read_entry(const rlp::Item& item) {
  rlp::Fields fields(item);
  AccessListEntry entry;
  entry.address = fields.fixed<Address>();
  for (const auto& slot : fields.list()) {
    const auto word = slot.as_fixed<Word>();
    if (!word) return std::unexpected(word.error());
    entry.slots.push_back(*word);
  }
  if (const auto end = fields.finish(); !end) return std::unexpected(end.error());
  return entry;
}

std::expected<std::vector<AccessListEntry>, rlp::Error> read_access_list(const rlp::ListView& list) {
  std::vector<AccessListEntry> entries;
  for (const auto& item : list) {
    auto entry = read_entry(item);
    if (!entry) return std::unexpected(entry.error());
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Decoded decode_typed(TransactionType type, const rlp::Item& item) {
  rlp::Fields fields(item);
  Transaction tx;
  tx.type = type;
  tx.chain_id = fields.u64();
  tx.nonce = fields.u64();
  tx.max_priority_fee_per_gas = fields.u256();
  tx.max_fee_per_gas = type == TransactionType::dynamic_fee ? fields.u256() : tx.max_priority_fee_per_gas;
  read_call(fields, tx);
  auto access_list = read_access_list(fields.list());
  const auto parity = fields.u64();
  const auto r = fields.u256();
  const auto s = fields.u256();
  if (const auto end = fields.finish(); !end) return std::unexpected(decode_error(end.error()));
  if (!access_list) return std::unexpected(decode_error(access_list.error()));
  tx.access_list = *std::move(access_list);
  return finish(fields, std::move(tx), parity > 1 ? std::nullopt : std::optional(parity == 1), r, s);
}

U256 legacy_v(const Transaction& tx) {
  const std::uint64_t parity = tx.signature.y_parity ? 1 : 0;
  if (!tx.chain_id) return kUnprotectedV + parity;
  return U256(*tx.chain_id).wrapping_add(*tx.chain_id).wrapping_add(kProtectedV + parity);  // below 2^66
}

}  // namespace

std::string_view describe(DecodeError error) {
  switch (error) {
    case DecodeError::too_large:
      return "transaction is larger than 131072 bytes";
    case DecodeError::empty:
      return "transaction is empty";
    case DecodeError::unsupported_type_4:
      return "transaction type 4 (EIP-7702) is not supported";
    case DecodeError::unsupported_type:
      return "transaction type not supported";
    case DecodeError::malformed_rlp:
      return "transaction is not canonical RLP of its type";
    case DecodeError::field_out_of_range:
      return "a field of the transaction is out of range";
    case DecodeError::bad_signature_values:
      return "invalid transaction v, r, s values";
  }
  return "unknown error";
}

std::expected<Transaction, DecodeError> decode_transaction(ByteView wire) {
  if (wire.size() > kMaxTransactionSize) return std::unexpected(DecodeError::too_large);
  if (wire.empty()) return std::unexpected(DecodeError::empty);
  const auto first = wire.front();
  if (first == 4) return std::unexpected(DecodeError::unsupported_type_4);
  const bool legacy = first >= 0x80;  // EIP-2718: an envelope's type is below 0x80
  if (!legacy && first != 1 && first != 2) return std::unexpected(DecodeError::unsupported_type);
  const auto item = rlp::decode(legacy ? wire : wire.subspan(1));
  if (!item) return std::unexpected(DecodeError::malformed_rlp);
  return legacy ? decode_legacy(*item) : decode_typed(TransactionType{first}, *item);
}

void write_unsigned_fields(rlp::Writer& out, const Transaction& tx) {
  const bool legacy = tx.type == TransactionType::legacy;
  KAISHO_ASSERT(legacy || tx.chain_id.has_value());
  if (!legacy) out.number(*tx.chain_id);
  out.number(tx.nonce);
  if (tx.type == TransactionType::dynamic_fee) out.number(tx.max_priority_fee_per_gas);
  out.number(tx.max_fee_per_gas).number(tx.gas_limit).optional_fixed(tx.to).number(tx.value).string(tx.data);
  if (legacy) return;
  out.begin_list();
  for (const auto& entry : tx.access_list) {
    out.begin_list().fixed(entry.address).begin_list();
    for (const auto& slot : entry.slots) out.fixed(slot);
    out.end_list().end_list();
  }
  out.end_list();
}

rlp::Writer envelope(const Transaction& tx) {
  Bytes buffer;
  buffer.reserve(tx.data.size() + 256);
  if (tx.type != TransactionType::legacy) buffer.push_back(static_cast<std::uint8_t>(tx.type));
  return rlp::Writer(std::move(buffer));
}

Bytes encode_transaction(const Transaction& tx) {
  auto out = envelope(tx);
  out.begin_list();
  write_unsigned_fields(out, tx);
  if (tx.type == TransactionType::legacy) {
    out.number(legacy_v(tx));
  } else {
    out.number(std::uint64_t{tx.signature.y_parity});
  }
  out.number(U256::from_be_bytes(tx.signature.r.bytes)).number(U256::from_be_bytes(tx.signature.s.bytes));
  out.end_list();
  return std::move(out).take();
}

}  // namespace kaisho::ledger
