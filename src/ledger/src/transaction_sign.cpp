#include <algorithm>
#include <kaisho/crypto/hash.hpp>
#include <utility>

#include "kaisho/ledger/transaction.hpp"
#include "transaction_fields.hpp"

namespace kaisho::ledger {

Amount Transaction::effective_gas_price(const Amount& base_fee) const {
  const auto offered = base_fee.checked_add(max_priority_fee_per_gas);
  return offered ? std::min(max_fee_per_gas, *offered) : max_fee_per_gas;
}

Hash transaction_hash(ByteView wire) { return crypto::keccak256(wire); }

Hash signing_digest(const Transaction& tx) {
  auto out = envelope(tx);
  out.begin_list();
  write_unsigned_fields(out, tx);
  if (tx.type == TransactionType::legacy && tx.chain_id) {  // EIP-155
    out.number(*tx.chain_id).number(std::uint64_t{0}).number(std::uint64_t{0});
  }
  out.end_list();
  return crypto::keccak256(std::move(out).take());
}

Transaction sign_transaction(Transaction unsigned_transaction, const crypto::PrivateKey& key) {
  unsigned_transaction.signature = crypto::sign(key, signing_digest(unsigned_transaction));
  return unsigned_transaction;
}

std::string_view RecoverError::describe() const {
  if (decode) return ledger::describe(*decode);
  if (high_s) return "signature has a high s (EIP-2)";
  return "no key could have made this signature";
}

std::expected<SignedTransaction, RecoverError> recover_transaction(Bytes wire) {
  auto decoded = decode_transaction(wire);
  if (!decoded) return std::unexpected(RecoverError{decoded.error(), false});
  if (!crypto::is_low_s(decoded->signature)) return std::unexpected(RecoverError{std::nullopt, true});
  const auto sender = crypto::recover(signing_digest(*decoded), decoded->signature);
  if (!sender) return std::unexpected(RecoverError{});
  const auto hash = transaction_hash(wire);
  return SignedTransaction{*std::move(decoded), std::move(wire), hash, *sender};
}

Address contract_address(const Address& sender, std::uint64_t nonce) {
  codec::rlp::Writer out;
  out.begin_list().fixed(sender).number(nonce).end_list();
  return address_of(word_of(crypto::keccak256(std::move(out).take())));
}

}  // namespace kaisho::ledger
