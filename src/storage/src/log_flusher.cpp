#include "log_flusher.hpp"

namespace kaisho::storage {

LogFlusher::LogFlusher(Database& database, std::chrono::milliseconds period)
    : database_(database), period_(period), thread_([this] { run(); }) {}

LogFlusher::~LogFlusher() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LogFlusher::wrote() {
  {
    const std::scoped_lock lock(mutex_);
    written_ = true;
  }
  wake_.notify_one();
}

Result<void> LogFlusher::flush() {
  auto flushed = database_.flush_log();
  if (!flushed) {
    const std::scoped_lock lock(mutex_);
    failure_ = flushed.error().text;
  }
  return flushed;
}

std::optional<std::string> LogFlusher::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

void LogFlusher::run() {
  std::unique_lock lock(mutex_);
  while (!ending_ && !failure_) {
    wake_.wait(lock, [this] { return written_ || ending_; });
    // What follows within the period goes with the same flush.
    if (wake_.wait_for(lock, period_, [this] { return ending_; })) return;
    written_ = false;
    lock.unlock();
    static_cast<void>(flush());  // keeps the failure, which refuses the next commit
    lock.lock();
  }
}

}  // namespace kaisho::storage
