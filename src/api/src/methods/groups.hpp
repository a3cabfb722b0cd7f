#pragma once

#include <string>

#include "kaisho/api/server.hpp"
#include "rpc/method_table.hpp"

/// The methods, one file per group. A new group (filters and subscriptions, tracing, the helpers of Hardhat and
/// Foundry) is a file beside these, a line here and one in `all_methods`.
namespace kaisho::api {

void add_eth_block(MethodTable& table, services::LedgerService& ledger);
void add_eth_call(MethodTable& table, services::LedgerService& ledger);
void add_eth_fee(MethodTable& table, services::LedgerService& ledger);
void add_eth_log(MethodTable& table, services::LedgerService& ledger);
void add_eth_state(MethodTable& table, services::LedgerService& ledger);
void add_eth_transaction(MethodTable& table, services::LedgerService& ledger);
void add_eth_account(MethodTable& table, services::LedgerService& ledger, services::AccountService& accounts);
void add_dev(MethodTable& table, services::LedgerService& ledger);
void add_net_web3(MethodTable& table, services::LedgerService& ledger, std::string client_version);
void add_kaisho(MethodTable& table, services::LedgerService& ledger, std::string version);
void add_kaisho_status(MethodTable& table, services::LedgerService& ledger);
struct EvidenceParts {
  services::EvidenceService& evidence;
  const services::LedgerService& ledger;
  const services::GovernanceReader& records;
};
void add_kaisho_evidence(MethodTable& table, const EvidenceParts& with);
void add_kaisho_audit(MethodTable& table, services::AuditService& audit);
void add_kaisho_peers(MethodTable& table, services::PeerService& peers);

[[nodiscard]] MethodTable all_methods(const Server::Dependencies& dependencies);

}  // namespace kaisho::api
