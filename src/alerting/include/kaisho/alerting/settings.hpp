#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kaisho/alerting/alert.hpp"

/// What an operator says about alerts: the table [alerts] of node.toml (docs/operate/alerts.md).
namespace kaisho::alerting {

/// A receiver of signed HTTP POSTs.
struct WebhookSettings {
  std::string name{};              ///< an ID; names the target "webhook:NAME"
  std::string url{};               ///< https://…, or http://… to this machine itself
  std::filesystem::path secret{};  ///< file with "whsec_" and base64 of 24 to 64 bytes, for its owner's eyes only
  std::filesystem::path ca{};      ///< PEM of the authorities to trust; empty: the system's
};

enum class MailTls : std::uint8_t {
  starttls,  ///< required: without it no mail is sent
  implicit,  ///< TLS from the first byte (port 465)
  none,      ///< only to a server on this machine
};

struct MailSettings {
  std::string server{};  ///< "HOST:PORT"
  std::string from{};    ///< address
  std::string from_name = "Kaisho";
  MailTls tls = MailTls::starttls;
  std::string user{};                ///< empty: no AUTH
  std::filesystem::path password{};  ///< file with one line, for its owner's eyes only
  std::filesystem::path ca{};
};

struct Settings {
  std::filesystem::path folder{};       ///< of the outbox
  Language language = Language::en;     ///< of mails to auditors, and to users whose contact names none
  std::vector<std::string> auditors{};  ///< mail addresses
  bool notices_to_auditors = true;      ///< false: only alarms go to auditors and webhooks
  std::filesystem::path contacts{};     ///< file of the users' contacts; empty: users are not told by mail
  std::vector<WebhookSettings> webhooks{};
  std::optional<MailSettings> mail{};
  std::chrono::milliseconds first_retry{5'000};
  std::chrono::milliseconds longest_retry{3'600'000};
};

/// How an organization reaches a user.
struct Contact {
  std::string mail;
  std::optional<Language> language;
};
/// By the user's ID; the error says why there is none. Asked at each attempt, so that a contact that comes later, or
/// changes, is used. Called from any thread.
using ContactOf = std::function<std::expected<Contact, std::string>(const std::string& user)>;

/// From a file of the form {"users": {"acme": {"mail": "…", "language": "ja"}}}; read anew at each question.
[[nodiscard]] ContactOf contacts_of_file(std::filesystem::path file);

}  // namespace kaisho::alerting
