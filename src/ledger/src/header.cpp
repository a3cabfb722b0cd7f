#include <algorithm>
#include <kaisho/base/assert.hpp>
#include <kaisho/codec/merkle.hpp>
#include <kaisho/codec/rlp.hpp>
#include <kaisho/crypto/hash.hpp>
#include <utility>

#include "kaisho/ledger/block.hpp"

namespace kaisho::ledger {
namespace {

namespace rlp = codec::rlp;

bool is_known(std::uint64_t revision) { return revision == static_cast<std::uint64_t>(Revision::kaisho_1); }

}  // namespace

Bytes encode_header(const Header& header) {
  KAISHO_ASSERT(header.extra.size() <= kMaxExtraSize);
  Bytes buffer;
  buffer.reserve(640);
  rlp::Writer out(std::move(buffer));
  out.begin_list()
      .number(static_cast<std::uint64_t>(header.revision))
      .number(header.chain_id)
      .number(header.height)
      .fixed(header.parent_hash)
      .number(header.timestamp)
      .fixed(header.beneficiary)
      .number(header.gas_limit)
      .number(header.gas_used)
      .number(header.base_fee)
      .fixed(header.prev_randao)
      .number(header.transaction_count)
      .fixed(header.transactions_root)
      .fixed(header.receipts_root)
      .fixed(header.state_root)
      .fixed(header.bloom)
      .string(header.extra)
      .end_list();
  return std::move(out).take();
}

std::optional<Header> decode_header(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  if (!item) return std::nullopt;
  rlp::Fields fields(*item);
  Header header;
  const auto revision = fields.u64();
  header.chain_id = fields.u64();
  header.height = fields.u64();
  header.parent_hash = fields.fixed<Hash>();
  header.timestamp = fields.u64();
  header.beneficiary = fields.fixed<Address>();
  header.gas_limit = fields.u64();
  header.gas_used = fields.u64();
  header.base_fee = fields.u256();
  header.prev_randao = fields.fixed<Hash>();
  header.transaction_count = fields.u64();
  header.transactions_root = fields.fixed<Hash>();
  header.receipts_root = fields.fixed<Hash>();
  header.state_root = fields.fixed<Hash>();
  header.bloom = fields.fixed<Bloom>();
  header.extra = bytes_of(fields.string());
  if (!fields.finish() || !is_known(revision) || header.extra.size() > kMaxExtraSize) return std::nullopt;
  header.revision = Revision{static_cast<std::uint8_t>(revision)};
  return header;
}

Hash header_hash(const Header& header) { return crypto::keccak256(encode_header(header)); }

Hash transactions_root(const std::vector<SignedTransaction>& transactions) {
  std::vector<Hash> leaves;
  leaves.reserve(transactions.size());
  for (const auto& tx : transactions) leaves.push_back(codec::merkle::leaf_hash(tx.wire));
  return codec::merkle::root(leaves);
}

BlockContext context_of(const Header& header) {
  BlockContext context;
  context.chain_id = header.chain_id;
  context.revision = header.revision;
  context.height = header.height;
  context.timestamp = header.timestamp;
  context.gas_limit = header.gas_limit;
  context.base_fee = header.base_fee;
  context.beneficiary = header.beneficiary;
  context.prev_randao = header.prev_randao;
  return context;
}

BlockContext context_after(const Header& parent, const Hash& parent_hash, Timestamp now, const Address& beneficiary) {
  BlockContext context;
  context.chain_id = parent.chain_id;
  context.height = parent.height + 1;
  context.timestamp = std::max(parent.timestamp + 1, now);
  context.gas_limit = parent.gas_limit;
  context.base_fee = parent.base_fee;
  context.beneficiary = beneficiary;
  context.prev_randao = parent_hash;
  return context;
}

}  // namespace kaisho::ledger
