#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "kaisho/base/types.hpp"

namespace kaisho::storage {

/// Latest values in memory, bounded: what was used lately stays. An entry knows the height of its last change, so it
/// answers for every view that is not older. Thread-safe.
///
/// Two generations a shard instead of a list of uses: when the young one is full it becomes the old one, whose unread
/// entries go at the next turn.
template <class Key, class Value>
class HotCache {
 public:
  explicit HotCache(std::size_t entries) : young_limit_(entries / kShards / 2 + 1) {}

  /// The value at `height`, if the cache knows it.
  [[nodiscard]] std::optional<Value> get(const Key& key, Height height) {
    auto& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    auto found = shard.young.find(key);
    if (found == shard.young.end()) {
      const auto old = shard.old.find(key);
      if (old == shard.old.end()) return std::nullopt;
      const Entry entry = old->second;
      shard.old.erase(old);
      found = insert(shard, key, entry);
    }
    if (found->second.changed > height) return std::nullopt;
    return found->second.value;
  }

  /// Remembers what a reader of the latest state found on disk. Dropped when `latest`, the height it was read at, is
  /// no longer the last one: a commit may have changed the value since.
  void fill(const Key& key, const Value& value, Height changed, Height latest) {
    auto& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    if (latest_.load() != latest || shard.young.contains(key)) return;
    insert(shard, key, {.value = value, .changed = changed});
  }

  /// A commit of `height` begins to change values; fills of older readers are dropped from here on.
  void advance(Height height) { latest_.store(height); }
  /// A value that the commit of `height` changed.
  void set(const Key& key, const Value& value, Height height) {
    auto& shard = shard_of(key);
    const std::scoped_lock lock(shard.mutex);
    shard.old.erase(key);
    insert(shard, key, {.value = value, .changed = height});
  }

  [[nodiscard]] std::size_t size() {
    std::size_t total = 0;
    for (auto& shard : shards_) {
      const std::scoped_lock lock(shard.mutex);
      total += shard.young.size() + shard.old.size();
    }
    return total;
  }

 private:
  static constexpr std::size_t kShards = 16;
  struct Entry {
    Value value;
    Height changed = 0;
  };
  using Map = std::unordered_map<Key, Entry, FixedBytesHash>;
  struct Shard {
    std::mutex mutex;
    Map young;
    Map old;
  };

  typename Map::iterator insert(Shard& shard, const Key& key, const Entry& entry) {
    if (shard.young.size() >= young_limit_) {
      shard.old = std::move(shard.young);
      shard.young = {};
    }
    return shard.young.insert_or_assign(key, entry).first;
  }
  Shard& shard_of(const Key& key) { return shards_[(FixedBytesHash{}(key) >> 48) % kShards]; }

  std::size_t young_limit_;
  std::atomic<Height> latest_{0};
  std::array<Shard, kShards> shards_;
};

}  // namespace kaisho::storage
