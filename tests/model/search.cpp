#include "search.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <unordered_set>

#include <kaisho/base/assert.hpp>

#include "replay.hpp"

namespace kaisho::model {
namespace {

/// FNV-1a over everything in a state. Two states of one key would be taken for one: of a million states with chance
/// 1 in 30 million.
class Key {
 public:
  void add(std::uint64_t value) {
    for (unsigned i = 0; i < 8; i += 2) {
      hash_ ^= value >> (8 * i) & 0xffff;
      hash_ *= 0x100000001b3ull;
    }
  }
  void add(const Document& d) {
    add(static_cast<std::uint64_t>(d.kind) | std::uint64_t{d.user} << 8 | static_cast<std::uint64_t>(d.account) << 16 |
        std::uint64_t{d.token} << 24 | std::uint64_t{d.version} << 32 | std::uint64_t{d.arguments} << 40 |
        std::uint64_t{d.vorg} << 48 | std::uint64_t{d.variant} << 56);
    add(std::uint64_t{d.from} | std::uint64_t{d.past} << 8 | static_cast<std::uint64_t>(d.scope) << 24);
  }
  void add(const Form& form) { add(std::uint64_t{form.all} | static_cast<std::uint64_t>(form.rest) << 8); }
  [[nodiscard]] std::uint64_t value() const { return hash_ ^ hash_ >> 29; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ull;
};

std::uint64_t key_of(const State& state) {
  Key key;
  key.add(std::uint64_t{state.members} | std::uint64_t{state.late} << 8);
  for (const auto& token : state.tokens) {
    key.add(std::uint64_t{token.versions} | std::uint64_t{token.owner} << 8 | std::uint64_t{token.application} << 16 |
            std::uint64_t{token.running} << 24 | std::uint64_t{token.usable} << 32 |
            static_cast<std::uint64_t>(token.life) << 40 | std::uint64_t{token.pending} << 48);
    key.add(token.form), key.add(token.form_before), key.add(token.first);
    for (const auto& form : token.before) key.add(form);
  }
  for (const auto& token : state.tests) {
    for (const auto& version : token) {
      for (const auto result : version) key.add(result);
    }
  }
  for (const auto& user : state.users) {
    key.add(std::uint64_t{user.known} | static_cast<std::uint64_t>(user.account) << 8 | std::uint64_t{user.vorg} << 16 |
            std::uint64_t{user.variant} << 24 | std::uint64_t{user.application[0]} << 32 |
            std::uint64_t{user.application[1]} << 40 | std::uint64_t{user.application[2]} << 48 |
            std::uint64_t{user.ended} << 56);
    key.add(user.chain);
  }
  for (const auto& one : state.applications) {
    key.add(one.document);
    key.add(static_cast<std::uint64_t>(one.status) | std::uint64_t{one.withdrawn} << 8 |
            std::uint64_t{one.names_record} << 16);
  }
  for (const auto& document : state.used) key.add(document);
  return key.value();
}

/// The first state: only the founders are there, and what the universe begins with.
State first_state(const Universe& universe) {
  State state;
  state.members = universe.founders;
  for (const auto& step : universe.begin) KAISHO_ASSERT(take(state, step));
  return state;
}

System first_system(const Universe& universe, const World& world) {
  System system(universe.founders, world);
  for (const auto& step : universe.begin) KAISHO_ASSERT(system.take(step));
  return system;
}

/// A state that was found, and how.
struct Found {
  State state;
  Step step;
  std::uint32_t before = 0;
  unsigned depth = 0;
};

std::vector<Step> steps_to(const std::vector<Found>& all, std::uint32_t at) {
  std::vector<Step> steps;
  for (; at != 0; at = all[at].before) steps.insert(steps.begin(), all[at].step);
  return steps;
}

std::optional<Finding> breadth_first(const Universe& universe, const World& world, unsigned depth, std::size_t most,
                                     Without without, Coverage& coverage, std::vector<Found>& all) {
  std::unordered_set<std::uint64_t> seen{key_of(first_state(universe))};
  all.assign(1, {first_state(universe), {}, 0, 0});
  coverage.complete = true;
  for (std::uint32_t at = 0; at < all.size(); ++at) {
    coverage.depth = all[at].depth;
    if (all[at].depth == depth) {
      coverage.complete = false;
      break;
    }
    for (const auto& step : steps_in(universe, world, all[at].state)) {
      ++coverage.steps;
      auto next = taken(all[at].state, step, without);
      if (!next) continue;
      ++coverage.taken;
      coverage.deployments += step.kind == Step::Kind::deploy;
      coverage.changes += step.kind == Step::Kind::change;
      if (auto wrong = wrong_with(all[at].state, step, *next, world); !wrong.empty()) {
        auto steps = steps_to(all, at);
        steps.push_back(step);
        return Finding{std::move(wrong), std::move(steps)};
      }
      if (all.size() >= most || !seen.insert(key_of(*next)).second) continue;
      all.push_back({*std::move(next), step, at, all[at].depth + 1});
    }
    if (all.size() >= most) {
      coverage.complete = false;
      break;
    }
  }
  coverage.states += all.size();
  return std::nullopt;
}

/// Tries one step with both. What differs, if anything does.
std::string try_both(State& state, System& system, const Step& step, Without without) {
  const bool expected = take(state, step, without);
  const bool taken = system.take(step);
  if (taken && !expected) return "the contract takes what the model refuses";
  if (!taken && expected) return "the contract refuses what the model takes: " + system.refusal();
  if (!system.wrong().empty()) return system.wrong();
  return taken ? system.difference(state) : "";
}

class Comparison {
 public:
  Comparison(const Universe& universe, const World& world, const std::vector<Found>& all, unsigned sampling,
             Coverage& coverage)
      : universe_(universe), world_(world), all_(all), sampling_(sampling), coverage_(coverage), children_(all.size()) {
    for (std::uint32_t i = 1; i < all.size(); ++i) children_[all[i].before].push_back(i);
  }

  std::optional<Finding> below(std::uint32_t at, const System& system) {
    if (auto finding = try_steps(at, system)) return finding;
    for (const auto child : children_[at]) {
      System next = system;
      State state = all_[at].state;
      ++coverage_.calls;
      if (auto what = try_both(state, next, all_[child].step, Without::nothing); !what.empty()) {
        return Finding{std::move(what), steps_to(all_, child)};
      }
      if (auto finding = below(child, next)) return finding;
    }
    return std::nullopt;
  }

 private:
  std::optional<Finding> try_steps(std::uint32_t at, const System& system) {
    const bool whole = at % sampling_ == 0;
    const auto steps = steps_in(universe_, world_, all_[at].state);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!whole && (at + i) % (8 * std::size_t{sampling_}) != 0) continue;
      System copy = system;
      State state = all_[at].state;
      ++coverage_.calls;
      if (auto what = try_both(state, copy, steps[i], Without::nothing); !what.empty()) {
        auto path = steps_to(all_, at);
        path.push_back(steps[i]);
        return Finding{std::move(what), std::move(path)};
      }
    }
    return std::nullopt;
  }

  const Universe& universe_;
  const World& world_;
  const std::vector<Found>& all_;
  unsigned sampling_;
  Coverage& coverage_;
  std::vector<std::vector<std::uint32_t>> children_;
};

/// Changes of whatever version may run, each with an even chance.
void agree_to_changes(const Universe& universe, World& world, Document d, std::mt19937& random) {
  for (d.token = universe.first_token; d.token < universe.tokens; ++d.token) {
    for (d.from = 0; d.from < universe.versions; ++d.from) {
      for (const auto kind :
           {Document::Kind::upgrade, Document::Kind::pause, Document::Kind::resume, Document::Kind::retire}) {
        d.kind = kind;
        d.version =
            kind == Document::Kind::upgrade ? static_cast<std::uint8_t>(universe.versions - 1 - d.from) : d.from;
        if (random() % 2 == 0) world.agreed.insert(d);
      }
    }
  }
}

/// Entrusts one organization after another, each with an even chance.
void agree_to_entrust(const Universe& universe, World& world, const Document& last, std::uint16_t chain,
                      std::mt19937& random) {
  world.agreed.insert(last);
  if (!universe.entrusting || chain >> 4 * (kMostEntrustments - 1) != 0) return;
  for (std::uint8_t variant = 0; variant < universe.variants; ++variant) {
    for (Organization vorg = 0; vorg < universe.organizations; ++vorg) {
      if (random() % 2 == 0) continue;
      const auto next = static_cast<std::uint16_t>(chain << 4 | link(vorg, variant));
      agree_to_entrust(universe, world, entrustment_of(last.user, last.account, next), next, random);
    }
  }
}

/// A world by chance: who agrees to what.
World random_world(const Universe& universe, std::mt19937& random) {
  World world;
  const auto pick = [&](unsigned below) { return static_cast<std::uint8_t>(random() % below); };
  for (std::uint8_t user = universe.first_user; user < universe.users; ++user) {
    const Organization vorg = pick(universe.organizations);
    const Person account = user == 0 ? Person::acme : universe.second;
    for (std::uint8_t variant = 0; variant < universe.variants; ++variant) {
      if (pick(3) != 0) {
        agree_to_entrust(universe, world, {.user = user, .account = account, .vorg = vorg, .variant = variant},
                         link(vorg, variant), random);
      }
      for (unsigned i = 0; i < 3; ++i) {
        const auto kind = pick(3) == 0 ? Document::Kind::distribute : Document::Kind::issue;
        const auto arguments = kind == Document::Kind::issue ? pick(universe.arguments) : std::uint8_t{0};
        const auto through = universe.entrusting && pick(3) == 0 ? pick(universe.organizations) : vorg;
        const auto token =
            static_cast<std::uint8_t>(universe.first_token + pick(universe.tokens - unsigned{universe.first_token}));
        world.agreed.insert(Document{.kind = kind,
                                     .user = user,
                                     .token = token,
                                     .version = pick(universe.versions),
                                     .arguments = arguments,
                                     .vorg = through,
                                     .variant = variant,
                                     .scope = static_cast<Document::Scope>(pick(universe.scopes))});
      }
      if (universe.changes) agree_to_changes(universe, world, {.user = user, .vorg = vorg, .variant = variant}, random);
    }
  }
  world.willing = static_cast<Organizations>(random() % 4 == 0 ? random() % 8 : 7);
  world.willing &= static_cast<Organizations>((1u << universe.organizations) - 1);
  for (const auto& step : universe.begin) {
    const auto& d = step.document;
    if (step.kind == Step::Kind::register_user) agree_to_entrust(universe, world, d, link(d.vorg, d.variant), random);
    if (step.kind == Step::Kind::apply) world.agreed.insert(d);
    world.willing |= step.organizations;
  }
  return world;
}

/// Mostly a step that is taken, of a kind by chance, else anything: by chance alone no run would come to a deployment.
std::optional<Step> random_step(const Universe& universe, const World& world, const State& state, Without without,
                                std::mt19937& random) {
  const auto steps = steps_in(universe, world, state);
  if (steps.empty()) return std::nullopt;
  if (random() % 6 == 0) return steps[random() % steps.size()];
  std::map<Step::Kind, std::vector<const Step*>> possible;
  for (const auto& step : steps) {
    // Time, members and entrustments change rarely, or every run would be over before it began.
    using Kind = Step::Kind;
    const bool ends_much = step.kind == Kind::wait || step.kind == Kind::remove_member ||
                           step.kind == Kind::entrust_anew || step.kind == Kind::end_entrustment;
    if (ends_much && random() % 8 != 0) continue;
    if (taken(state, step, without)) possible[step.kind].push_back(&step);
  }
  if (possible.empty()) return steps[random() % steps.size()];
  const auto& kind = std::next(possible.begin(), static_cast<std::ptrdiff_t>(random() % possible.size()))->second;
  return *kind[random() % kind.size()];
}

/// What is wrong after these steps; those that the contract refuses change nothing.
std::string wrong_after(const Universe& universe, const World& world, const std::vector<Step>& steps) {
  System system = first_system(universe, world);
  for (const auto& step : steps) static_cast<void>(system.take(step));
  return system.wrong();
}

/// Without step i; where that was an application, with the later numbers one less.
std::vector<Step> without_step(std::vector<Step> steps, std::size_t i, bool counts_down) {
  steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
  for (; counts_down && i < steps.size(); ++i) {
    if (steps[i].application > 1) --steps[i].application;
  }
  return steps;
}

std::vector<Step> shortened(const Universe& universe, const World& world, std::vector<Step> steps) {
  for (std::size_t i = steps.size(); i-- > 0;) {
    for (const bool counts_down : {true, false}) {
      auto fewer = without_step(steps, i, counts_down);
      if (wrong_after(universe, world, fewer).empty()) continue;
      steps = std::move(fewer);
      i = steps.size();  // what was needed before may not be needed any more
      break;
    }
  }
  return steps;
}

}  // namespace

std::optional<Finding> explore(const Universe& universe, const World& world, unsigned depth, std::size_t most,
                               Without without, Coverage& coverage) {
  std::vector<Found> all;
  return breadth_first(universe, world, depth, most, without, coverage, all);
}

std::optional<Finding> compare(const Universe& universe, const World& world, unsigned depth, std::size_t most,
                               unsigned sampling, Coverage& coverage) {
  std::vector<Found> all;
  if (auto finding = breadth_first(universe, world, depth, most, Without::nothing, coverage, all)) return finding;
  return Comparison(universe, world, all, sampling, coverage).below(0, first_system(universe, world));
}

std::optional<Finding> walk(const Universe& universe, unsigned runs, unsigned length, Without without,
                            Coverage& coverage) {
  for (unsigned run = 1; run <= runs; ++run) {
    std::mt19937 random(run);
    const World world = random_world(universe, random);
    State state = first_state(universe);
    System system = first_system(universe, world);
    std::vector<Step> steps;
    for (unsigned i = 0; i < length; ++i) {
      const auto step = random_step(universe, world, state, without, random);
      if (!step) break;
      steps.push_back(*step);
      const State before = state;
      auto what = try_both(state, system, *step, without);
      ++coverage.calls;
      const bool taken = !(before == state);
      coverage.taken += taken;
      coverage.deployments += taken && step->kind == Step::Kind::deploy;
      coverage.changes += taken && step->kind == Step::Kind::change;
      if (what.empty()) continue;
      if (!system.wrong().empty()) return Finding{what, shortened(universe, world, steps)};
      return Finding{"run " + std::to_string(run) + ": " + what, steps};
    }
    // A chain gives contracts other addresses, and who consents to a change of a token signs where it runs.
    const bool is_changed = std::ranges::any_of(steps, [](const Step& step) { return step.document.is_change(); });
    if (run % 10 != 0 || is_changed || without != Without::nothing) continue;
    coverage.replayed += system.calls().size();
    if (auto what = replay(universe.founders, system.calls()); !what.empty()) return Finding{what, steps};
  }
  return std::nullopt;
}

}  // namespace kaisho::model
