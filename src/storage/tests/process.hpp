#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

namespace kaisho::storage::test {

/// The writer program in a process of its own, its lines read through a pipe.
class Writer {
 public:
  explicit Writer(std::vector<std::string> words) {
    int ends[2];
    if (::pipe(ends) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      std::string program = KAISHO_STORAGE_WRITER;
      std::vector<char*> arguments{program.data()};
      for (auto& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      ::execv(program.c_str(), arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    kill_now();
    if (out_ >= 0) ::close(out_);
  }

  /// The next line without its end; empty when the process is gone.
  std::string line() {
    for (;;) {
      const auto end = waiting_.find('\n');
      if (end != std::string::npos) {
        auto found = waiting_.substr(0, end);
        waiting_.erase(0, end + 1);
        return found;
      }
      char buffer[256];
      const auto got = ::read(out_, buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return {};
      waiting_.append(buffer, static_cast<std::size_t>(got));
    }
  }
  std::vector<std::string> lines() {
    std::vector<std::string> all;
    for (auto next = line(); !next.empty(); next = line()) all.push_back(next);
    return all;
  }
  void kill_now() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string waiting_;
};

}  // namespace kaisho::storage::test
