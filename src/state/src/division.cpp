#include "kaisho/base/assert.hpp"
#include "kaisho/state/subtree.hpp"

namespace kaisho::state {

Division::Division(LeafStream leaves, std::size_t limit) : stream_(std::move(leaves)), limit_(limit), to_do_(1) {}

std::optional<Division::Piece> Division::next() {
  while (!to_do_.empty()) {
    const auto prefix = to_do_.back();
    to_do_.pop_back();
    std::vector<Waiting> taken;
    if (!take(prefix, taken)) {
      KAISHO_ASSERT(prefix.length < 8 * TreeKey::kSize);
      to_do_.push_back(prefix.half(true));
      to_do_.push_back(prefix.half(false));
      continue;
    }
    if (taken.empty()) continue;
    Piece piece{.subtree = {.prefix = prefix, .root = {}, .leaves = taken.size()}, .leaves = {}};
    TreeBuilder builder;
    for (auto& [key, leaf] : taken) {
      builder.add(key, value_hash(leaf.value));
      piece.leaves.push_back(std::move(leaf));
    }
    piece.subtree.root = builder.finish(0).root();
    return piece;
  }
  return std::nullopt;
}

bool Division::take(const Prefix& prefix, std::vector<Waiting>& taken) {
  std::size_t bytes = 0;
  while (fill() && prefix.contains(waiting_.front().key)) {
    const auto& leaf = waiting_.front().leaf;
    bytes += leaf.raw_key.size() + leaf.value.size();
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
    if (bytes > limit_) {
      waiting_.insert(waiting_.begin(), std::move_iterator(taken.begin()), std::move_iterator(taken.end()));
      return false;
    }
  }
  return true;
}

/// Whether a leaf waits.
bool Division::fill() {
  if (!waiting_.empty()) return true;
  auto leaf = stream_();
  if (!leaf) return false;
  auto key = tree_key(leaf->raw_key);
  waiting_.push_back({.key = key, .leaf = std::move(*leaf)});
  return true;
}

}  // namespace kaisho::state
