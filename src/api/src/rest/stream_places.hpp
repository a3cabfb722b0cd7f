#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kaisho::api::rest {

/// How many answers may go on for long, for each caller and in all: each holds one of the node's connections.
/// Thread-safe.
class StreamPlaces : public std::enable_shared_from_this<StreamPlaces> {
 public:
  struct Limits {
    std::size_t of_one = 8;
    std::size_t of_all = 64;
  };
  enum class Full : std::uint8_t { of_one, of_all };

  explicit StreamPlaces(const Limits& limits) : limits_(limits) {}
  [[nodiscard]] const Limits& limits() const { return limits_; }

  /// Held until the last copy goes.
  using Place = std::shared_ptr<void>;
  [[nodiscard]] std::expected<Place, Full> take(const std::string& caller) {
    const std::scoped_lock lock(mutex_);
    const auto held = held_.find(caller);
    if (held != held_.end() && held->second >= limits_.of_one) return std::unexpected(Full::of_one);
    if (all_ >= limits_.of_all) return std::unexpected(Full::of_all);
    // Whoever gives back needs only this object and the name, so both stay as long as the place.
    Place place(nullptr, [self = shared_from_this(), caller](void*) { self->give_back(caller); });
    ++held_[caller];
    ++all_;
    return place;
  }

 private:
  void give_back(const std::string& caller) {
    const std::scoped_lock lock(mutex_);
    --all_;
    const auto held = held_.find(caller);
    if (--held->second == 0) held_.erase(held);
  }

  const Limits limits_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> held_;
  std::size_t all_ = 0;
};

}  // namespace kaisho::api::rest
