#pragma once

#include <map>
#include <mutex>
#include <vector>

#include <kaisho/crypto/secp256k1.hpp>

#include "kaisho/services/ledger_service.hpp"

/// Accounts whose keys this process holds: the well-known ones of a developer's node. Members' keys never come here
/// (custody has its own service).
namespace kaisho::services {

/// Thread-safe.
class AccountService {
 public:
  /// Outlive the service.
  struct Dependencies {
    LedgerService& ledger;
    consensus::Engine& engine;
  };
  AccountService(const Dependencies& dependencies, std::vector<crypto::PrivateKey> keys);

  /// In the order of the keys.
  [[nodiscard]] const std::vector<Address>& accounts() const { return accounts_; }
  [[nodiscard]] bool holds(const Address& account) const { return keys_.contains(account); }

  /// Completes (gas by estimate, nonce), signs and sends. Several sends of one account that arrive together get
  /// consecutive nonces. Errors: unknown_account, and what estimating and sending give.
  void send(const CallRequest& request, SentDone done);
  [[nodiscard]] Result<Sent> send_and_wait(const CallRequest& request);
  /// The wire form of the completed and signed transaction, not sent.
  [[nodiscard]] Result<Bytes> sign_transaction(const CallRequest& request);

  /// EIP-191 version 0x45 ("personal_sign"): r‖s‖v over the prefixed message.
  [[nodiscard]] Result<Bytes> sign_message(const Address& account, ByteView message) const;
  /// r‖s‖v over a digest as it is, such as that of EIP-712 data.
  [[nodiscard]] Result<Bytes> sign_digest(const Address& account, const Hash& digest) const;

 private:
  [[nodiscard]] Result<ledger::Transaction> complete(const CallRequest& request) const;
  [[nodiscard]] Result<const crypto::PrivateKey*> key(const Address& account) const;

  Dependencies needs_;
  std::vector<Address> accounts_;
  std::map<Address, crypto::PrivateKey> keys_;
  std::mutex nonces_;  ///< held from choosing a nonce until the pool counts it
};

}  // namespace kaisho::services
