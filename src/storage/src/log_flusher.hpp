#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "database.hpp"

namespace kaisho::storage {

/// Makes what was written without a flush durable, behind the writers' back: one flush for all writes of a period.
class LogFlusher {
 public:
  /// `database` outlives this.
  LogFlusher(Database& database, std::chrono::milliseconds period);
  LogFlusher(const LogFlusher&) = delete;
  LogFlusher& operator=(const LogFlusher&) = delete;
  /// Without a last flush: closing the store writes everything into tables.
  ~LogFlusher();

  /// Something was written.
  void wrote();
  /// Returns when all that was written before the call is on the disk. Errors: disk_full, not_writable, medium.
  [[nodiscard]] Result<void> flush();
  /// Why an earlier flush failed. Nothing is flushed after it.
  [[nodiscard]] std::optional<std::string> failure() const;

 private:
  void run();

  Database& database_;
  const std::chrono::milliseconds period_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool written_ = false;  ///< since the last flush began
  bool ending_ = false;
  std::optional<std::string> failure_;
  std::thread thread_;  // after all that it uses
};

}  // namespace kaisho::storage
