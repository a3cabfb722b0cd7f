#include "node_process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace kaisho::crash {
namespace {

/// Forks and runs a program; its standard output goes to `output` where that is a descriptor.
pid_t spawn(const std::filesystem::path& program, std::vector<std::string> arguments, int output) {
  arguments.insert(arguments.begin(), program.string());
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid == 0) {
    if (output >= 0) ::dup2(output, STDOUT_FILENO);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

NodeProcess::NodeProcess(const std::filesystem::path& program, const std::filesystem::path& data) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = spawn(program, {"dev", "--json", "--rpc", "127.0.0.1:0", "--data", data.string()}, ends[1]);
  ::close(ends[1]);
  output_ = ends[0];
}

std::optional<unsigned short> NodeProcess::wait_until_ready() {
  std::string said;
  char buffer[512];
  while (said.find('\n') == std::string::npos) {
    const auto count = ::read(output_, buffer, sizeof buffer);
    if (count <= 0) return std::nullopt;
    said.append(buffer, static_cast<std::size_t>(count));
  }
  const auto at = said.find("127.0.0.1:");
  if (at == std::string::npos) return std::nullopt;
  return static_cast<unsigned short>(std::stoi(said.substr(at + 10)));
}

void NodeProcess::kill_now() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  wait_for(pid_);
  ::close(output_);
  pid_ = -1;
}

int NodeProcess::end() {
  ::kill(pid_, SIGTERM);
  const int code = wait_for(pid_);
  ::close(output_);
  pid_ = -1;
  return code;
}

int run(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  return wait_for(spawn(program, arguments, -1));
}

}  // namespace kaisho::crash
