#include "conclude.hpp"

#include <algorithm>

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;

constexpr Effect kPowers[] = {Effect::creates_tokens,  Effect::destroys_others,  Effect::takes_from_others,
                              Effect::stops_everyone,  Effect::stops_an_account, Effect::replaces_code,
                              Effect::changes_powers,  Effect::changes_terms,    Effect::resumes,
                              Effect::destroys_program};
/// Nobody should have these without a reason; where everybody has one, it is a finding.
constexpr Effect kDangerous[] = {Effect::creates_tokens, Effect::destroys_others,  Effect::takes_from_others,
                                 Effect::stops_everyone, Effect::stops_an_account, Effect::replaces_code,
                                 Effect::changes_powers, Effect::destroys_program};

void add_power(Effect effect, ProgramFacts& facts) {
  Power power{effect, {}, {}, false};
  std::set<std::size_t> parties;
  for (const auto& function : facts.functions) {
    bool has_effect = false;
    for (const auto& trial : function.trials) {
      if (!trial.effects.contains(effect)) continue;
      has_effect = true;
      const bool is_anybody = facts.parties[trial.party].is_anybody();
      power.anyone |= is_anybody;
      if (!is_anybody) parties.insert(trial.party);
    }
    if (has_effect) power.functions.push_back(function.signature);
  }
  if (power.functions.empty()) return;
  power.parties.assign(parties.begin(), parties.end());
  facts.powers.push_back(std::move(power));
}

void find_in_functions(ProgramFacts& facts) {
  for (const auto& function : facts.functions) {
    if (!function.in_interface) facts.findings.push_back({FindingKind::hidden_function, function.signature});
    if (!function.reads_only() && function.was_tried && function.trials.empty() && function.in_interface) {
      facts.findings.push_back({FindingKind::unreachable_function, function.signature});
    }
    if (function.after == "time") facts.findings.push_back({FindingKind::depends_on_time, function.signature});
  }
  for (const auto& power : facts.powers) {
    if (!power.anyone || std::ranges::find(kDangerous, power.effect) == std::end(kDangerous)) continue;
    for (const auto& function : facts.functions) {
      const bool by_anyone = std::ranges::any_of(function.trials, [&](const Trial& trial) {
        return facts.parties[trial.party].is_anybody() && trial.effects.contains(power.effect);
      });
      if (by_anyone) facts.findings.push_back({FindingKind::anyone_has_power, function.signature});
    }
  }
}

void find_in_code(const CodeFacts& code, ProgramFacts& facts) {
  const auto note = [&](bool is_there, FindingKind kind) {
    if (is_there) facts.findings.push_back({kind, ""});
  };
  note(code.asks_origin, FindingKind::asks_origin);
  note(code.delegates, FindingKind::delegates);
  note(code.destroys, FindingKind::destroys_itself);
  note(code.creates, FindingKind::creates_programs);
  note(code.calls, FindingKind::calls_others);
}

void find_upgrades(const Play& play, ProgramFacts& facts) {
  const auto is_set = [&](const Word& slot) { return !play.state.storage(play.stage.program, slot).is_zero(); };
  const bool can_replace =
      std::ranges::any_of(facts.powers, [](const Power& one) { return one.effect == Effect::replaces_code; });
  if (std::ranges::any_of(implementation_slots(), is_set) || can_replace) {
    facts.findings.push_back({FindingKind::upgradable, ""});
  }
}

/// What a holder experiences: can it pass its tokens on, and does all of it arrive?
void find_in_transfers(Play& play, ProgramFacts& facts) {
  const auto& stage = play.stage;
  const TrialWorld::Moment now{play.state, play.world.time()};
  const auto balance = [&](const ledger::StateView& state, const Address& of) {
    return play.world.number({state, now.time}, stage.program, "balanceOf(address)", {abi::Value::of(of)});
  };
  const auto held = balance(now.state, stage.holder);
  if (!stage.has_transfer || !held || held->is_zero()) return;
  const auto result =
      play.world.call(now, stage.holder, stage.program,
                      call_data("transfer(address,uint256)", {abi::Value::of(play.stranger), abi::Value::of(*held)}));
  ledger::Overlay after(play.state);
  if (result && result->outcome == ledger::Outcome::success) after.apply(result->diff);
  const auto before_there = balance(now.state, play.stranger);
  const auto there = balance(after, play.stranger);
  const auto arrived = there && before_there ? there->checked_sub(*before_there) : std::nullopt;
  if (!arrived || arrived->is_zero()) {
    facts.findings.push_back({FindingKind::holders_cannot_transfer, "transfer(address,uint256)"});
  } else if (*arrived < *held) {
    facts.findings.push_back({FindingKind::transfer_takes_a_fee, held->to_decimal() + " → " + arrived->to_decimal()});
  }
}

void find_unknown_calls(Play& play, bool has_fallback, ProgramFacts& facts) {
  const auto result = play.world.call({play.state, play.world.time()}, play.stranger, play.stage.program,
                                      Bytes{0xfe, 0xdc, 0x01, 0x9b});
  const bool accepts = result && result->outcome == ledger::Outcome::success;
  if (accepts || has_fallback) facts.findings.push_back({FindingKind::accepts_unknown_calls, ""});
}

void check_usable(Play& play, ProgramFacts& facts) {
  std::set<std::string> reaching;
  bool moved = false;
  for (const auto& function : facts.functions) {
    for (const auto& trial : function.trials) {
      const auto& effects = trial.effects;
      moved |= effects.contains(Effect::moves_own) || effects.contains(Effect::creates_tokens) ||
               effects.contains(Effect::takes_from_others);
      if (effects.contains(Effect::reaches_outsiders)) reaching.insert(function.signature);
    }
  }
  auto& check = facts.usable;
  check.moved_to_outsiders.assign(reaching.begin(), reaching.end());
  check.asked_tokens.assign(play.world.asked_tokens().begin(), play.world.asked_tokens().end());
  using Verdict = UsableCheck::Verdict;
  check.verdict = !reaching.empty() ? Verdict::does_not_ask : moved ? Verdict::asks : Verdict::no_value_moved;
  for (const auto& token : check.asked_tokens) {
    if (token != facts.token_id) facts.findings.push_back({FindingKind::wrong_token_asked, token});
  }
}

bool is_before(const Finding& a, const Finding& b) {
  if (severity(a.kind) != severity(b.kind)) return severity(a.kind) > severity(b.kind);
  if (a.kind != b.kind) return a.kind < b.kind;
  return a.subject < b.subject;
}

}  // namespace

void conclude(Play& play, const CodeFacts& code, bool has_fallback, ProgramFacts& facts) {
  for (const auto effect : kPowers) add_power(effect, facts);
  std::ranges::sort(facts.powers, {}, &Power::effect);
  find_in_functions(facts);
  find_in_code(code, facts);
  find_upgrades(play, facts);
  find_in_transfers(play, facts);
  find_unknown_calls(play, has_fallback, facts);
  check_usable(play, facts);
  if (play.world.is_spent()) facts.findings.push_back({FindingKind::budget_spent, ""});
  std::ranges::sort(facts.findings, is_before);
  const auto same = std::ranges::unique(
      facts.findings, [](const Finding& a, const Finding& b) { return a.kind == b.kind && a.subject == b.subject; });
  facts.findings.erase(same.begin(), same.end());
}

}  // namespace kaisho::analysis
