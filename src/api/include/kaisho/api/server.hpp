#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <kaisho/services/access_service.hpp>
#include <kaisho/services/account_service.hpp>
#include <kaisho/services/audit_service.hpp>
#include <kaisho/services/evidence_service.hpp>
#include <kaisho/services/governance_records.hpp>
#include <kaisho/services/governance_service.hpp>
#include <kaisho/services/ledger_service.hpp>
#include <kaisho/services/passkey_sign_in.hpp>
#include <kaisho/services/peer_service.hpp>
#include <kaisho/services/sign_in_service.hpp>

#include "kaisho/api/settings.hpp"

/// The node's front door: HTTP and JSON-RPC over the services.
namespace kaisho::api {

class Server {
 public:
  /// What it speaks for. All of it outlives the server; stop the server before the engine of the ledger.
  struct Dependencies {
    services::LedgerService& ledger;
    /// Accounts whose keys the node holds. With it the node is a developer's: eth_accounts, eth_sendTransaction,
    /// eth_sign… and the evm_ methods exist. Null on every other node.
    services::AccountService* accounts = nullptr;
    /// Checkpoints and packs; null where the node signs none.
    services::EvidenceService* evidence = nullptr;
    /// The other members' nodes and packages; null where the node keeps neither.
    services::PeerService* peers = nullptr;
    /// The continuous audit and its alerts; null on a node whose chain is not governed.
    services::AuditService* audit = nullptr;
    /// The governance's records; with it there is REST under /v1. Null: there is none.
    services::GovernanceReader* records = nullptr;
    /// Writes of REST; null: there are none.
    services::GovernanceService* writes = nullptr;
    /// Sign-in of users; null: there is none.
    services::SignInService* sign_in = nullptr;
    /// Sign-in of operators by passkey; null: there is none.
    services::PasskeySignIn* passkeys = nullptr;
    /// Who may use REST besides what anyone may; null: nobody.
    services::AccessService* access = nullptr;
    /// "kaisho/0.1.0": web3_clientVersion and the greeting.
    std::string version;
    /// A line for the operator; called from any thread.
    std::function<void(std::string_view)> log = [](std::string_view) {};
  };

  /// Listens at `settings.listen` and serves. The error is a sentence for the operator: no address, taken, or beyond
  /// loopback without leave.
  [[nodiscard]] static std::expected<std::unique_ptr<Server>, std::string> start(const Settings& settings,
                                                                                 const Dependencies& dependencies);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Stops.
  ~Server();

  /// Where it listens, "127.0.0.1:8545", with the port that the system chose.
  [[nodiscard]] const std::string& address() const;
  /// Where TLS listens; empty where it does not.
  [[nodiscard]] const std::string& tls_address() const;
  /// Closes every connection; returns when no call runs any more.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::api
