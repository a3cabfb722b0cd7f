#pragma once

#include <memory>
#include <vector>

#include <kaisho/base/clock.hpp>

#include "kaisho/alerting/outbox.hpp"
#include "kaisho/alerting/settings.hpp"

/// Alerts from where they are found to those who should know: outbox, couriers, who is told what.
namespace kaisho::alerting {

/// Thread-safe. The destructor stops the couriers; what was not delivered waits in the outbox.
class Alerting {
 public:
  struct Dependencies {
    const Clock& clock;  ///< outlives it
    /// Takes alerts as lines of JSON, and is a target of its own.
    std::function<void(std::string_view)> log;
    /// Where users are reached; empty: by `settings.contacts`.
    ContactOf contact_of{};
  };
  /// The error is a sentence for the operator.
  [[nodiscard]] static std::expected<std::unique_ptr<Alerting>, std::string> start(const Settings& settings,
                                                                                   const Dependencies& with);
  Alerting(const Alerting&) = delete;
  Alerting& operator=(const Alerting&) = delete;
  ~Alerting();

  /// Who is told: the log always; webhooks and auditors as the settings say; the user itself where `tell_user` and mail
  /// is configured.
  [[nodiscard]] std::vector<std::string> targets_of(const Alert& alert, bool tell_user) const;

  /// Makes it durable, then wakes the couriers.
  [[nodiscard]] std::expected<void, std::string> commit(const Outbox::Change& change);
  /// Outbox::acknowledge, now.
  [[nodiscard]] std::expected<void, std::string> acknowledge(std::uint64_t alert, const std::string& by);
  [[nodiscard]] const Outbox& outbox() const;

 private:
  class Impl;
  explicit Alerting(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::alerting
