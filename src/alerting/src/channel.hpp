#pragma once

#include <expected>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <kaisho/base/clock.hpp>

#include "kaisho/alerting/settings.hpp"

namespace kaisho::alerting {

/// A way to reach people. One thread uses it.
class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;

  /// Beginnings of the targets that it serves.
  [[nodiscard]] virtual std::vector<std::string> kinds() const = 0;
  /// Returns when the receiver took the alert, or says why not. Ends early when `stop` fires.
  [[nodiscard]] virtual std::expected<void, std::string> deliver(const Alert& alert, const std::string& target,
                                                                 const std::stop_token& stop) = 0;
};

/// One webhook. Errors: an unusable URL or secret.
[[nodiscard]] std::expected<std::unique_ptr<Channel>, std::string> make_webhook(const WebhookSettings& settings,
                                                                                const Clock& clock);
/// Mail to auditors and users. Errors: an unusable address, server or password.
[[nodiscard]] std::expected<std::unique_ptr<Channel>, std::string> make_mail(const MailSettings& settings,
                                                                             Language language, ContactOf contact_of,
                                                                             const Clock& clock);
/// A line of JSON for whoever collects the node's log.
[[nodiscard]] std::unique_ptr<Channel> make_log(std::function<void(std::string_view)> line);

/// Whether a host name of a URL is this machine's own: what is sent there needs no encryption.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace kaisho::alerting
