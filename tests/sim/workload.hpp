#pragma once

#include <map>
#include <vector>

#include <kaisho/consensus/batch.hpp>
#include <kaisho/ledger/genesis.hpp>

/// The clients' transactions, signed once for all seeds: signing and recovering are the slow steps.
namespace kaisho::sim {

inline constexpr std::size_t kClients = 8;
inline constexpr std::size_t kMostTransactions = 16;  ///< of one client
inline constexpr std::uint64_t kStart = 1'000'000;    ///< balance of every client but the poor one

class Workload {
 public:
  Workload();

  [[nodiscard]] const ledger::Genesis& genesis() const { return genesis_; }
  /// In the order of their nonces. The last client has nothing until the first one's third transaction pays it.
  [[nodiscard]] const std::vector<pool::TransactionPtr>& of(std::size_t client) const { return transactions_[client]; }
  [[nodiscard]] const Address& address(std::size_t client) const { return addresses_[client]; }
  /// What no chain takes: signed for another chain, or more gas than a block has.
  [[nodiscard]] const std::vector<pool::TransactionPtr>& impossible() const { return impossible_; }
  /// The batch of these bytes with its senders, as a member's recovery gives it; known transactions at once.
  [[nodiscard]] consensus::Received receive(ByteView bytes) const;

 private:
  void remember(const pool::TransactionPtr& tx);

  ledger::Genesis genesis_;
  std::vector<std::vector<pool::TransactionPtr>> transactions_;
  std::vector<Address> addresses_;
  std::vector<pool::TransactionPtr> impossible_;
  std::map<Hash, pool::TransactionPtr> known_;
};

}  // namespace kaisho::sim
