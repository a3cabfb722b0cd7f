#include "trials.hpp"

#include <algorithm>

namespace kaisho::analysis {
namespace {

constexpr Timestamp kLater = 50ull * 365 * 86'400;  // seconds: longer than most bonds run
constexpr std::size_t kOpeners = 16;                // states from which refused functions are tried again

/// A state that somebody can bring about, from which other functions may work.
struct Opener {
  std::string name;
  ledger::StateDiff diff;
  Timestamp time = 0;
};

class Trials {
 public:
  Trials(Play& play, std::vector<FunctionFacts>& functions) : play_(play), functions_(functions) {}

  void run() {
    const TrialWorld::Moment start{play_.state, play_.world.time()};
    for (auto& function : functions_) {
      if (!function.reads_only()) try_function(start, function, true);
    }
    openers_.insert(openers_.begin(), Opener{"time", {}, play_.world.time() + kLater});
    for (auto& function : functions_) {
      if (!function.reads_only() && function.trials.empty()) try_later(function);
    }
  }

 private:
  void try_function(const TrialWorld::Moment& at, FunctionFacts& function, bool keep_openers) {
    function.was_tried = true;
    for (std::size_t i = 0; i < play_.stage.parties.size(); ++i) {
      const auto& party = play_.stage.parties[i];
      if (play_.world.is_spent()) return;
      if (party.account == play_.stage.second || party.account == play_.stage.third) continue;  // as the first holder
      try_as(at, function, i, keep_openers);
    }
  }

  /// One party's successes become one trial with all effects seen.
  void try_as(const TrialWorld::Moment& at, FunctionFacts& function, std::size_t party, bool keep_openers) {
    const auto& caller = play_.stage.parties[party];
    std::optional<Trial> trial;
    std::optional<Observation> before;
    for (auto& data : variants_for(play_, function, caller)) {
      const auto result = play_.world.call(at, caller.account, play_.stage.program, std::move(data));
      if (!result || result->outcome != ledger::Outcome::success) continue;
      if (!trial) trial = Trial{party, {}, {}};
      if (!changes_anything(*result, caller.account)) continue;
      if (!before) before = observe(play_.world, at, play_.stage, caller.account);
      auto seen = judge(at, *result, party, *before);
      if (keep_openers) keep(function.signature, seen, result->diff, at.time);
      trial->effects.merge(seen.effects);
      for (auto& name : seen.changed) {
        if (std::ranges::find(trial->changed, name) == trial->changed.end()) trial->changed.push_back(std::move(name));
      }
    }
    if (!trial) return;
    std::ranges::sort(trial->changed);
    function.trials.push_back(std::move(*trial));
  }

  Trial judge(const TrialWorld::Moment& at, const ledger::ExecutionResult& result, std::size_t party,
              const Observation& before) {
    ledger::Overlay after(at.state);
    after.apply(result.diff);
    const auto seen = observe(play_.world, {after, at.time}, play_.stage, play_.stage.parties[party].account);
    auto trial = compare(play_.stage, party, before, seen);
    if (trial.effects.empty()) trial.effects.insert(Effect::changes_records);
    return trial;
  }

  /// More than the sender's nonce.
  static bool changes_anything(const ledger::ExecutionResult& result, const Address& caller) {
    return std::ranges::any_of(result.diff.accounts, [&](const auto& entry) {
      return entry.first != caller || !entry.second.storage.empty();
    });
  }

  /// The first state of each function and each set of effects; none behind which the trial's own code runs.
  void keep(const std::string& function, const Trial& seen, const ledger::StateDiff& diff, Timestamp time) {
    if (openers_.size() >= kOpeners || seen.effects.contains(Effect::replaces_code) ||
        seen.effects == std::set{Effect::moves_own})
      return;
    if (!kept_.insert({function, seen.effects}).second) return;
    openers_.push_back({function, diff, time});
  }

  void try_later(FunctionFacts& function) {
    for (const auto& opener : openers_) {
      if (opener.name == function.signature) continue;
      ledger::Overlay opened(play_.state);
      opened.apply(opener.diff);
      try_function({opened, opener.time}, function, false);
      if (function.trials.empty()) continue;
      function.after = opener.name;
      return;
    }
  }

  Play& play_;
  std::vector<FunctionFacts>& functions_;
  std::vector<Opener> openers_;
  std::set<std::pair<std::string, std::set<Effect>>> kept_;
};

}  // namespace

std::vector<Bytes> variants_for(const Play& play, const FunctionFacts& function, const Party& party) {
  const auto& stage = play.stage;
  const bool is_holder = party.account == stage.holder;
  const Cast cast{.caller = party.account,
                  .victim = is_holder ? stage.third : stage.holder,
                  .other = play.stranger,
                  .outsider = play.outsider,
                  .program = stage.program,
                  .code = play.code,
                  .roles = stage.roles,
                  .time = play.world.time()};
  const auto declared = play.known.find(function.selector);
  if (declared == play.known.end()) return blind_variants(function.selector, cast);
  return variants_of(declared->second, cast);
}

void try_admin(Play& play, std::vector<FunctionFacts>& functions) {
  constexpr std::string_view kUpgrade = "upgradeAndCall(address,address,bytes)";
  const Address admin = address_of(play.state.storage(play.stage.program, admin_slots()[0]));
  const auto account = admin.is_zero() ? std::nullopt : play.state.account(admin);
  if (!account || account->code_hash == ledger::kEmptyCodeHash) return;
  const auto selector = codec::abi::Function::of(kUpgrade).selector();
  FunctionFacts found{
      std::string(kUpgrade), selector, "payable", {"proxy", "implementation", "data"}, {}, true, true, {}, {}};
  const TrialWorld::Moment now{play.state, play.world.time()};
  using codec::abi::Value;
  const auto data = call_data(kUpgrade, {Value::of(play.stage.program), Value::of(play.code), Value::of(Bytes{})});
  for (std::size_t i = 0; i < play.stage.parties.size() && !play.world.is_spent(); ++i) {
    const auto result = play.world.call(now, play.stage.parties[i].account, admin, data);
    if (!result || result->outcome != ledger::Outcome::success) continue;
    ledger::Overlay after(play.state);
    after.apply(result->diff);
    const bool replaced = address_of(after.storage(play.stage.program, implementation_slots()[0])) == play.code;
    if (replaced) found.trials.push_back({i, {Effect::replaces_code}, {}});
  }
  functions.insert(std::ranges::upper_bound(functions, found.signature, {}, &FunctionFacts::signature), found);
}

void try_all(Play& play, std::vector<FunctionFacts>& functions) { Trials(play, functions).run(); }

}  // namespace kaisho::analysis
