#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>

#include <kaisho/base/types.hpp>

namespace kaisho::pool {

/// The newest entries, half of `most` at least. Two generations: when the young one is full, the old one is forgotten.
/// Thread-safe.
template <typename Key, typename Value>
class Remembered {
 public:
  explicit Remembered(std::size_t most) : half_(std::max<std::size_t>(1, most / 2)) {}

  std::optional<Value> find(const Key& key) {
    const std::scoped_lock lock(mutex_);
    if (const auto at = young_.find(key); at != young_.end()) return at->second;
    const auto at = old_.find(key);
    if (at == old_.end()) return std::nullopt;
    const Value value = at->second;
    put(key, value);  // what is asked for stays
    return value;
  }

  void add(const Key& key, const Value& value) {
    const std::scoped_lock lock(mutex_);
    put(key, value);
  }

 private:
  using Generation = std::unordered_map<Key, Value, FixedBytesHash>;

  void put(const Key& key, const Value& value) {
    if (young_.size() >= half_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.emplace(key, value);
  }

  std::mutex mutex_;
  std::size_t half_;
  Generation young_, old_;
};

}  // namespace kaisho::pool
