#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <kaisho/services/access_service.hpp>
#include <kaisho/services/audit_service.hpp>
#include <kaisho/services/evidence_service.hpp>
#include <kaisho/services/governance_records.hpp>
#include <kaisho/services/governance_service.hpp>
#include <kaisho/services/ledger_service.hpp>
#include <kaisho/services/passkey_sign_in.hpp>
#include <kaisho/services/sign_in_service.hpp>

#include "rest/stream_places.hpp"

namespace kaisho::api::rest {

/// What REST speaks for. All of it outlives the API.
struct Dependencies {
  services::LedgerService& ledger;
  const services::GovernanceReader& records;
  services::AccessService* access = nullptr;      ///< null: the node knows no operators
  services::GovernanceService* writes = nullptr;  ///< null: the node takes no writes here
  services::SignInService* sign_in = nullptr;     ///< null: users cannot sign in
  services::PasskeySignIn* passkeys = nullptr;    ///< null: operators have no passkeys
  services::EvidenceService* evidence = nullptr;  ///< null: the node signs no checkpoints
  services::AuditService* audit = nullptr;        ///< null: the node audits nothing
  std::vector<std::string> sign_in_domains{};     ///< of EIP-4361 besides this node's own names
  std::string version;                            ///< "0.1.0"
  std::function<void(std::string_view)> log;      ///< for what is our fault; from any thread
  std::shared_ptr<StreamPlaces> streams = std::make_shared<StreamPlaces>(StreamPlaces::Limits{});
};

}  // namespace kaisho::api::rest
