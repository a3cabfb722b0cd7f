#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "kaisho/consensus/engine.hpp"

namespace kaisho::consensus {

/// Who wants to hear of new blocks. Outlives the engine where a subscription does.
class Subscribers : public std::enable_shared_from_this<Subscribers> {
 public:
  [[nodiscard]] Subscription subscribe(HeadCallback callback) {
    const std::scoped_lock lock(mutex_);
    const auto id = ++last_;
    callbacks_.emplace(id, std::move(callback));
    return Subscription([self = shared_from_this(), id] { self->remove(id); });
  }
  void tell(const storage::BlockPtr& block) {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, callback] : callbacks_) callback(block);
  }

 private:
  /// Returns when no call is in progress; not from inside a callback.
  void remove(std::uint64_t id) {
    const std::scoped_lock lock(mutex_);
    callbacks_.erase(id);
  }

  std::mutex mutex_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, HeadCallback> callbacks_;
};

}  // namespace kaisho::consensus
