#include "parties.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/records.hpp>

#include "bytecode.hpp"

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;

void add_party(std::vector<Party>& parties, PartyKind kind, std::string name, const Address& account, bool usable) {
  if (account.is_zero()) return;
  const bool is_known = std::ranges::any_of(parties, [&](const Party& one) { return one.account == account; });
  if (!is_known) parties.push_back({kind, std::move(name), account, usable});
}

void add_addresses(const abi::Type& type, const abi::Value& value, const std::string& name,
                   std::vector<Party>& parties) {
  if (type.kind() == abi::Type::Kind::address) {
    add_party(parties, PartyKind::argument, name, value.address(), true);
  } else if (const auto* list = value.get_if<abi::Value::List>()) {
    const bool is_tuple = type.kind() == abi::Type::Kind::tuple;
    for (std::size_t i = 0; i < list->size(); ++i) {
      add_addresses(type.inner()[is_tuple ? i : 0], (*list)[i], name, parties);
    }
  }
}

/// A packed word may hold an account beside small values, at any place; the rest is nearly empty then.
std::optional<Address> account_in(const Word& word) {
  for (std::size_t begin = 0; begin <= 12; ++begin) {
    const auto window = ByteView(word.bytes).subspan(12 - begin, 20);
    const auto rest = std::ranges::count(word.bytes, std::uint8_t{0}) - std::ranges::count(window, std::uint8_t{0});
    if (rest >= 8 && window.front() != 0 && looks_like_account(window)) return fixed_from<Address>(window);
  }
  return std::nullopt;
}

}  // namespace

Address invented(std::string_view part) {
  const Hash hash = crypto::keccak256(view_of("kaisho analysis: " + std::string(part)));
  return address_of(word_of(hash));
}

std::vector<Party> first_parties(const Question& question, const governance::Package& package) {
  std::vector<Party> parties;
  if (question.issuer_account) add_party(parties, PartyKind::issuer, question.issuer, *question.issuer_account, true);
  if (question.operator_account) {
    add_party(parties, PartyKind::organization, question.organization, *question.operator_account, false);
  }
  add_party(parties, PartyKind::creator, "governance", governance::kGovernanceAddress, false);
  const auto started = starting_values(package, question.constructor_arguments);
  for (std::size_t i = 0; started && i < started->types.size(); ++i) {
    add_addresses(started->types[i], started->values[i], "argument " + std::to_string(i + 1), parties);
  }
  return parties;
}

bool add_found_parties(const ledger::StateDiff& created, const std::set<Address>& in_creation_code,
                       const std::set<Address>& in_code, const Address& program, std::size_t limit,
                       std::vector<Party>& parties) {
  bool all = true;
  const auto add = [&](PartyKind kind, const std::string& where, const Address& account) {
    const bool is_made = created.accounts.contains(account) && account != governance::kGovernanceAddress;
    const bool is_known = std::ranges::find(parties, account, &Party::account) != parties.end();
    if (account == program || is_made || is_known) return;
    if (parties.size() >= limit) {
      all = false;
    } else {
      add_party(parties, kind, where, account, true);
    }
  };
  for (const auto& [address, diff] : created.accounts) {
    if (address == governance::kGovernanceAddress) continue;
    for (const auto& [slot, value] : diff.storage) {
      const auto number = number_of(slot);
      const auto where = number.fits_u64() ? "slot " + number.to_decimal() : "slot " + to_hex(slot);
      if (const auto account = account_in(value)) add(PartyKind::stored, where, *account);
    }
  }
  for (const auto& account : in_code) add(PartyKind::coded, to_hex(account), account);
  for (const auto& account : in_creation_code) add(PartyKind::coded, to_hex(account), account);
  return all;
}

void add_anybody(std::vector<Party>& parties) {
  for (const auto* name : {"holder", "second holder", "third holder"}) {
    add_party(parties, PartyKind::holder, name, invented(name), true);
  }
  add_party(parties, PartyKind::stranger, "stranger", invented("stranger"), true);
  add_party(parties, PartyKind::outsider, "outsider", invented("outsider"), false);
}

}  // namespace kaisho::analysis
