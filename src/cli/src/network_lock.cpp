#include "network_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kaisho::cli {
namespace {

std::filesystem::path file_in(const std::filesystem::path& folder) { return folder / "up.lock"; }

struct flock whole_file() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

Result<NetworkLock> NetworkLock::take(const std::filesystem::path& folder) {
  const int file = ::open(file_in(folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return fail(ExitCode::environment, "folder_not_writable",
                "cannot write " + file_in(folder).string() + ": " + std::strerror(errno));
  }
  NetworkLock lock(file);
  auto wanted = whole_file();
  if (::fcntl(file, F_SETLK, &wanted) == 0) return lock;
  const auto other = holder(folder);
  return fail(ExitCode::environment, "already_running",
              "process " + (other ? std::to_string(*other) : std::string("?")) + " runs this consortium already",
              "look at it: kaisho consortium status " + folder.string());
}

std::optional<pid_t> NetworkLock::holder(const std::filesystem::path& folder) {
  const int file = ::open(file_in(folder).c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  auto lock = whole_file();
  const bool asked = ::fcntl(file, F_GETLK, &lock) == 0;
  ::close(file);
  return asked && lock.l_type != F_UNLCK ? std::optional(lock.l_pid) : std::nullopt;
}

NetworkLock::~NetworkLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace kaisho::cli
