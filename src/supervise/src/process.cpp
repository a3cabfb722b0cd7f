#include "kaisho/supervise/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace kaisho::supervise {
namespace {

/// What the child does between fork and exec: calls that are safe there only. Never returns.
[[noreturn]] void become(const char* folder, int log, char* const* words, pid_t parent, int report) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() == parent && ::chdir(folder) == 0 && ::dup2(log, STDOUT_FILENO) >= 0 &&
      ::dup2(log, STDERR_FILENO) >= 0) {
    ::execv(words[0], words);
  }
  const int reason = errno;
  (void)!::write(report, &reason, sizeof reason);
  ::_exit(127);
}

std::unexpected<std::string> refused(const std::string& what, int reason) {
  return std::unexpected("cannot start " + what + ": " + std::strerror(reason));
}

/// Closes when it goes.
struct File {
  explicit File(int opened) : number(opened) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (number >= 0) ::close(number);
  }
  int number;
};

}  // namespace

std::string End::text() const {
  if (signal == 0) return "ended with exit code " + std::to_string(exit_code);
  return "was killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
}

std::expected<Process, std::string> Process::start(const Command& command) {
  const auto& program = command.words.front();
  const File log(::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
  if (log.number < 0)
    return std::unexpected("cannot write the log " + command.log.string() + ": " + std::strerror(errno));
  std::vector<char*> words;
  for (const auto& word : command.words) words.push_back(const_cast<char*>(word.c_str()));  // execv's old signature
  words.push_back(nullptr);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return refused(program, errno);
  const File reading(ends[0]);
  const pid_t parent = ::getpid();
  pid_t child = -1;
  {
    const File writing(ends[1]);
    child = ::fork();
    if (child == 0) become(command.folder.c_str(), log.number, words.data(), parent, writing.number);
  }
  if (child < 0) return refused(program, errno);
  // The pipe closes by itself when the program runs; a number comes where it does not.
  int reason = 0;
  if (::read(reading.number, &reason, sizeof reason) == static_cast<ssize_t>(sizeof reason)) {
    ::waitpid(child, nullptr, 0);
    return refused(program, reason);
  }
  return Process(child);
}

std::optional<End> Process::ended() {
  int status = 0;
  if (::waitpid(id_, &status, WNOHANG) != id_) return std::nullopt;
  if (WIFSIGNALED(status)) return End{.exit_code = 0, .signal = WTERMSIG(status)};
  return End{.exit_code = WEXITSTATUS(status), .signal = 0};
}

void Process::signal(int number) const { ::kill(id_, number); }

std::vector<std::string> last_lines(const std::filesystem::path& file, std::size_t count) {
  constexpr std::streamoff kMost = 16 * 1024;  // bytes that are looked at
  std::ifstream stream(file, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::streamoff>(stream.tellg());
  if (!stream || size < 0) return {};
  stream.seekg(size > kMost ? size - kMost : 0);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  return lines;
}

void rotate(const std::filesystem::path& file, std::uintmax_t limit) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error || size <= limit) return;
  const auto replace = std::filesystem::copy_options::overwrite_existing;
  if (std::filesystem::copy_file(file, file.string() + ".1", replace, error)) {
    std::filesystem::resize_file(file, 0, error);
  }
}

}  // namespace kaisho::supervise
