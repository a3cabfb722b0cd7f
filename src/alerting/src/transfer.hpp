#pragma once

#include <expected>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

/// The one place that knows libcurl: an HTTP POST and a mail over SMTP. Each call is one connection, and ends early
/// when its stop token fires.
namespace kaisho::alerting {

struct HttpPost {
  std::string url;
  std::vector<std::string> headers;  ///< "name: value"
  std::string body;
  std::filesystem::path ca;  ///< PEM file of the authorities that are trusted; empty: the system's
};
/// Delivered where the receiver answered with 200 to 299; redirects are not followed. Else a sentence.
[[nodiscard]] std::expected<void, std::string> post(const HttpPost& request, const std::stop_token& stop);

struct SmtpMail {
  std::string url;  ///< "smtp://HOST:PORT", or "smtps://HOST:PORT" for TLS from the first byte
  bool starttls = true;
  std::string user, password;  ///< empty: no AUTH
  std::filesystem::path ca;
  std::string from, to;  ///< of the envelope
  std::string message;   ///< RFC 5322
};
/// Delivered where the server took the message (a reply 2yz after the final dot). Else a sentence.
[[nodiscard]] std::expected<void, std::string> send(const SmtpMail& mail, const std::stop_token& stop);

}  // namespace kaisho::alerting
