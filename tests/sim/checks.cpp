#include "checks.hpp"

#include <algorithm>
#include <set>

#include <kaisho/base/hex.hpp>

namespace kaisho::sim {
namespace {

std::string name_of(const ledger::SignedTransaction& tx) {
  return "nonce " + std::to_string(tx.transaction.nonce) + " of " + to_hex(tx.sender).substr(0, 10);
}

/// Balances and nonces by plain addition; the price of gas is 0.
class Books {
 public:
  explicit Books(const ledger::Genesis& genesis) {
    for (const auto& [address, change] : genesis.state.accounts) balances_[address] = change.account->balance.low_u64();
  }

  std::optional<std::string> add(const ledger::SignedTransaction& tx) {
    if (!hashes_.insert(tx.hash).second) return "executed twice: " + name_of(tx);
    if (tx.transaction.nonce != nonces_[tx.sender]++) return "out of turn: " + name_of(tx);
    const auto value = tx.transaction.value.low_u64();
    if (balances_[tx.sender] < value) return "more than the sender had: " + name_of(tx);
    balances_[tx.sender] -= value;
    balances_[*tx.transaction.to] += value;
    return std::nullopt;
  }

  [[nodiscard]] bool has(const Hash& hash) const { return hashes_.contains(hash); }
  [[nodiscard]] std::uint64_t nonce(const Address& sender) const {
    const auto at = nonces_.find(sender);
    return at == nonces_.end() ? 0 : at->second;
  }
  [[nodiscard]] std::optional<std::string> differs_from(const ledger::StateView& state) const {
    for (const auto& [address, balance] : balances_) {
      const auto account = state.account(address).value_or(ledger::Account{});
      if (account.balance != Amount(balance)) return "balance of " + to_hex(address) + " is not what was paid";
    }
    for (const auto& [address, nonce] : nonces_) {
      if (state.account(address).value_or(ledger::Account{}).nonce != nonce) {
        return "nonce of " + to_hex(address) + " does not count its transactions";
      }
    }
    return std::nullopt;
  }

 private:
  std::map<Address, std::uint64_t> balances_;
  std::map<Address, std::uint64_t> nonces_;
  std::set<Hash> hashes_;
};

bool may_be_listed(const ledger::SignedTransaction& tx, const Books& books, const ledger::Genesis& genesis) {
  return tx.transaction.chain_id == genesis.chain_id && tx.transaction.gas_limit <= genesis.gas_limit &&
         tx.transaction.nonce >= books.nonce(tx.sender);
}

std::optional<std::string> unlawful(const Block& block, const Books& books, const Workload& workload) {
  std::set<Hash> listed;
  for (const auto& packed : block.batches) {
    const auto batch = workload.receive(packed->bytes);
    const auto where = " at consensus height " + std::to_string(block.height);
    if (!batch) return "decided on what is no batch" + where;
    const auto& transactions = (*batch)->transactions;
    const bool brings_something = std::ranges::any_of(transactions, [&](const pool::TransactionPtr& tx) {
      return !listed.contains(tx->hash) && may_be_listed(*tx, books, workload.genesis());
    });
    if (!brings_something) return "decided on a batch that brings nothing" + where;
    for (const auto& tx : transactions) listed.insert(tx->hash);
  }
  return std::nullopt;
}

std::uint64_t consensus_height(const storage::StoredBlock& block) {
  return consensus::decode_extra(block.block.header.extra).value().height;
}

}  // namespace

std::optional<std::string> difference(const Member& one, const Member& other) {
  const auto& here = one.chain().blocks();
  const auto& there = other.chain().blocks();
  if (here.size() != there.size()) return "chains of different length";
  for (std::size_t i = 0; i < here.size(); ++i) {
    if (here[i]->hash != there[i]->hash) return "block " + std::to_string(i) + " differs";
  }
  if (one.info() != other.info()) return "engine records differ";
  return std::nullopt;
}

std::optional<std::string> wrong_history(const consensus::MemoryChain& chain, const Workload& workload,
                                         const std::vector<std::size_t>& counts) {
  Books books(workload.genesis());
  for (const auto& stored : chain.blocks()) {
    for (const auto& tx : stored->block.transactions) {
      if (auto wrong = books.add(tx)) return wrong;
    }
  }
  for (std::size_t client = 0; client < counts.size(); ++client) {
    for (std::size_t i = 0; i < counts[client]; ++i) {
      const auto& tx = *workload.of(client)[i];
      if (!books.has(tx.hash)) return "never executed: " + name_of(tx);
    }
  }
  return books.differs_from(*chain.latest());
}

std::optional<std::string> unlawful_decision(const std::vector<BlockPtr>& decided, const consensus::MemoryChain& chain,
                                             const Workload& workload) {
  Books books(workload.genesis());
  std::size_t next = 1;
  for (const auto& block : decided) {
    if (auto wrong = unlawful(*block, books, workload)) return wrong;
    if (next == chain.blocks().size() || consensus_height(*chain.blocks()[next]) != block->height) continue;
    for (const auto& tx : chain.blocks()[next++]->block.transactions) static_cast<void>(books.add(tx));
  }
  return std::nullopt;
}

}  // namespace kaisho::sim
