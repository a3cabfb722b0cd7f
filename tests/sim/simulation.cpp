#include "simulation.hpp"

#include <kaisho/evm/evm.hpp>

#include "checks.hpp"

namespace kaisho::sim {
namespace {

constexpr std::uint64_t kCalm = 800;       // ticks until the faults end
constexpr std::uint64_t kLongest = 3'000;  // ticks until a run without progress is a violation

/// Break::nonces.
class ForgetsNonces final : public ledger::Executor {
 public:
  ForgetsNonces() : inner_(evm::make_executor()) {}
  std::expected<ledger::ExecutionResult, ledger::ExecutionRefused> execute(
      const ledger::StateView& state, const ledger::BlockContext& block, const ledger::Message& message,
      const ledger::ExecutionRules& rules, std::span<const ledger::SystemContract* const> contracts) const override {
    auto result = inner_->execute(state, block, message, rules, contracts);
    if (result && message.nonce % 5 == 3) --result->diff.accounts[message.from].account->nonce;
    return result;
  }

 private:
  std::unique_ptr<ledger::Executor> inner_;
};

std::unique_ptr<ledger::Executor> executor_for(Break broken) {
  if (broken == Break::nonces) return std::make_unique<ForgetsNonces>();
  return evm::make_executor();
}

/// Which of the members has the break; all where none does alone.
bool has_break(Break broken, std::size_t index) {
  const bool all = broken == Break::vote || broken == Break::propose || broken == Break::nonces;
  return all || index == 1;
}

}  // namespace

Weather draw_weather(Random& random) {
  Weather weather;
  weather.members = random.chance(75) ? 4 : random.between(5, 7);
  if (random.chance(60)) weather.liar = random.below(weather.members);
  if (weather.liar == 1) weather.liar = 0;  // member 1 is the one that breaks
  weather.loss = random.chance(70) ? static_cast<unsigned>(random.below(25)) : 0;
  weather.repeat = static_cast<unsigned>(random.below(30));
  weather.delay = random.between(1, 10);
  weather.crashes = random.chance(70) ? static_cast<unsigned>(random.between(2, 25)) : 0;
  weather.down = random.between(5, 60);
  weather.transactions = random.between(3, kMostTransactions);
  return weather;
}

Simulation::Simulation(const Workload& workload, std::uint64_t seed, Break broken, Trace trace)
    : workload_(workload),
      random_(seed),
      weather_(draw_weather(random_)),
      trace_(std::move(trace)),
      executor_(executor_for(broken)),
      rules_{.executor = *executor_,
             .system_contracts = {},
             .admission = nullptr,
             .create_mode = ledger::CreateMode::open,
             .limit_code_size = true} {
  for (std::size_t i = 0; i < weather_.members; ++i) {
    members_.push_back(std::make_unique<Member>(workload, rules_, has_break(broken, i) ? broken : Break::nothing));
  }
  acknowledged_.assign(weather_.members, 0);
  down_until_.assign(weather_.members, 0);
  for (std::size_t i = 0; i < kClients; ++i) clients_.push_back({random_.between(3, weather_.transactions), 0});
}

void Simulation::fail(std::string what) {
  note("VIOLATION ", what);
  if (!outcome_.violation) outcome_.violation = std::move(what);
}

Outcome Simulation::run() {
  note(weather_.members, " members, liar ", weather_.liar ? std::to_string(*weather_.liar) : "none", ", loss ",
       weather_.loss, " %, repeat ", weather_.repeat, " %, delay up to ", weather_.delay, " ticks, crashes ",
       weather_.crashes, " per mille");
  while (!outcome_.violation && !is_finished()) {
    if (++now_ > kLongest) {
      fail("no progress: not everything was executed after " + std::to_string(kLongest) + " ticks");
      break;
    }
    tick();
  }
  outcome_.ticks = now_;
  outcome_.heights = decided_.size();
  if (outcome_.violation) return outcome_;

  const Member* reference = nullptr;
  std::vector<std::size_t> counts;
  for (const auto& client : clients_) counts.push_back(client.total);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (is_liar(i)) continue;
    if (reference == nullptr) reference = members_[i].get();
    if (const auto found = difference(*reference, *members_[i])) fail("member " + std::to_string(i) + ": " + *found);
  }
  if (const auto wrong = wrong_history(reference->chain(), workload_, counts)) fail(*wrong);
  if (const auto wrong = unlawful_decision(decided_, reference->chain(), workload_)) fail(*wrong);
  for (const auto& block : reference->chain().blocks()) outcome_.transactions += block->block.transactions.size();
  outcome_.skips = reference->info().skips.size();
  return outcome_;
}

void Simulation::tick() {
  if (now_ == kCalm) calm_down();
  deliver();
  clients();
  gossip();
  consensus_round();
  follow();
  faults();
}

bool Simulation::is_finished() const {
  for (const auto& client : clients_) {
    if (client.next < client.total) return false;
  }
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!members_[i]->is_up() || !is_current(i)) return false;
  }
  return true;
}

bool Simulation::is_current(std::size_t index) const {
  return !members_[index]->is_finalized() && acknowledged_[index] == decided_.size();
}

// --- network ---------------------------------------------------------------------------------------------------------

void Simulation::send(Message message) {
  if (random_.chance(weather_.loss)) return;
  const bool again = random_.chance(weather_.repeat);
  network_.emplace(std::pair(now_ + random_.between(1, weather_.delay), random_.next()), message);
  if (again) network_.emplace(std::pair(now_ + random_.between(1, 3 * weather_.delay), random_.next()), message);
}

void Simulation::broadcast(const PackedPtr& batch, std::size_t from) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (i != from) send({i, batch, nullptr});
  }
}

void Simulation::deliver() {
  while (!network_.empty() && network_.begin()->first.first <= now_) {
    const auto message = std::move(network_.begin()->second);
    network_.erase(network_.begin());
    if (!members_[message.to]->is_up()) continue;
    if (message.batch) static_cast<void>(members_[message.to]->check(message.batch));
    if (message.proposal) vote(message.to, message.proposal);
  }
}

// --- clients and batches ---------------------------------------------------------------------------------------------

void Simulation::clients() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    auto& client = clients_[i];
    if (client.next == client.total || !random_.chance(15)) continue;
    const auto to = random_.below(members_.size());
    if (!members_[to]->is_up()) continue;
    const auto count = random_.between(1, 4);
    for (std::uint64_t n = 0; n < count; ++n) {
      const auto nonce = client.next + random_.below(5);
      if (nonce < client.total) members_[to]->submit(workload_.of(i)[nonce]);
    }
  }
}

void Simulation::gossip() {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!members_[i]->is_up()) continue;
    if (is_liar(i) && random_.chance(5)) {
      ++outcome_.lies;
      broadcast(bad_batch(), i);
    }
    if (!random_.chance(35)) continue;
    const auto batch = members_[i]->make_batch(random_.between(1, 8));
    if (!batch) continue;
    static_cast<void>(members_[i]->check(batch));
    broadcast(batch, i);
  }
}

// --- faults ----------------------------------------------------------------------------------------------------------

void Simulation::faults() {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!members_[i]->is_up()) {
      if (now_ >= down_until_[i]) restart(i);
    } else if (random_.per_mille(weather_.crashes)) {
      ++outcome_.crashes;
      note("member ", i, " crashes", members_[i]->is_finalized() ? " between FinalizeBlock and Commit" : "");
      members_[i]->crash();
      down_until_[i] = now_ + random_.between(1, weather_.down);
    }
  }
}

void Simulation::restart(std::size_t index) {
  members_[index]->start();
  const auto height = members_[index]->info().height;
  note("member ", index, " is back at height ", height, " of ", decided_.size());
  if (height != acknowledged_[index]) {
    fail("member " + std::to_string(index) + " says height " + std::to_string(height) +
         " after a restart, its Commit of " + std::to_string(acknowledged_[index]) + " was the last that returned");
  }
}

void Simulation::calm_down() {
  note("the faults end");
  weather_.loss = weather_.crashes = 0;
  weather_.delay = 2;
}

}  // namespace kaisho::sim
