#pragma once

#include <signal.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stop_token>
#include <vector>

#include "command.hpp"
#include "member_runner.hpp"
#include "network_processes.hpp"
#include "network_screen.hpp"

namespace kaisho::cli {

/// Runs the members until a signal comes. One thread supervises (processes end with the thread that started them), one
/// asks the nodes and shows.
class Supervisor {
 public:
  Supervisor(Session& session, std::filesystem::path folder, std::vector<MemberFolder> members);

  void add(const MemberFolder& member, const std::filesystem::path& kaisho, const std::filesystem::path& cometbft);
  /// Until one of these signals, which the caller has blocked, comes; and all processes have ended.
  void run(const sigset_t& ends);

 private:
  void tick();
  void show_until(const std::stop_token& stop);
  void add_processes(MemberStatus& member);
  void look_for_next_key(const MemberFolder& member);

  NetworkScreen screen_;
  std::filesystem::path folder_;
  std::vector<MemberFolder> members_;
  std::vector<MemberRunner> runners_;
  std::mutex mutex_;  ///< guards what follows
  std::condition_variable_any wake_;
  ProcessTable table_;
  std::map<std::string, bool> swaps_;  ///< members whose next validator key votes already
};

}  // namespace kaisho::cli
