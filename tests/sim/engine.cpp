#include <algorithm>

#include "checks.hpp"
#include "simulation.hpp"

// The ideal engine: rounds, votes, and members that follow what was decided.
namespace kaisho::sim {
namespace {

constexpr std::uint64_t kRoundTicks = 6;
constexpr std::uint64_t kStartTime = 2'000;  // seconds

}  // namespace

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

}  // namespace kaisho::sim
