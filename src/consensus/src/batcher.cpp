#include "batcher.hpp"

#include <utility>

namespace kaisho::consensus {

void Batcher::add(pool::TransactionPtr tx, SteadyTime now) {
  if (!hashes_.insert(tx->hash).second) return;
  if (transactions_.empty()) first_ = now;
  bytes_ += tx->wire.size();
  transactions_.push_back(std::move(tx));
}

std::optional<SteadyTime> Batcher::deadline() const {
  if (transactions_.empty()) return std::nullopt;
  return first_ + limits_.wait;
}

bool Batcher::due(SteadyTime now, bool idle) const {
  return !transactions_.empty() && (idle || full() || now >= first_ + limits_.wait);
}

std::vector<pool::TransactionPtr> Batcher::take() {
  hashes_.clear();
  bytes_ = 0;
  return std::exchange(transactions_, {});
}

}  // namespace kaisho::consensus
