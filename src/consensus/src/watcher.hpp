#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "kaisho/consensus/cometbft_rpc.hpp"

namespace kaisho::consensus {

/// Looks whether the others decided on a block that this member's state contradicts. CometBFT stops without a word to
/// the application then: the header of a decided block names another application hash than this member's.
class Watcher {
 public:
  struct Progress {
    std::uint64_t height = 0;  ///< consensus height of the last commit
    Bytes app_hash;
  };
  struct Dependencies {
    EngineRpc& rpc;
    std::mutex& rpc_mutex;  ///< others ask over the same connection
    std::function<Progress()> progress;
    std::function<void(const std::string&)> diverged;  ///< once
  };
  Watcher(const Dependencies& dependencies, std::chrono::milliseconds period);
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher();

  /// One look: a sentence where the states differ.
  [[nodiscard]] static std::optional<std::string> look(EngineRpc& rpc, const Progress& progress);

 private:
  void run();

  Dependencies needs_;
  std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;  // after all that it uses
};

}  // namespace kaisho::consensus
