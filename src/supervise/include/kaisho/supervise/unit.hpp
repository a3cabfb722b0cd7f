#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "kaisho/supervise/backoff.hpp"
#include "kaisho/supervise/process.hpp"

namespace kaisho::supervise {

using Instant = std::chrono::steady_clock::time_point;

/// One process that should run: started, started again when it ends, stopped when it should not. Time comes in; the
/// owner calls `tick` a few times a second. Not thread-safe.
class Unit {
 public:
  /// SIGTERM is followed by SIGKILL after this long.
  static constexpr std::chrono::seconds kPatience{10};

  /// `say` gets a sentence about each start that failed and each end that nobody asked for.
  Unit(std::string name, Command command, std::function<void(const std::string&)> say);

  /// Starts where it should run, `may_start` and no wait is left; notices its end; kills what does not stop.
  void tick(Instant now, bool may_start);
  /// From now on it should run, at once.
  void want();
  /// From now on it should not; the process gets the signal.
  void unwant(int signal);
  /// Ends the process, which is started again by the next `tick`s without a wait.
  void restart();

  [[nodiscard]] bool running() const { return process_.has_value(); }
  [[nodiscard]] std::optional<pid_t> id() const;
  [[nodiscard]] const std::string& name() const { return name_; }
  /// How it last ended or why it does not start; empty while that is past or was asked for.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  [[nodiscard]] unsigned restarts() const { return restarts_; }

 private:
  void start(Instant now);
  void ended(Instant now, const End& end);

  std::string name_;
  Command command_;
  std::function<void(const std::string&)> say_;
  std::optional<Process> process_;
  Backoff backoff_;
  bool wanted_ = true, asked_to_end_ = false, killed_ = false;
  std::optional<Instant> started_, next_start_, asked_at_;
  std::string trouble_;
  unsigned restarts_ = 0;
};

}  // namespace kaisho::supervise
