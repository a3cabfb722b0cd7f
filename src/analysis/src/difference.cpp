#include <algorithm>

#include <kaisho/base/hex.hpp>

#include "kaisho/analysis/program_facts.hpp"

namespace kaisho::analysis {
namespace {

/// Holders by what they are, not by their place in a list: an account by its address, wherever each version has it
/// from, and the rest, whose accounts may be the trial's, by their part.
std::set<std::string> holders_of(const ProgramFacts& facts, const Power& power) {
  std::set<std::string> holders;
  for (const auto place : power.parties) {
    const auto& party = facts.parties[place];
    const bool is_account =
        party.kind == PartyKind::argument || party.kind == PartyKind::stored || party.kind == PartyKind::coded;
    holders.insert(is_account ? to_hex(party.account) : std::string(describe(party.kind)) + " " + party.name);
  }
  return holders;
}

const Power* find_power(const ProgramFacts& facts, Effect effect) {
  const auto found = std::ranges::find(facts.powers, effect, &Power::effect);
  return found == facts.powers.end() ? nullptr : &*found;
}

std::vector<std::string> missing_in(const ProgramFacts& from, const ProgramFacts& in) {
  std::vector<std::string> missing;
  for (const auto& function : from.functions) {
    const bool is_there =
        std::ranges::any_of(in.functions, [&](const auto& other) { return other.signature == function.signature; });
    if (!is_there) missing.push_back(function.signature);
  }
  return missing;
}

std::vector<Finding> findings_missing_in(const ProgramFacts& from, const ProgramFacts& in) {
  std::vector<Finding> missing;
  for (const auto& finding : from.findings) {
    const bool is_there = std::ranges::any_of(in.findings, [&](const Finding& other) {
      return other.kind == finding.kind && other.subject == finding.subject;
    });
    if (!is_there) missing.push_back(finding);
  }
  return missing;
}

}  // namespace

bool PowersDifference::is_empty() const {
  return functions_added.empty() && functions_removed.empty() && powers_added.empty() && powers_removed.empty() &&
         powers_changed.empty() && findings_added.empty() && findings_removed.empty();
}

PowersDifference difference(const ProgramFacts& before, const ProgramFacts& after) {
  PowersDifference result;
  result.functions_added = missing_in(after, before);
  result.functions_removed = missing_in(before, after);
  result.findings_added = findings_missing_in(after, before);
  result.findings_removed = findings_missing_in(before, after);
  for (const auto& power : before.powers) {
    const auto* now = find_power(after, power.effect);
    if (now == nullptr) {
      result.powers_removed.push_back(power);
    } else if (now->functions != power.functions || now->anyone != power.anyone ||
               holders_of(before, power) != holders_of(after, *now)) {
      result.powers_changed.push_back({power, *now});
    }
  }
  for (const auto& power : after.powers) {
    if (find_power(before, power.effect) == nullptr) result.powers_added.push_back(power);
  }
  return result;
}

}  // namespace kaisho::analysis
