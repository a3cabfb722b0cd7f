#include "kaisho/services/account_service.hpp"

#include <future>

#include <kaisho/crypto/hash.hpp>

#include "errors.hpp"
#include "sending.hpp"

namespace kaisho::services {

AccountService::AccountService(const Dependencies& dependencies, std::vector<crypto::PrivateKey> keys)
    : needs_(dependencies) {
  for (auto& key : keys) {
    const auto account = crypto::address_of(key);
    if (keys_.emplace(account, std::move(key)).second) accounts_.push_back(account);
  }
}

Result<const crypto::PrivateKey*> AccountService::key(const Address& account) const {
  const auto at = keys_.find(account);
  if (at == keys_.end()) return fail(ErrorCode::unknown_account, "unknown account: this node holds no key of it");
  return &at->second;
}

/// Everything but the nonce, which is chosen when the transaction is sent.
Result<ledger::Transaction> AccountService::complete(const CallRequest& request) const {
  ledger::Transaction transaction;
  transaction.type = ledger::TransactionType::dynamic_fee;
  transaction.chain_id = needs_.ledger.chain_id();
  transaction.to = request.to;
  transaction.value = request.value;
  transaction.data = request.data;
  transaction.access_list = request.access_list;
  transaction.max_fee_per_gas = request.max_fee_per_gas.value_or(needs_.ledger.gas_price());
  transaction.max_priority_fee_per_gas =
      std::min(request.max_priority_fee_per_gas.value_or(Amount{}), transaction.max_fee_per_gas);
  if (request.gas) {
    transaction.gas_limit = *request.gas;
    return transaction;
  }
  const auto gas = needs_.ledger.estimate_gas(request, Tag::pending);
  if (!gas) return std::unexpected(gas.error());
  transaction.gas_limit = *gas;
  return transaction;
}

void AccountService::send(const CallRequest& request, SentDone done) {
  const auto refuse = [&](Error error) {
    SentResults results;
    results.emplace_back(std::unexpected(std::move(error)));
    done(std::move(results));
  };
  const auto signer = key(request.from);
  if (!signer) return refuse(signer.error());
  auto transaction = complete(request);
  if (!transaction) return refuse(transaction.error());

  const std::scoped_lock lock(nonces_);
  const auto nonce =
      request.nonce ? Result<std::uint64_t>{*request.nonce} : needs_.ledger.nonce(request.from, Tag::pending);
  if (!nonce) return refuse(nonce.error());
  transaction->nonce = *nonce;
  ledger::SignedTransaction signed_transaction;
  signed_transaction.transaction = ledger::sign_transaction(*std::move(transaction), **signer);
  signed_transaction.wire = ledger::encode_transaction(signed_transaction.transaction);
  signed_transaction.hash = ledger::transaction_hash(signed_transaction.wire);
  signed_transaction.sender = request.from;
  needs_.engine.submit_signed(
      std::move(signed_transaction),
      [done = std::move(done)](std::vector<consensus::SubmitResult> results) { done(sent_of(std::move(results))); });
}

Result<Sent> AccountService::send_and_wait(const CallRequest& request) {
  auto promise = std::make_shared<std::promise<Result<Sent>>>();
  send(request, [promise](SentResults results) { promise->set_value(std::move(results.front())); });
  return promise->get_future().get();
}

Result<Bytes> AccountService::sign_transaction(const CallRequest& request) {
  const auto signer = key(request.from);
  if (!signer) return std::unexpected(signer.error());
  auto transaction = complete(request);
  if (!transaction) return std::unexpected(transaction.error());
  const auto nonce =
      request.nonce ? Result<std::uint64_t>{*request.nonce} : needs_.ledger.nonce(request.from, Tag::pending);
  if (!nonce) return std::unexpected(nonce.error());
  transaction->nonce = *nonce;
  return ledger::encode_transaction(ledger::sign_transaction(*std::move(transaction), **signer));
}

Result<Bytes> AccountService::sign_message(const Address& account, ByteView message) const {
  Bytes prefixed = bytes_of(
      "\x19"
      "Ethereum Signed Message:\n" +
      std::to_string(message.size()));
  append(prefixed, message);
  return sign_digest(account, crypto::keccak256(prefixed));
}

Result<Bytes> AccountService::sign_digest(const Address& account, const Hash& digest) const {
  const auto signer = key(account);
  if (!signer) return std::unexpected(signer.error());
  const auto rsv = crypto::to_rsv(crypto::sign(**signer, digest));
  return Bytes(rsv.begin(), rsv.end());
}

}  // namespace kaisho::services
