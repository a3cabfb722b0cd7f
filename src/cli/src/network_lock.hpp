#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "failure.hpp"

namespace kaisho::cli {

/// Says that `consortium up` runs for a folder. The kernel keeps it (fcntl record lock) and names its holder, so it can
/// be neither stale nor another program's.
class NetworkLock {
 public:
  /// Codes: already_running, folder_not_writable.
  [[nodiscard]] static Result<NetworkLock> take(const std::filesystem::path& folder);
  /// The process that holds it; nothing where none does.
  [[nodiscard]] static std::optional<pid_t> holder(const std::filesystem::path& folder);

  NetworkLock(NetworkLock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
  NetworkLock(const NetworkLock&) = delete;
  NetworkLock& operator=(const NetworkLock&) = delete;
  NetworkLock& operator=(NetworkLock&&) = delete;
  ~NetworkLock();

 private:
  explicit NetworkLock(int file) : file_(file) {}
  int file_;
};

}  // namespace kaisho::cli
