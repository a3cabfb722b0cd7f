#pragma once

#include <kaisho/ledger/transaction.hpp>

#include "ledger_of_record.hpp"

namespace kaisho::crash {

/// One client: an account and a connection of its own, sending as fast as it is answered.
class LoadClient {
 public:
  /// `number` chooses one of the accounts that every developer's node funds (0 to 3).
  LoadClient(std::size_t number, LedgerOfRecord& record);

  /// Sends batches of transfers and of calls that leave a log, and records every receipt that it sees, until the
  /// connection breaks. An error text where the node answered something that it must not.
  [[nodiscard]] std::optional<std::string> run(unsigned short port);

 private:
  [[nodiscard]] std::optional<std::string> start(RpcClient& node);
  [[nodiscard]] Bytes next_wire();

  std::size_t number_;
  LedgerOfRecord& record_;
  crypto::PrivateKey key_;
  Address address_;
  std::optional<Address> program_;  ///< logs what it is called with
  std::uint64_t nonce_ = 0;         ///< of the next transaction
  std::uint64_t acknowledged_ = 0;  ///< nonces below it have receipts that this client saw
};

}  // namespace kaisho::crash
