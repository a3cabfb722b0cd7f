#include "mail_message.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::alerting {
namespace {

constexpr std::size_t kLine = 76;          // RFC 2045 6.8: characters of a line of base64
constexpr std::size_t kEncodedBytes = 42;  // of text in an encoded word: 56 characters of base64, 68 with its frame

bool is_printable(char c) { return c >= 0x20 && c < 0x7f; }

std::string without_controls(std::string_view text) {
  std::string clean(text);
  for (auto& c : clean) {
    if ((c >= 0 && c < 0x20) || c == 0x7f) c = ' ';
  }
  return clean;
}

/// How many bytes of `text`, at most `limit`, end where a character of UTF-8 ends (RFC 2047 5: no word splits one).
std::size_t whole_characters(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  std::size_t size = limit;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return size == 0 ? limit : size;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = codec::base64::encode(view_of(bytes));
  std::string lines;
  for (std::size_t at = 0; at < all.size(); at += kLine) lines += all.substr(at, kLine) + "\r\n";
  return lines;
}

std::string formatted(std::uint64_t seconds, const char* format) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return {};
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string from_field(const MailSender& from) {
  if (from.name.empty()) return from.address;
  const bool plain = std::ranges::all_of(from.name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  });
  return (plain ? from.name : header_text(from.name, 100)) + " <" + from.address + ">";
}

std::string facts(const Alert& alert, Language language) {
  const bool ja = language == Language::ja;
  std::string text;
  const auto line = [&](std::string_view en, std::string_view in_japanese, const std::string& value) {
    if (!value.empty()) text += std::string(ja ? in_japanese : en) + ": " + value + "\n";
  };
  line("Consortium", "コンソーシアム", alert.consortium);
  line("User", "利用者", alert.user);
  line("Token", "トークン", alert.token);
  line("Code", "コード", alert.code);
  line("Block", "ブロック", std::to_string(alert.height) + " " + to_hex(alert.block));
  line("Block time", "ブロック時刻", iso_time(alert.time));
  if (alert.transaction) line("Transaction", "取引", to_hex(*alert.transaction));
  line("Alert", "通知番号", alert.id);
  return text;
}

std::string hint(const Alert& alert, Language language) {
  if (alert.user.empty() || alert.token.empty()) return {};
  const std::string command = "kaisho audit show --user " + alert.user + " --token " + alert.token + "\n";
  return (language == Language::ja ? "\nどのノードでも次のコマンドで確認できます:\n  "
                                   : "\nAnyone can check this at any node:\n  ") +
         command;
}

}  // namespace

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254) return false;
  return text.find('@', at + 1) == std::string_view::npos && std::ranges::all_of(text, [](char c) {
           return is_printable(c) && std::string_view(" <>()[],;:\\\"").find(c) == std::string_view::npos;
         });
}

std::string header_text(std::string_view text, std::size_t used) {
  const std::string clean = without_controls(text);
  if (std::ranges::all_of(clean, is_printable) && used + clean.size() <= kLine &&
      clean.find("=?") == std::string::npos) {
    return clean;
  }
  std::string words;
  for (std::string_view rest = clean; !rest.empty();) {
    const auto size = whole_characters(rest, kEncodedBytes);
    words += std::string(words.empty() ? "" : "\r\n ") + "=?UTF-8?B?" +
             codec::base64::encode(view_of(rest.substr(0, size))) + "?=";
    rest.remove_prefix(size);
  }
  return words;
}

std::string mail_date(std::uint64_t seconds) { return formatted(seconds, "%a, %d %b %Y %H:%M:%S +0000"); }

std::string rfc5322(const Mail& mail) {
  const bool ja = mail.language == Language::ja;
  std::string text;
  text += "From: " + from_field(mail.from) + "\r\n";
  text += "To: " + mail.to + "\r\n";
  text += "Subject: " + header_text(mail.subject, std::string_view("Subject: ").size()) + "\r\n";
  text += "Date: " + mail_date(mail.time) + "\r\n";
  text += "Message-ID: <" + mail.message_id + ">\r\n";
  text += "Auto-Submitted: auto-generated\r\n";  // RFC 3834: no vacation notices in answer
  text += "Kaisho-Alert: " + mail.alert_id + "\r\n";
  text += "MIME-Version: 1.0\r\n";
  text += "Content-Type: text/plain; charset=utf-8\r\n";
  text += std::string("Content-Language: ") + (ja ? "ja" : "en") + "\r\n";
  text += "Content-Transfer-Encoding: base64\r\n\r\n";
  return text + base64_lines(mail.body);
}

Mail mail_of(const Alert& alert, const MailSender& from, std::string_view to, Language language, std::uint64_t now) {
  const bool ja = language == Language::ja;
  const std::string kind = alert.alarm ? (ja ? "警報" : "alarm") : (ja ? "お知らせ" : "notice");
  // The same for every attempt, so that a mail store recognizes a mail that came twice because an answer was lost.
  const auto receiver = to_hex_plain(crypto::sha256(view_of(to)).view().first(4));
  return {.from = from,
          .to = std::string(to),
          .subject = "[Kaisho " + alert.consortium + "] " + kind + ": " + alert.title.in(language),
          .body = alert.text.in(language) + "\n\n" + facts(alert, language) + hint(alert, language),
          .message_id = alert.id + "." + receiver + "@" + from.address.substr(from.address.find('@') + 1),
          .alert_id = alert.id,
          .language = language,
          .time = now};
}

}  // namespace kaisho::alerting
