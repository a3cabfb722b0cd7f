#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "kaisho/base/types.hpp"

namespace kaisho::storage {

/// Latest values in memory, bounded. An entry knows the height of its last change, so it answers for every view that is
/// not older. Thread-safe.
///
/// A key may stand in one of four places; the one that was used longest ago makes room. Memory comes in pages, each at
/// its first use: a commit sets thousands of entries, and a node of a hash map each cost more than the value itself.
template <class Key, class Value>
class HotCache {
 public:
  explicit HotCache(std::size_t entries) : pages_(entries / (kWays * kSetsPerPage) + 1) {}

  /// The value at `height`, if the cache knows it.
  [[nodiscard]] std::optional<Value> get(const Key& key, Height height) {
    const auto place = place_of(key);
    const std::scoped_lock lock(mutex_of(place));
    auto* entry = find(place, key);
    if (!entry) return std::nullopt;
    entry->used = tick(place);
    if (entry->changed > height) return std::nullopt;
    return std::optional<Value>(std::in_place, entry->value);  // Value may itself be an optional
  }

  /// Remembers what a reader of the latest state found on disk. Dropped when `latest`, the height it was read at, is
  /// no longer the last one: a commit may have changed the value since.
  void fill(const Key& key, const Value& value, Height changed, Height latest) {
    const auto place = place_of(key);
    const std::scoped_lock lock(mutex_of(place));
    if (latest_.load() == latest && !find(place, key)) put(place, key, value, changed);
  }

  /// Forgets everything.
  void clear() {
    for (std::size_t page = 0; page < pages_.size(); ++page) {
      const std::scoped_lock lock(mutexes_[page % kShards]);
      pages_[page].reset();
    }
  }

  /// A commit of `height` begins to change values; fills of older readers are dropped from here on.
  void advance(Height height) { latest_.store(height); }
  /// A value that the commit of `height` changed.
  void set(const Key& key, const Value& value, Height height) {
    const auto place = place_of(key);
    const std::scoped_lock lock(mutex_of(place));
    put(place, key, value, height);
  }

 private:
  static constexpr std::size_t kWays = 4;
  static constexpr std::size_t kSetsPerPage = 64;
  static constexpr std::size_t kShards = 64;  // locks; pages share them in turn
  struct Entry {
    Key key{};
    Value value{};
    Height changed = 0;
    std::uint64_t used = 0;  // 0: empty
  };
  using Page = std::array<Entry, kWays * kSetsPerPage>;
  struct Place {
    std::size_t page;
    std::size_t first;  // of the four entries
  };

  [[nodiscard]] Place place_of(const Key& key) const {
    const auto hash = FixedBytesHash{}(key);
    return {.page = hash % pages_.size(), .first = (hash >> 40) % kSetsPerPage * kWays};
  }
  [[nodiscard]] std::mutex& mutex_of(const Place& place) { return mutexes_[place.page % kShards]; }
  [[nodiscard]] std::uint64_t tick(const Place& place) { return ++clock_[place.page % kShards]; }

  [[nodiscard]] std::span<Entry> entries_at(const Place& place) {
    auto& page = pages_[place.page];
    if (!page) page = std::make_unique<Page>();
    return std::span(*page).subspan(place.first, kWays);
  }
  [[nodiscard]] Entry* find(const Place& place, const Key& key) {
    const auto entries = entries_at(place);
    const auto found = std::ranges::find_if(entries, [&](const Entry& e) { return e.used != 0 && e.key == key; });
    return found == entries.end() ? nullptr : &*found;
  }
  void put(const Place& place, const Key& key, const Value& value, Height changed) {
    auto* to = find(place, key);
    if (!to) to = &*std::ranges::min_element(entries_at(place), {}, &Entry::used);  // an empty one, or the oldest
    *to = {.key = key, .value = value, .changed = changed, .used = tick(place)};
  }

  std::vector<std::unique_ptr<Page>> pages_;
  std::atomic<Height> latest_{0};
  std::array<std::mutex, kShards> mutexes_;
  std::array<std::uint64_t, kShards> clock_{};  // uses so far, each under its lock
};

}  // namespace kaisho::storage
