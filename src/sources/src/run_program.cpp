#include "run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

namespace kaisho::sources {
namespace {

namespace fs = std::filesystem;

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  for (const auto& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

void limit(int resource, std::uint64_t value) {
  if (value == 0) return;
  const rlimit both{value, value};
  setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

/// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(const Run& run, char* const* words, char* const* environment, const char* input,
                         const char* output, const char* errors) {
  setpgid(0, 0);
  limit(RLIMIT_FSIZE, run.file_size);
  limit(RLIMIT_AS, run.memory);
  limit(RLIMIT_CPU, static_cast<std::uint64_t>(run.time.count()) + 1);
  const int in = open(input, O_RDONLY);
  const int out = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = open(errors, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const bool ready = in >= 0 && out >= 0 && err >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(err, 2) == 2 &&
                     chdir(run.folder.c_str()) == 0;
  closefrom(3);
  if (ready) execvpe(words[0], words, environment);
  _exit(127);
}

Bytes read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string last_line(const Bytes& bytes) {
  auto text = std::string(text_of(bytes));
  while (text.ends_with('\n')) text.pop_back();
  text = text.substr(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1).substr(0, 300);
  for (char& c : text) c = c >= 0x20 && c < 0x7f ? c : '?';
  return text;
}

/// Waits for the end with its limit; kills the whole group when that has passed.
Result<int> wait_for(pid_t child, std::chrono::seconds time) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  pollfd ready{handle, POLLIN, 0};
  const int ended = handle < 0 ? 0 : poll(&ready, 1, static_cast<int>(time.count() * 1000));
  if (ended <= 0) kill(-child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  kill(-child, SIGKILL);  // what it started and left behind
  if (handle >= 0) close(handle);
  if (ended <= 0) return fail(SourceFault::took_too_long, "it did not end in time");
  return status;
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  auto pattern = (fs::temp_directory_path(error) / "kaisho-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    return fail(SourceFault::environment, "no temporary folder could be made: " + std::string(std::strerror(errno)));
  }
  return TemporaryFolder(pattern);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // what stays is the system's to clean up
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Result<Ran> run_program(const Run& run) {
  auto files = TemporaryFolder::make();
  if (!files) return std::unexpected(files.error());
  const auto input = (files->path() / "in").string(), output = (files->path() / "out").string(),
             errors = (files->path() / "err").string();
  std::ofstream(input, std::ios::binary)
      .write(reinterpret_cast<const char*>(run.input.data()), static_cast<std::streamsize>(run.input.size()));
  auto environment = run.environment;
  const auto* path = std::getenv("PATH");
  environment.push_back("PATH=" + std::string(path == nullptr ? "/usr/bin:/bin" : path));
  const auto words = pointers(run.words), variables = pointers(environment);
  const pid_t child = fork();
  if (child < 0) return fail(SourceFault::environment, "no process could be started");
  if (child == 0) become(run, words.data(), variables.data(), input.c_str(), output.c_str(), errors.c_str());

  const auto status = wait_for(child, run.time);
  if (!status) return fail(status.error().fault, run.words[0] + ": " + status.error().text);
  if (WIFSIGNALED(*status)) {
    return fail(SourceFault::too_large,
                run.words[0] + " was stopped by a limit (signal " + std::to_string(WTERMSIG(*status)) + ")");
  }
  Ran ran{WEXITSTATUS(*status), read_whole(output), last_line(read_whole(errors))};
  if (ran.exit_code == 127)
    return fail(SourceFault::environment, run.words[0] + " could not be started: is it installed?");
  return ran;
}

}  // namespace kaisho::sources
