#include "batcher.hpp"

#include <algorithm>
#include <utility>

namespace kaisho::consensus {
namespace {

/// So many batches leave after the short wait: on a network with little to do they are all there is.
constexpr std::size_t kPrompt = 3;
constexpr std::chrono::milliseconds kLongestWait{500};

}  // namespace

void Batcher::add(pool::TransactionPtr tx, SteadyTime now) {
  if (!hashes_.insert(tx->hash).second) return;
  if (transactions_.empty()) first_ = now;
  bytes_ += tx->wire.size();
  transactions_.push_back(std::move(tx));
}

void Batcher::pace(std::chrono::nanoseconds block) {
  patience_ = std::min<std::chrono::nanoseconds>(block / 2, kLongestWait);
}

std::optional<SteadyTime> Batcher::deadline(std::size_t under_way) const {
  if (transactions_.empty()) return std::nullopt;
  if (under_way == 0 || full()) return first_;
  if (under_way < kPrompt) return first_ + limits_.wait;
  return first_ + std::max<std::chrono::nanoseconds>(limits_.wait, patience_);
}

bool Batcher::due(SteadyTime now, std::size_t under_way) const {
  const auto until = deadline(under_way);
  return until && now >= *until;
}

std::vector<pool::TransactionPtr> Batcher::take() {
  hashes_.clear();
  bytes_ = 0;
  return std::exchange(transactions_, {});
}

}  // namespace kaisho::consensus
