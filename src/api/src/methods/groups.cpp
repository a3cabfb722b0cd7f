#include "methods/groups.hpp"

namespace kaisho::api {
namespace {

/// Hardhat's network helpers turn every node away whose name does not begin with "anvil", "hardhatnetwork" or "zksync".
std::string client_version(const Server::Dependencies& with) {
  return with.accounts == nullptr ? with.version : "anvil/v1.7-compatible " + with.version;
}

}  // namespace

MethodTable all_methods(const Server::Dependencies& with) {
  MethodTable table(with.accounts != nullptr);
  add_eth_block(table, with.ledger);
  add_eth_call(table, with.ledger);
  add_eth_fee(table, with.ledger);
  add_eth_log(table, with.ledger);
  add_eth_state(table, with.ledger);
  add_eth_transaction(table, with.ledger);
  add_net_web3(table, with.ledger, client_version(with));
  add_kaisho(table, with.ledger, with.version);
  add_kaisho_status(table, with.ledger);
  if (with.accounts != nullptr) {
    add_eth_account(table, with.ledger, *with.accounts);
    add_dev(table, with.ledger);
  } else {
    table.add("eth_accounts", kPublic, Cost::cheap, [](const Call&) -> RpcResult { return "[]"; });
  }
  if (with.evidence != nullptr && with.records != nullptr) {
    add_kaisho_evidence(table, {*with.evidence, with.ledger, *with.records});
  }
  if (with.peers != nullptr) add_kaisho_peers(table, *with.peers);
  if (with.audit != nullptr) add_kaisho_audit(table, *with.audit);
  return table;
}

}  // namespace kaisho::api
