#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kaisho/alerting/alert.hpp"

/// Alerts and their deliveries on the disk, together with the notes of whoever finds them, so that what was looked at
/// and what was found become durable at once: after a crash nothing is lost and nothing is told anew.
namespace kaisho::alerting {

/// One folder, one process at a time. Thread-safe.
class Outbox {
 public:
  /// Delivered alerts beyond so many are dropped at the next opening, oldest first.
  static constexpr std::uint64_t kKept = 20'000;

  /// Opens the folder; creates it where it is missing. The error is a sentence for the operator.
  [[nodiscard]] static std::expected<std::unique_ptr<Outbox>, std::string> open(const std::filesystem::path& folder);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox();

  struct NewAlert {
    Alert alert;  ///< without number
    std::vector<std::string> targets;
  };
  /// All of it or nothing.
  struct Change {
    std::vector<NewAlert> alerts;              ///< one whose ID is here already is left out
    std::map<std::string, std::string> notes;  ///< written; an empty value removes the note
    bool durable = true;  ///< on the disk when `commit` returns; false may be lost with the machine
  };
  [[nodiscard]] std::expected<void, std::string> commit(const Change& change);

  [[nodiscard]] std::optional<std::string> note(std::string_view key) const;
  /// Notes whose keys begin with `prefix`, in their order, until `visit` returns false.
  void visit_notes(std::string_view prefix,
                   const std::function<bool(std::string_view key, std::string_view value)>& visit) const;

  /// At most `limit` alerts with numbers above `after`, oldest first.
  [[nodiscard]] std::vector<Alert> alerts(std::uint64_t after, std::size_t limit) const;
  [[nodiscard]] std::optional<Alert> alert(std::uint64_t number) const;
  [[nodiscard]] std::vector<Delivery> deliveries(std::uint64_t alert) const;
  /// What waits for its receiver, in order of alerts.
  [[nodiscard]] std::vector<Delivery> waiting() const;
  [[nodiscard]] std::uint64_t last_number() const;

  /// That somebody has seen an alert.
  struct Acknowledgement {
    std::string by;      ///< a user's account, or an operator's ID
    Timestamp time = 0;  ///< s since 1970
    friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
  };
  /// On the disk when this returns; the first one of each person counts. Nothing happens where there is no such alert.
  [[nodiscard]] std::expected<void, std::string> acknowledge(std::uint64_t alert, const Acknowledgement& word);
  /// In order of who said so.
  [[nodiscard]] std::vector<Acknowledgement> acknowledgements(std::uint64_t alert) const;

  /// The delivery that is due first among targets with one of these beginnings: at `now_ms`, and of what is not due,
  /// the one that will be. Nothing where none waits.
  [[nodiscard]] std::optional<Delivery> next(const std::vector<std::string>& kinds) const;
  /// Records an attempt. A delivered one is on the disk when this returns.
  [[nodiscard]] std::expected<void, std::string> update(const Delivery& delivery);

 private:
  class Impl;
  explicit Outbox(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::alerting
