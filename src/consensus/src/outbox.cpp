#include "outbox.hpp"

#include <utility>

namespace kaisho::consensus {

void Outbox::add(OutBatch batch, SteadyTime now) {
  const auto id = batch.id;
  const auto [at, fresh] = batches_.try_emplace(id);
  if (!fresh) return;
  Entry& entry = at->second;
  entry.batch = std::move(batch);
  for (const auto& tx : entry.batch.transactions) {
    // In the making of a second batch the first one's claim goes: the last sent decides what is open.
    const auto [claim, first] = by_transaction_.try_emplace(tx->hash, id);
    if (!first) {
      const auto other = batches_.find(claim->second);
      claim->second = id;
      if (other != batches_.end() && --other->second.open == 0) forget(other);
    }
    ++entry.open;
  }
  entry.due = now;
  by_time_.emplace(now, id);
}

std::optional<Outbox::Due> Outbox::due(SteadyTime now) const {
  if (by_time_.empty() || by_time_.begin()->first > now) return std::nullopt;
  const auto& batch = batches_.at(by_time_.begin()->second).batch;
  return Due{batch.id, batch.bytes};
}

std::optional<SteadyTime> Outbox::next_due() const {
  if (by_time_.empty()) return std::nullopt;
  return by_time_.begin()->first;
}

void Outbox::set_due(Entry& entry, SteadyTime due) {
  auto [at, end] = by_time_.equal_range(entry.due);
  while (at != end && at->second != entry.batch.id) ++at;
  if (at != end) by_time_.erase(at);
  entry.due = due;
  by_time_.emplace(due, entry.batch.id);
}

void Outbox::taken(const Hash& id, SteadyTime now) {
  const auto at = batches_.find(id);
  if (at != batches_.end()) set_due(at->second, now + options_.resend_after);
}

void Outbox::not_taken(const Hash& id, SteadyTime now) {
  const auto at = batches_.find(id);
  if (at != batches_.end()) set_due(at->second, now + options_.retry);
}

void Outbox::send_all_again(SteadyTime now) {
  for (auto& [id, entry] : batches_) {
    if (entry.due > now) set_due(entry, now);
  }
}

void Outbox::settle(const Hash& transaction) {
  const auto claim = by_transaction_.find(transaction);
  if (claim == by_transaction_.end()) return;
  const auto at = batches_.find(claim->second);
  by_transaction_.erase(claim);
  if (at != batches_.end() && --at->second.open == 0) forget(at);
}

std::vector<pool::TransactionPtr> Outbox::decided(const Hash& id) {
  std::vector<pool::TransactionPtr> open;
  const auto at = batches_.find(id);
  if (at == batches_.end()) return open;
  for (auto& tx : at->second.batch.transactions) {
    const auto claim = by_transaction_.find(tx->hash);
    if (claim == by_transaction_.end() || claim->second != id) continue;
    by_transaction_.erase(claim);
    open.push_back(std::move(tx));
  }
  forget(at);
  return open;
}

void Outbox::forget(Entries::iterator at) {
  auto [timed, end] = by_time_.equal_range(at->second.due);
  while (timed != end && timed->second != at->first) ++timed;
  if (timed != end) by_time_.erase(timed);
  batches_.erase(at);
}

}  // namespace kaisho::consensus
