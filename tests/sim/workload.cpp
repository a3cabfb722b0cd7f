#include "workload.hpp"

#include <kaisho/crypto/secp256k1.hpp>

namespace kaisho::sim {
namespace {

constexpr ChainId kChain = 31337;
constexpr Gas kBlockGas = 2'000'000;

crypto::PrivateKey key(std::size_t client) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = static_cast<std::uint8_t>(client + 1);
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes));
}

pool::TransactionPtr sign(std::size_t client, std::uint64_t nonce, const Address& to, std::uint64_t value, Gas gas,
                          ChainId chain = kChain) {
  ledger::Transaction tx;
  tx.type = ledger::TransactionType::dynamic_fee;
  tx.chain_id = chain;
  tx.nonce = nonce;
  tx.to = to;
  tx.value = value;
  tx.gas_limit = gas;
  return std::make_shared<const ledger::SignedTransaction>(
      *ledger::recover_transaction(ledger::encode_transaction(ledger::sign_transaction(std::move(tx), key(client)))));
}

}  // namespace

Workload::Workload() : transactions_(kClients) {
  genesis_.chain_id = kChain;
  genesis_.timestamp = 1'000;
  genesis_.gas_limit = kBlockGas;
  for (std::size_t client = 0; client < kClients; ++client) {
    addresses_.push_back(crypto::address_of(key(client)));
    if (client + 1 < kClients) {
      genesis_.state.accounts[addresses_[client]].account = ledger::Account{.nonce = 0, .balance = kStart};
    }
  }
  for (std::size_t client = 0; client < kClients; ++client) {
    for (std::uint64_t nonce = 0; nonce < kMostTransactions; ++nonce) {
      const bool pays_the_poor = client == 0 && nonce == 2;
      const auto to = pays_the_poor ? kClients - 1 : (client + nonce + 1) % (kClients - 1);
      const std::uint64_t value = pays_the_poor ? 10'000 : 1 + 10 * client + nonce;
      transactions_[client].push_back(sign(client, nonce, addresses_[to], value, nonce % 5 == 4 ? 900'000 : 21'000));
      remember(transactions_[client].back());
    }
    impossible_.push_back(sign(client, 0, addresses_[0], 1, 21'000, kChain + 1));
    impossible_.push_back(sign(client, 0, addresses_[0], 1, kBlockGas + 1));
    remember(impossible_[impossible_.size() - 2]);
    remember(impossible_.back());
  }
}

void Workload::remember(const pool::TransactionPtr& tx) { known_.emplace(tx->hash, tx); }

consensus::Received Workload::receive(ByteView bytes) const {
  const auto unpacked = consensus::UnpackedBatch::from(bytes);
  if (!unpacked) return std::unexpected(unpacked.error());
  const auto entries = consensus::decode_batch(unpacked->bytes());
  if (!entries) return std::unexpected(entries.error());
  auto batch = std::make_shared<consensus::Batch>();
  batch->size = bytes.size();
  for (const auto& [sender, wire] : *entries) {
    const auto known = known_.find(ledger::transaction_hash(wire));
    if (known == known_.end() || known->second->sender != sender) return consensus::receive_batch(bytes);
    batch->transactions.push_back(known->second);
  }
  return batch;
}

}  // namespace kaisho::sim
