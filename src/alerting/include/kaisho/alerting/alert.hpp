#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// What is told to people who do not watch a screen, and what became of the telling (docs/formats/alerts.md).
namespace kaisho::alerting {

enum class Language : std::uint8_t { en, ja };

/// A text in both languages of the house.
struct Text {
  std::string en, ja;
  [[nodiscard]] const std::string& in(Language language) const { return language == Language::ja ? ja : en; }
  friend bool operator==(const Text&, const Text&) = default;
};

/// One thing that happened, told once to each who should know.
struct Alert {
  std::string id;            ///< "alert_" and 32 hexadecimal digits; the same from every node that saw the same
  std::uint64_t number = 0;  ///< in this outbox, from 1
  std::string code;          ///< "policy_unauthorized"
  bool alarm = false;        ///< else a notice
  std::string consortium;
  ChainId chain_id = 0;
  Height height = 0;  ///< block after which it was found
  Hash block;
  Timestamp time = 0;  ///< of that block
  std::optional<Hash> transaction{};
  std::string user, token;  ///< IDs; empty where it concerns none
  Text title;               ///< a few words
  Text text;                ///< a sentence
  friend bool operator==(const Alert&, const Alert&) = default;
};

/// Canonical JSON: how an alert lies in the outbox, and the `data` of a webhook's body.
[[nodiscard]] std::string to_json(const Alert& alert);
/// Takes what `to_json` makes.
[[nodiscard]] std::optional<Alert> alert_from_json(std::string_view text);

/// The telling of one alert to one target: "log", "webhook:NAME", "mail:ADDRESS" or "user:ID" (by the contact that the
/// organization holds).
struct Delivery {
  std::uint64_t alert = 0;  ///< number
  std::string target;
  std::uint32_t attempts = 0;
  std::uint64_t next_ms = 0;       ///< when it is tried again, in milliseconds since 1970
  std::uint64_t delivered_ms = 0;  ///< when the receiver acknowledged it; 0: not yet
  std::string error;               ///< of the last attempt; empty: none failed
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

[[nodiscard]] std::string to_json(const Delivery& delivery);
[[nodiscard]] std::optional<Delivery> delivery_from_json(std::string_view text);

/// Whether a target is of this kind: "mail:" is every mail, "webhook:soc" and "log" are only themselves.
[[nodiscard]] bool is_of_kind(std::string_view target, std::string_view kind);

/// How a target is shown to whoever asks the node: people's addresses are shortened ("mail:a…@bank.example").
[[nodiscard]] std::string shown_target(std::string_view target);

/// "2026-11-23T06:40:00Z".
[[nodiscard]] std::string iso_time(std::uint64_t seconds);

}  // namespace kaisho::alerting
