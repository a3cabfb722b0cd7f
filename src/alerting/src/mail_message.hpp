#pragma once

#include <string>
#include <string_view>

#include "kaisho/alerting/alert.hpp"

/// A mail as bytes: RFC 5322 header fields, RFC 2047 encoded words, RFC 2045 base64 body. Lines end in CR LF.
namespace kaisho::alerting {

/// An address that can stand in a header and in SMTP without quoting: ASCII, one @, no spaces, no control characters,
/// at most 254 characters (RFC 5321, 4.5.3.1.3). Other domains come in their ASCII form (RFC 5891).
[[nodiscard]] bool is_mail_address(std::string_view text);

struct MailSender {
  std::string name;  ///< shown; UTF-8; may be empty
  std::string address;
};

struct Mail {
  MailSender from;
  std::string to;
  std::string subject;     ///< UTF-8, one line
  std::string body;        ///< UTF-8, lines end in LF
  std::string message_id;  ///< without brackets: "alert_….1a2b@bank.example"
  std::string alert_id;
  Language language = Language::en;
  std::uint64_t time = 0;  ///< seconds since 1970
};

[[nodiscard]] std::string rfc5322(const Mail& mail);

/// A text in a header field that began with `used` characters: itself where it is short ASCII, encoded words of at most
/// 75 characters on folded lines otherwise. Control characters become spaces: a text never makes a header field.
[[nodiscard]] std::string header_text(std::string_view text, std::size_t used);

/// "Mon, 23 Nov 2026 06:40:00 +0000".
[[nodiscard]] std::string mail_date(std::uint64_t seconds);

/// The mail that tells an alert.
[[nodiscard]] Mail mail_of(const Alert& alert, const MailSender& from, std::string_view to, Language language,
                           std::uint64_t now);

}  // namespace kaisho::alerting
