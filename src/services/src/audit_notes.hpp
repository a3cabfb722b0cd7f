#pragma once

#include <kaisho/alerting/outbox.hpp>
#include <kaisho/governance/audit.hpp>

/// What the audit remembers between blocks, as notes in the outbox (docs/formats/alerts.md):
///   position                      height of the last block that was looked at
///   finding/USER/TOKEN/CODE       height since which it is open
///   due/TIME/USER/TOKEN           empty mark "1": time alone changes this audit (TIME in 20 digits)
///   when/USER/TOKEN               the TIME of that mark
///   attempt/SENDER/FUNCTION/ERROR/USER/TOKEN   block time of the alert, and how many like it were not told since
namespace kaisho::services {

inline constexpr std::string_view kPosition = "position", kFinding = "finding/", kDue = "due/", kWhen = "when/",
                                  kAttempt = "attempt/";

/// The notes with one change laid over them.
class AuditNotes {
 public:
  explicit AuditNotes(const alerting::Outbox& outbox) : outbox_(outbox) {}

  [[nodiscard]] std::optional<std::string> get(const std::string& key) const;
  void put(const std::string& key, std::string value) { change_.notes[key] = std::move(value); }
  void remove(const std::string& key) { change_.notes[key] = ""; }
  void add(alerting::Outbox::NewAlert alert) { change_.alerts.push_back(std::move(alert)); }

  /// Codes open for the pair, from the outbox alone: a pair is audited once in a change.
  [[nodiscard]] std::set<governance::FindingCode> open(const governance::AuditPair& pair) const;
  /// Replaces the time at which the pair is due.
  void set_due(const governance::AuditPair& pair, std::optional<Timestamp> time);
  /// The earliest time at which a pair is due.
  [[nodiscard]] static std::optional<Timestamp> first_due(const alerting::Outbox& outbox);
  /// Pairs that are due before `now`.
  [[nodiscard]] std::set<governance::AuditPair> due_before(Timestamp now) const;

  [[nodiscard]] alerting::Outbox::Change& change() { return change_; }

 private:
  const alerting::Outbox& outbox_;
  alerting::Outbox::Change change_;
};

/// "acme/BOND"; IDs hold no slash.
[[nodiscard]] std::string path_of(const governance::AuditPair& pair);
/// The parts of a key between slashes.
[[nodiscard]] std::vector<std::string> parts_of(std::string_view key);
/// A decimal number; 0 for anything else.
[[nodiscard]] std::uint64_t number_of_text(std::string_view text);

}  // namespace kaisho::services
