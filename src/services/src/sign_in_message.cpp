#include "kaisho/services/sign_in_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::services {
namespace {

constexpr std::string_view kWants = " wants you to sign in with your Ethereum account:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Walks over the lines of a message.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  /// The next line; nothing behind the last one.
  std::optional<std::string_view> next() {
    if (ended_) return std::nullopt;
    const auto end = rest_.find('\n');
    const auto line = rest_.substr(0, end);
    ended_ = end == std::string_view::npos;
    if (!ended_) rest_.remove_prefix(end + 1);
    return line;
  }
  /// What follows this name in the next line; nothing (and the line stays) where the name is another.
  std::optional<std::string_view> field(std::string_view name) {
    const auto before = *this;
    const auto line = next();
    if (line && line->starts_with(name)) return line->substr(name.size());
    *this = before;
    return std::nullopt;
  }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  std::string_view rest_;
  bool ended_ = false;
};

std::unexpected<std::string> wrong(std::string_view what) {
  return std::unexpected("This is no message of EIP-4361: " + std::string(what) + ".");
}

std::expected<void, std::string> read_head(Lines& lines, SignInMessage& message) {
  auto domain = lines.next().value_or("");
  if (!domain.ends_with(kWants)) return wrong("its first line is another");
  domain.remove_suffix(kWants.size());
  if (const auto scheme = domain.find("://"); scheme != std::string_view::npos) {
    message.scheme = domain.substr(0, scheme);
    domain.remove_prefix(scheme + 3);
  }
  message.domain = domain;
  if (message.domain.empty() || !is_printable(message.domain)) return wrong("it has no domain");
  const auto address_text = lines.next().value_or("");
  const auto address = fixed_from_hex<Address>(address_text);
  if (!address || checksummed(*address) != address_text) return wrong("its address has no checksum of EIP-55");
  message.address = *address;
  if (lines.next() != "") return wrong("an empty line is missing behind the address");
  const auto statement = lines.next();
  if (!statement) return wrong("it ends behind the address");
  if (statement->empty()) return {};
  message.statement = *statement;
  if (lines.next() != "") return wrong("an empty line is missing behind the statement");
  return {};
}

std::expected<std::optional<Timestamp>, std::string> read_time(Lines& lines, std::string_view name) {
  const auto text = lines.field(name);
  if (!text) return std::nullopt;
  const auto time = from_rfc3339(*text);
  if (!time) return wrong("\"" + std::string(name) + "\" names no time of RFC 3339");
  return time;
}

std::expected<void, std::string> read_required(Lines& lines, SignInMessage& message) {
  const auto uri = lines.field("URI: ");
  if (!uri || uri->empty() || !is_printable(*uri)) return wrong("\"URI: \" is missing");
  const auto version = lines.field("Version: ");
  if (!version) return wrong("\"Version: \" is missing");
  const auto chain = lines.field("Chain ID: ");
  const auto chain_id = chain ? number_of<ChainId>(*chain) : std::nullopt;
  if (!chain_id) return wrong("\"Chain ID: \" is missing");
  const auto nonce = lines.field("Nonce: ");
  if (!nonce || nonce->size() < 8 || !std::ranges::all_of(*nonce, is_alphanumeric)) {
    return wrong("\"Nonce: \" has not at least 8 letters and digits");
  }
  const auto issued = read_time(lines, "Issued At: ");
  if (!issued) return std::unexpected(issued.error());
  if (!*issued) return wrong("\"Issued At: \" is missing");
  message.uri = *uri;
  message.version = *version;
  message.chain_id = *chain_id;
  message.nonce = *nonce;
  message.issued_at = **issued;
  return {};
}

std::expected<void, std::string> read_optional(Lines& lines, SignInMessage& message) {
  const auto expires = read_time(lines, "Expiration Time: ");
  if (!expires) return std::unexpected(expires.error());
  const auto not_before = read_time(lines, "Not Before: ");
  if (!not_before) return std::unexpected(not_before.error());
  message.expires = *expires;
  message.not_before = *not_before;
  if (const auto id = lines.field("Request ID: ")) message.request_id = *id;
  if (const auto head = lines.field("Resources:")) {
    if (!head->empty()) return wrong("something stands behind \"Resources:\"");
    while (const auto resource = lines.field("- ")) message.resources.emplace_back(*resource);
  }
  if (!lines.ended()) return wrong("there is a line that does not belong to it");
  return {};
}

}  // namespace

std::expected<SignInMessage, std::string> parse_sign_in(std::string_view text) {
  SignInMessage message;
  Lines lines(text);
  if (auto fine = read_head(lines, message); !fine) return std::unexpected(fine.error());
  if (auto fine = read_required(lines, message); !fine) return std::unexpected(fine.error());
  if (auto fine = read_optional(lines, message); !fine) return std::unexpected(fine.error());
  return message;
}

std::string to_text(const SignInMessage& message) {
  std::string text = (message.scheme.empty() ? "" : message.scheme + "://") + message.domain;
  text += std::string(kWants) + "\n" + checksummed(message.address) + "\n\n";
  if (!message.statement.empty()) text += message.statement + "\n";
  text += "\nURI: " + message.uri + "\nVersion: " + message.version;
  text += "\nChain ID: " + std::to_string(message.chain_id) + "\nNonce: " + message.nonce;
  text += "\nIssued At: " + to_rfc3339(message.issued_at);
  if (message.expires) text += "\nExpiration Time: " + to_rfc3339(*message.expires);
  if (message.not_before) text += "\nNot Before: " + to_rfc3339(*message.not_before);
  if (!message.request_id.empty()) text += "\nRequest ID: " + message.request_id;
  if (!message.resources.empty()) text += "\nResources:";
  for (const auto& resource : message.resources) text += "\n- " + resource;
  return text;
}

std::string checksummed(const Address& address) {
  auto digits = to_hex_plain(address.view());
  const auto hash = to_hex_plain(crypto::keccak256(std::string_view(digits)).view());
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] >= 'a' && hash[i] >= '8') digits[i] = static_cast<char>(digits[i] - ('a' - 'A'));
  }
  return "0x" + digits;
}

std::string to_rfc3339(Timestamp time) {
  using namespace std::chrono;
  const auto seconds_left = static_cast<std::int64_t>(time);
  const auto day = floor<days>(sys_seconds(seconds(seconds_left)));
  const year_month_day date(day);
  const hh_mm_ss clock(sys_seconds(seconds(seconds_left)) - day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd:dd";
  if (text.size() < kForm.size() + 1) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == 'd' ? !is_digit(text[i]) : text[i] != kForm[i]) return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) { return *number_of<int>(text.substr(at, size)); };
  const year_month_day date{year(part(0, 4)), month(static_cast<unsigned>(part(5, 2))),
                            day(static_cast<unsigned>(part(8, 2)))};
  const int hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (!date.ok() || part(0, 4) < 1970 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  auto rest = text.substr(kForm.size());
  if (rest.starts_with('.')) {
    const auto end = std::ranges::find_if_not(rest.substr(1), is_digit) - rest.begin();
    if (end == 1) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end));
  }
  std::int64_t offset = 0;
  if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':') {
    const auto hours_off = number_of<int>(rest.substr(1, 2)), minutes_off = number_of<int>(rest.substr(4, 2));
    if (!hours_off || !minutes_off || *hours_off > 23 || *minutes_off > 59) return std::nullopt;
    offset = (rest[0] == '+' ? 1 : -1) * (*hours_off * 3'600 + *minutes_off * 60);
  } else if (rest != "Z") {
    return std::nullopt;
  }
  const auto at = sys_days(date).time_since_epoch() + hours(hour) + minutes(minute) + seconds(second);
  const auto total = duration_cast<seconds>(at).count() - offset;
  return total < 0 ? std::nullopt : std::optional(static_cast<Timestamp>(total));
}

}  // namespace kaisho::services
