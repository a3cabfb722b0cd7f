#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace kaisho::api {

/// An answer's body that comes as things happen. Whoever makes it happen never waits for who reads it: a feed keeps
/// what is so now, not what was sent. Thread-safe.
class Feed {
 public:
  Feed() = default;
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;
  virtual ~Feed() = default;

  /// What is to be sent next, not much more than `most` bytes of it; empty where there is no news.
  [[nodiscard]] virtual std::string take(std::size_t most) = 0;
  /// Everything was taken, and nothing more will come.
  [[nodiscard]] virtual bool ended() const = 0;
  /// What is sent where nothing happens for a while, so that both sides notice a dead connection.
  [[nodiscard]] virtual std::string heartbeat() const = 0;
  /// `news` is called from any thread when there is more to take; it must be quick. Null ends that: when this returns
  /// no call runs any more.
  virtual void on_news(std::function<void()> news) = 0;
};

}  // namespace kaisho::api
