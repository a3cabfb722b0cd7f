#include "watcher.hpp"

#include <kaisho/base/hex.hpp>
#include <utility>

namespace kaisho::consensus {

Watcher::Watcher(const Dependencies& dependencies, std::chrono::milliseconds period)
    : needs_(dependencies), period_(period), thread_([this] { run(); }) {}

Watcher::~Watcher() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

std::optional<std::string> Watcher::look(EngineRpc& rpc, const Progress& progress) {
  const auto round = rpc.round();
  if (!round || round->height != progress.height + 1 || round->validators == 0) return std::nullopt;
  if (round->precommitted * 3 <= round->validators * 2) return std::nullopt;
  const auto theirs = rpc.proposed_app_hash();
  if (!theirs || theirs->empty() || *theirs == progress.app_hash) return std::nullopt;
  const auto height = std::to_string(progress.height);
  return "this member's state after consensus height " + height + " is not the others': its application hash is " +
         to_hex(progress.app_hash) + ", the block that " + std::to_string(round->precommitted) + " of " +
         std::to_string(round->validators) + " members decided on next names " + to_hex(*theirs) +
         "; kaisho compare --rpc URL --with URL, the other URL a healthy member's, names the first differing key";
}

void Watcher::run() {
  auto before = needs_.progress().height;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, period_, [this] { return ending_; })) {
    const auto progress = needs_.progress();
    // Only where nothing moved meanwhile: a look between two commits of a busy network would say nothing.
    const bool moved = std::exchange(before, progress.height) != progress.height;
    if (moved || progress.height == 0) continue;
    lock.unlock();
    std::optional<std::string> found;
    {
      const std::scoped_lock asking(needs_.rpc_mutex);
      found = look(needs_.rpc, progress);
    }
    if (found && needs_.progress().height == progress.height) {
      needs_.diverged(*found);
      return;
    }
    lock.lock();
  }
}

}  // namespace kaisho::consensus
