#include <set>

#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/governance.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

constexpr std::uint32_t kMostRoles = 0xffffff;  // three bytes in the record

/// What is wrong with a member's node, or which key another member has too.
std::optional<std::string> fault_of(const GenesisMember& member, std::set<Word>& keys) {
  if (!member.node) return std::nullopt;
  if (auto fault = fault_of(*member.node)) return member.name + ": " + *fault;
  for (const auto& key : keys_of(*member.node)) {
    if (!keys.insert(key).second) return member.name + " shares a key, pin or node ID with another";
  }
  return std::nullopt;
}

/// What is wrong with the list, in a sentence.
std::optional<std::string> fault_of(const GenesisConfig& config) {
  if (!is_id(config.consortium)) return "the consortium's name is no ID: 1 to 64 of A-Z a-z 0-9 . _ -";
  if (config.members.empty() || config.members.size() > Limits::kMembers) return "a consortium has 1 to 64 members";
  std::set<std::string> names;
  std::set<Address> operators;
  std::set<Word> keys;
  for (const auto& member : config.members) {
    if (!is_organization_name(member.name)) {
      return "'" + member.name +
             "' is no organization's name: a letter, then letters, digits, '.', '_', '-', and no "
             "word of the policy language";
    }
    if (member.operator_account.is_zero()) return member.name + " has no operator account";
    if (member.roles > kMostRoles) return member.name + " has unknown roles";
    if (!names.insert(member.name).second) return "two members are called " + member.name;
    if (!operators.insert(member.operator_account).second) return member.name + " shares its operator with another";
    if (auto fault = fault_of(member, keys)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::expected<ledger::StateDiff, std::string> genesis_state(const GenesisConfig& config) {
  if (auto fault = fault_of(config)) return std::unexpected(*fault);
  ledger::MapSlots slots;
  begin_records(slots, config.consortium);
  OrganizationNumber number = 0;
  for (const auto& member : config.members) {
    add_member(slots, {.number = ++number,
                       .name = member.name,
                       .operator_account = member.operator_account,
                       .roles = member.roles,
                       .active = true,
                       .since = config.time});
    if (member.node) write_node(slots, number, member.node);
  }

  const auto code = std::make_shared<const Bytes>(Bytes{ledger::kSystemContractCode});
  const Hash code_hash = crypto::keccak256(*code);
  ledger::StateDiff state;
  state.codes[code_hash] = code;
  state.accounts[kGovernanceAddress] = {.account = ledger::Account{.nonce = 1, .balance = {}, .code_hash = code_hash},
                                        .storage = slots.all()};
  return state;
}

}  // namespace kaisho::governance
