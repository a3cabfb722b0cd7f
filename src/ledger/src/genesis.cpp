#include "kaisho/ledger/genesis.hpp"

#include <kaisho/codec/merkle.hpp>
#include <kaisho/codec/rlp.hpp>
#include <kaisho/crypto/hash.hpp>
#include <utility>

namespace kaisho::ledger {
namespace {

namespace rlp = codec::rlp;

void write_account(rlp::Writer& out, const Address& address, const AccountDiff& diff) {
  const auto account = diff.account.value_or(Account{});
  out.begin_list().fixed(address).number(account.nonce).number(account.balance).fixed(account.code_hash).begin_list();
  for (const auto& [slot, value] : diff.storage) out.begin_list().fixed(slot).fixed(value).end_list();
  out.end_list().end_list();
}

/// Adds at the end; false where the key is not above the last one, so that each state has one encoding.
template <class Key, class Value>
bool append_ordered(std::map<Key, Value>& map, const Key& key, Value value) {
  if (!map.empty() && !(map.rbegin()->first < key)) return false;
  map.emplace_hint(map.end(), key, std::move(value));
  return true;
}

bool read_slot(const rlp::Item& item, std::map<Word, Word>& storage) {
  rlp::Fields fields(item);
  const auto slot = fields.fixed<Word>();
  const auto value = fields.fixed<Word>();
  return fields.finish().has_value() && append_ordered(storage, slot, value);
}

bool read_account(const rlp::Item& item, StateDiff& state) {
  rlp::Fields fields(item);
  const auto address = fields.fixed<Address>();
  Account account;
  account.nonce = fields.u64();
  account.balance = fields.u256();
  account.code_hash = fields.fixed<Hash>();
  AccountDiff diff{account, {}};
  for (const auto& slot : fields.list()) {
    if (!read_slot(slot, diff.storage)) return false;
  }
  return fields.finish().has_value() && append_ordered(state.accounts, address, std::move(diff));
}

bool read_code(const rlp::Item& item, StateDiff& state) {
  const auto code = item.as_string();
  if (!code) return false;
  return append_ordered(state.codes, crypto::keccak256(*code), Code(std::make_shared<const Bytes>(bytes_of(*code))));
}

}  // namespace

Bytes encode_genesis(const Genesis& genesis) {
  rlp::Writer out;
  out.begin_list().number(genesis.chain_id).number(genesis.timestamp).number(genesis.gas_limit);
  out.number(genesis.base_fee).begin_list();
  for (const auto& [address, diff] : genesis.state.accounts) write_account(out, address, diff);
  out.end_list().begin_list();
  for (const auto& [hash, code] : genesis.state.codes) out.string(*code);
  out.end_list().end_list();
  return std::move(out).take();
}

std::optional<Genesis> decode_genesis(ByteView bytes) {
  const auto item = rlp::decode(bytes);
  if (!item) return std::nullopt;
  rlp::Fields fields(*item);
  Genesis genesis;
  genesis.chain_id = fields.u64();
  genesis.timestamp = fields.u64();
  genesis.gas_limit = fields.u64();
  genesis.base_fee = fields.u256();
  const auto accounts = fields.list();
  const auto codes = fields.list();
  if (!fields.finish()) return std::nullopt;
  for (const auto& account : accounts) {
    if (!read_account(account, genesis.state)) return std::nullopt;
  }
  for (const auto& code : codes) {
    if (!read_code(code, genesis.state)) return std::nullopt;
  }
  return genesis;
}

Hash genesis_document_hash(const Genesis& genesis) { return crypto::keccak256(encode_genesis(genesis)); }

Header genesis_header(const Genesis& genesis) {
  Header header;
  header.chain_id = genesis.chain_id;
  header.timestamp = genesis.timestamp;
  header.gas_limit = genesis.gas_limit;
  header.base_fee = genesis.base_fee;
  header.transactions_root = header.receipts_root = codec::merkle::root(std::span<const Hash>{});
  header.extra = bytes_of(genesis_document_hash(genesis).view());
  return header;
}

}  // namespace kaisho::ledger
