#include "kaisho/supervise/unit.hpp"

#include <signal.h>

namespace kaisho::supervise {
namespace {

constexpr std::uintmax_t kLogLimit = std::uintmax_t{64} << 20;  // bytes

/// The last line of the log says why, mostly.
std::string last_words(const std::filesystem::path& log) {
  const auto lines = last_lines(log, 1);
  return lines.empty() ? std::string() : ": " + lines.front().substr(0, 300);
}

std::string seconds_text(std::chrono::milliseconds wait) {
  const auto tenths = wait.count() / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

Unit::Unit(std::string name, Command command, std::function<void(const std::string&)> say)
    : name_(std::move(name)), command_(std::move(command)), say_(std::move(say)) {}

void Unit::tick(Instant now, bool may_start) {
  if (process_) {
    if (const auto end = process_->ended()) ended(now, *end);
  }
  if (process_ && asked_to_end_) {
    if (!asked_at_) asked_at_ = now;
    if (!killed_ && now - *asked_at_ >= kPatience) {
      say_(name_ + " did not stop within " + std::to_string(kPatience.count()) + " s and is killed");
      process_->signal(SIGKILL);
      killed_ = true;
    }
  }
  if (!process_ && wanted_ && may_start && (!next_start_ || now >= *next_start_)) start(now);
  if (process_) rotate(command_.log, kLogLimit);
}

void Unit::want() {
  wanted_ = true;
  next_start_.reset();
}

void Unit::unwant(int signal) {
  wanted_ = false;
  trouble_.clear();
  if (process_) {
    asked_to_end_ = true;
    process_->signal(signal);
  }
}

void Unit::restart() {
  if (!process_ || asked_to_end_) return;
  asked_to_end_ = true;
  process_->signal(SIGTERM);
}

std::optional<pid_t> Unit::id() const { return process_ ? std::optional(process_->id()) : std::nullopt; }

void Unit::start(Instant now) {
  auto process = Process::start(command_);
  if (!process) {
    const auto wait = backoff_.after({});
    if (trouble_ != process.error()) say_(name_ + ": " + process.error());
    trouble_ = process.error();
    next_start_ = now + wait;
    return;
  }
  process_ = std::move(*process);
  started_ = now;
}

void Unit::ended(Instant now, const End& end) {
  process_.reset();
  asked_at_.reset();
  killed_ = false;
  if (asked_to_end_ || !wanted_) {
    asked_to_end_ = false;
    next_start_.reset();
    return;
  }
  const auto ran_for = std::chrono::duration_cast<std::chrono::milliseconds>(now - *started_);
  const auto wait = backoff_.after(ran_for);
  trouble_ = end.text() + (end.signal == 0 ? last_words(command_.log) : std::string());
  say_(name_ + " " + trouble_ + "; started again in " + seconds_text(wait));
  next_start_ = now + wait;
  ++restarts_;
}

}  // namespace kaisho::supervise
