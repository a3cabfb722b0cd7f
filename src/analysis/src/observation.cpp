#include "observation.hpp"

#include <algorithm>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;
using Values = abi::Values;

/// ERC-1967: Keccak-256 of the label, less one.
Word erc1967(std::string_view label) {
  const auto number = number_of(word_of(crypto::keccak256(view_of(label))));
  return word_of(number.checked_sub(U256(1)).value_or(number));  // no label's hash is zero
}

/// Whether a holder's transfer to another account that may use the token works.
bool transfers(TrialWorld& world, const TrialWorld::Moment& at, const Stage& stage, const Address& from) {
  const auto result =
      world.call(at, from, stage.program,
                 call_data("transfer(address,uint256)", {abi::Value::of(stage.second), abi::Value::of(1)}));
  if (!result || result->outcome != ledger::Outcome::success) return false;
  // A token that returns false instead of failing has not moved anything.
  return result->output.empty() || std::ranges::any_of(result->output, [](auto byte) { return byte != 0; });
}

/// Answers that change by themselves whenever tokens come or go.
bool is_natural(std::string_view signature) { return signature == "totalSupply()"; }

void compare_balances(const Stage& stage, std::size_t caller, const Observation& before, const Observation& after,
                      Trial& trial) {
  const bool supply_fell = before.supply && after.supply && *after.supply < *before.supply;
  if (before.supply && after.supply && *after.supply > *before.supply) trial.effects.insert(Effect::creates_tokens);
  for (std::size_t i = 0; i < stage.parties.size(); ++i) {
    const auto &had = before.balances[i], &has = after.balances[i];
    if (!had || !has || *had == *has) continue;
    const bool rose = *has > *had;
    if (rose && !stage.parties[i].usable) trial.effects.insert(Effect::reaches_outsiders);
    if (rose) continue;
    if (stage.parties[i].account == stage.parties[caller].account) {
      trial.effects.insert(Effect::moves_own);
    } else {
      trial.effects.insert(supply_fell ? Effect::destroys_others : Effect::takes_from_others);
    }
  }
}

/// A holder that lost its tokens cannot transfer either; that is not a stop.
bool still_holds(const Stage& stage, const Observation& seen, const Address& account) {
  for (std::size_t i = 0; i < stage.parties.size(); ++i) {
    const auto& balance = seen.balances[i];
    if (stage.parties[i].account == account) return balance && !balance->is_zero();
  }
  return false;
}

void compare_transfers(const Stage& stage, const Observation& before, const Observation& after, Trial& trial) {
  const bool holder_stopped =
      before.holder_transfers && !after.holder_transfers && still_holds(stage, after, stage.holder);
  const bool third_stopped = before.third_transfers && !after.third_transfers && still_holds(stage, after, stage.third);
  if (holder_stopped && third_stopped) trial.effects.insert(Effect::stops_everyone);
  if (holder_stopped != third_stopped) trial.effects.insert(Effect::stops_an_account);
  const bool began = (!before.holder_transfers && after.holder_transfers && still_holds(stage, before, stage.holder)) ||
                     (!before.third_transfers && after.third_transfers && still_holds(stage, before, stage.third));
  if (began) trial.effects.insert(Effect::resumes);
}

/// Giving up an own role is no power over others. The caller's roles stand at the even places.
bool roles_changed(const Observation& before, const Observation& after) {
  for (std::size_t i = 0; i < before.has_role.size(); ++i) {
    const bool gave_up = i % 2 == 0 && before.has_role[i] && !after.has_role[i];
    if (before.has_role[i] != after.has_role[i] && !gave_up) return true;
  }
  return false;
}

void compare_answers(const Stage& stage, const Observation& before, const Observation& after, Trial& trial) {
  for (const auto* getter : stage.getters) {
    const auto signature = getter->function.signature();
    const auto old = before.answers.find(signature);
    const auto now = after.answers.find(signature);
    const bool same = old == before.answers.end() ? now == after.answers.end()
                                                  : now != after.answers.end() && old->second == now->second;
    if (same || is_natural(signature)) continue;
    trial.changed.push_back(signature);
    const bool names_account = getter->outputs.size() == 1 && getter->outputs[0].kind() == abi::Type::Kind::address;
    trial.effects.insert(names_account ? Effect::changes_powers : Effect::changes_terms);
  }
  std::ranges::sort(trial.changed);
  const bool only_paused = trial.changed.size() == 1 && trial.changed[0] == "paused()";
  const bool is_pause = trial.effects.contains(Effect::stops_everyone) || trial.effects.contains(Effect::resumes);
  if (only_paused && is_pause) trial.effects.erase(Effect::changes_terms);
}

}  // namespace

const std::vector<Word>& implementation_slots() {
  static const std::vector<Word> kSlots{erc1967("eip1967.proxy.implementation"), erc1967("eip1967.proxy.beacon")};
  return kSlots;
}

const std::vector<Word>& admin_slots() {
  static const std::vector<Word> kSlots{erc1967("eip1967.proxy.admin")};
  return kSlots;
}

Observation observe(TrialWorld& world, const TrialWorld::Moment& at, const Stage& stage, const Address& caller) {
  Observation seen;
  const auto account = at.state.account(stage.program);
  if (account) seen.code_hash = account->code_hash;
  for (const auto& slot : implementation_slots()) seen.code_slots.push_back(at.state.storage(stage.program, slot));
  for (const auto& slot : admin_slots()) seen.admin_slots.push_back(at.state.storage(stage.program, slot));
  if (stage.has_balances) {
    seen.supply = world.number(at, stage.program, "totalSupply()");
    for (const auto& party : stage.parties) {
      seen.balances.push_back(
          world.number(at, stage.program, "balanceOf(address)", Values{abi::Value::of(party.account)}));
    }
  } else {
    seen.balances.resize(stage.parties.size());
  }
  for (const auto* getter : stage.getters) {
    const auto signature = getter->function.signature();
    if (auto answer = world.view(at, stage.program, call_data(signature))) seen.answers[signature] = std::move(*answer);
  }
  for (const auto& role : stage.roles) {
    for (const auto& whose : {caller, stage.holder}) {
      const auto has = world.number(at, stage.program, "hasRole(bytes32,address)",
                                    Values{abi::Value::of(role), abi::Value::of(whose)});
      seen.has_role.push_back(has && !has->is_zero());
    }
  }
  if (stage.has_transfer) {
    seen.holder_transfers = transfers(world, at, stage, stage.holder);
    seen.third_transfers = transfers(world, at, stage, stage.third);
  }
  return seen;
}

Trial compare(const Stage& stage, std::size_t caller, const Observation& before, const Observation& after) {
  Trial trial{caller, {}, {}};
  const bool destroyed = before.code_hash && !after.code_hash;
  if (!destroyed && (before.code_hash != after.code_hash || before.code_slots != after.code_slots)) {
    trial.effects.insert(Effect::replaces_code);
    return trial;  // what is seen now is what the trial's own code answers: it says nothing about the program
  }
  compare_balances(stage, caller, before, after, trial);
  compare_transfers(stage, before, after, trial);
  compare_answers(stage, before, after, trial);
  if (roles_changed(before, after) || before.admin_slots != after.admin_slots) {
    trial.effects.insert(Effect::changes_powers);
  }
  if (destroyed) trial.effects.insert(Effect::destroys_program);
  return trial;
}

}  // namespace kaisho::analysis
