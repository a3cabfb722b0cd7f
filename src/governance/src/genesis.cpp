#include <set>

#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/governance.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

constexpr std::size_t kMostMembers = 64;
constexpr std::uint32_t kMostRoles = 0xffffff;  // three bytes in the record

/// What is wrong with the list, in a sentence.
std::optional<std::string> fault_of(const GenesisConfig& config) {
  if (!is_id(config.consortium)) return "the consortium's name is no ID: 1 to 64 of A-Z a-z 0-9 . _ -";
  if (config.members.empty() || config.members.size() > kMostMembers) return "a consortium has 1 to 64 members";
  std::set<std::string> names;
  std::set<Address> operators;
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
