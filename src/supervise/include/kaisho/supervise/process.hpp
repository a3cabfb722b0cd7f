#pragma once

#include <sys/types.h>

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kaisho::supervise {

struct Command {
  std::vector<std::string> words;  ///< the program's path first; not looked for in PATH
  std::filesystem::path folder;    ///< where it starts
  std::filesystem::path log;       ///< its output and error stream are appended here
};

/// How a process ended.
struct End {
  int exit_code = 0;                       ///< where `signal` is 0
  int signal = 0;                          ///< that killed it
  [[nodiscard]] std::string text() const;  ///< "ended with exit code 4", "was killed by signal 9 (Killed)"
};

/// One process started by this one. It gets SIGTERM when the thread that started it ends, whatever ends that, so no
/// process outlives its supervisor; terminal signals (Ctrl-C) do not reach it.
class Process {
 public:
  /// Errors: a sentence.
  [[nodiscard]] static std::expected<Process, std::string> start(const Command& command);

  [[nodiscard]] pid_t id() const { return id_; }
  /// How it ended, told once; nothing while it runs.
  [[nodiscard]] std::optional<End> ended();
  void signal(int number) const;

 private:
  explicit Process(pid_t id) : id_(id) {}
  pid_t id_;
};

/// The last lines of a file, newest last; empty where it cannot be read.
[[nodiscard]] std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count);

/// Copies a log larger than `limit` bytes to `file`.1 and empties it. Safe while a process appends to it, but for lines
/// written between the two steps.
void rotate(const std::filesystem::path& file, std::uintmax_t limit);

}  // namespace kaisho::supervise
