#include "simulation.hpp"

#include <algorithm>
#include <sstream>

#include <kaisho/base/assert.hpp>
#include <kaisho/evm/evm.hpp>

#include "checks.hpp"

namespace kaisho::sim {
namespace {

constexpr std::uint64_t kCalm = 800;       // ticks until the faults end
constexpr std::uint64_t kLongest = 3'000;  // ticks until a run without progress is a violation
constexpr std::uint64_t kRoundTicks = 6;
constexpr std::uint64_t kStartTime = 2'000;  // seconds

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

template <class... Parts>
void Simulation::note(const Parts&... parts) {
  if (!trace_) return;
  std::ostringstream line;
  line << "tick " << now_ << ": ";
  (line << ... << parts);
  trace_(line.str());
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

// --- the engine ------------------------------------------------------------------------------------------------------

void Simulation::consensus_round() {
  const auto height = decided_.size() + 1;
  if (round_ && round_->height == height && now_ < round_->ends) return;
  rounds_ = round_ && round_->height == height ? rounds_ + 1 : 0;
  round_ = Round{height, rounds_, now_ + kRoundTicks + 2 * weather_.delay, {}, {}};
  ++outcome_.rounds;
  propose((height + rounds_) % members_.size());
}

void Simulation::propose(std::size_t index) {
  auto& member = *members_[index];
  if (!member.is_up() || !is_current(index)) return;
  const bool lies = is_liar(index) && random_.chance(70);
  auto batches = member.prepare();
  if (batches.empty() && !lies && !random_.chance(10)) {
    round_->ends = now_ + 1;  // nothing to propose
    return;
  }
  Block block{round_->height, round_->number, index, kStartTime + now_ / 10, std::move(batches), {}};
  if (!lies) return send_proposal(seal(std::move(block)), [](std::size_t) { return true; });
  ++outcome_.lies;
  const bool two_faced = random_.chance(30);
  auto other = block;
  other.batches = lie(std::move(other.batches));
  if (two_faced) send_proposal(seal(std::move(block)), [](std::size_t to) { return to % 2 == 0; });
  send_proposal(seal(std::move(other)), [&](std::size_t to) { return !two_faced || to % 2 == 1; });
}

void Simulation::send_proposal(const BlockPtr& block, const std::function<bool(std::size_t)>& to) {
  note("member ", block->proposer, " proposes ", block->batches.size(), " batches at height ", block->height, " round ",
       block->round);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!to(i)) continue;
    if (i == block->proposer) {
      vote(i, block);
    } else {
      send({i, nullptr, block});
    }
  }
}

void Simulation::vote(std::size_t index, const BlockPtr& block) {
  if (!is_current(index) || block->height != decided_.size() + 1) return;
  const auto verdict = members_[index]->process(*block);
  if (!verdict) {
    ++outcome_.refusals;
    note("member ", index, " refuses it: ", verdict.error().text);
    if (!is_liar(block->proposer) && !is_liar(index))
      fail("a correct member's proposal was refused: " + verdict.error().text);
  }
  const bool accepts = is_liar(index) ? random_.chance(50) : verdict.has_value();
  if (!round_ || round_->number != block->round || round_->height != block->height) return;
  if (!round_->voted.insert(index).second || !accepts || random_.chance(weather_.loss / 2)) return;
  auto& [proposal, votes] = round_->accepts[block->hash];
  proposal = block;
  votes.insert(index);
  if (3 * votes.size() <= 2 * members_.size()) return;
  note("decided on height ", block->height, " in round ", block->round);
  decided_.push_back(block);
  round_.reset();
}

// --- following what was decided --------------------------------------------------------------------------------------

void Simulation::follow() {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    auto& member = *members_[i];
    if (!member.is_up() || !random_.chance(70)) continue;
    if (member.is_finalized()) {
      commit(i);
    } else if (acknowledged_[i] < decided_.size()) {
      member.finalize(*decided_[acknowledged_[i]]);
    }
    if (outcome_.violation) return;
  }
}

void Simulation::commit(std::size_t index) {
  const auto& block = *decided_[acknowledged_[index]];
  const auto candidate = members_[index]->commit(block);
  ++acknowledged_[index];
  note("member ", index, " commits height ", block.height, ", ", candidate->skipped.size(), " skipped");
  if (is_liar(index)) return;
  if (references_.size() < block.height) {
    references_.push_back({candidate->app_hash, candidate->results, candidate->validator_updates});
    if (const auto wrong = wrong_history(members_[index]->chain(), workload_, {})) return fail(*wrong);
  }
  const auto& first = references_[block.height - 1];
  if (first.app_hash != candidate->app_hash || first.results != candidate->results ||
      first.updates != candidate->validator_updates) {
    return fail("member " + std::to_string(index) + " got another result at height " + std::to_string(block.height));
  }
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    const auto account = members_[index]->chain().latest()->account(workload_.address(i));
    if (account) clients_[i].next = std::max(clients_[i].next, account->nonce);
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

/// Something that no correct member sends.
PackedPtr Simulation::bad_batch() {
  switch (random_.below(6)) {
    case 0: {
      Bytes noise(random_.between(0, 60));
      for (auto& byte : noise) byte = static_cast<std::uint8_t>(random_.next());
      if (!noise.empty() && random_.chance(50)) noise.front() = consensus::kBatchVersion;
      return pack(std::move(noise));
    }
    case 1:
      return pack(consensus::encode_batch(std::vector{random_.pick(workload_.impossible())}));
    case 2: {  // a transaction with a bent byte: no signature, or another sender's
      const auto& tx = random_.pick(workload_.of(random_.below(kClients)));
      auto wire = tx->wire;
      wire[random_.below(wire.size())] ^= static_cast<std::uint8_t>(1u << random_.below(8));
      return pack(consensus::encode_batch(std::vector<consensus::BatchEntry>{{tx->sender, wire}}));
    }
    case 3: {  // twice in one batch
      const auto& tx = random_.pick(workload_.of(random_.below(kClients)));
      return pack(consensus::encode_batch(std::vector{tx, tx}));
    }
    case 4: {  // said to be another client's
      const auto client = random_.below(kClients);
      const auto& tx = random_.pick(workload_.of(client));
      const auto& other = random_.pick(workload_.of((client + 1) % kClients));
      return pack(consensus::encode_batch(std::vector<consensus::BatchEntry>{{other->sender, tx->wire}}));
    }
    default: {  // perhaps long executed, perhaps far ahead: of the whole program, whether its client sent it or not
      const auto& all = workload_.of(random_.below(kClients));
      return pack(consensus::encode_batch(std::vector{all[random_.below(3)]}));
    }
  }
}

std::vector<PackedPtr> Simulation::lie(std::vector<PackedPtr> batches) {
  switch (random_.below(5)) {
    case 0:
      random_.shuffle(batches);  // legal: nobody owes an order
      break;
    case 1:
      if (!batches.empty()) batches.push_back(random_.pick(batches));
      break;
    case 2:  // what was decided before
      if (!decided_.empty() && !decided_.back()->batches.empty()) batches.push_back(decided_.back()->batches.front());
      break;
    case 3:
      batches.clear();
      break;
    default:
      batches.insert(batches.begin() + static_cast<std::ptrdiff_t>(random_.below(batches.size() + 1)), bad_batch());
  }
  return batches;
}

}  // namespace kaisho::sim
