#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kaisho::crash {

/// The real program as a child process: `kaisho dev` on a data folder, on a port that the system chooses.
class NodeProcess {
 public:
  NodeProcess(const std::filesystem::path& program, const std::filesystem::path& data);
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;
  /// Kills what still runs.
  ~NodeProcess() { kill_now(); }

  /// Waits until it says where it listens; nothing where it ended without.
  [[nodiscard]] std::optional<unsigned short> wait_until_ready();
  /// SIGKILL, as a power cut to the process. Returns when it is gone.
  void kill_now();
  /// SIGTERM; the exit code.
  [[nodiscard]] int end();

 private:
  pid_t pid_ = -1;
  int output_ = -1;  // read end of the child's standard output
};

/// Runs a program to its end; its exit code.
[[nodiscard]] int run(const std::filesystem::path& program, const std::vector<std::string>& arguments);

}  // namespace kaisho::crash
