#include "kaisho/alerting/alert.hpp"

#include <array>
#include <ctime>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::alerting {
namespace {

namespace json = boost::json;

json::object object_of(const Text& text) { return {{"en", text.en}, {"ja", text.ja}}; }

/// Reads members of an object that this module wrote; throws what the callers below catch.
struct Reader {
  const json::object& from;
  [[nodiscard]] std::string text(std::string_view key) const { return std::string(from.at(key).as_string()); }
  [[nodiscard]] std::uint64_t number(std::string_view key) const { return from.at(key).to_number<std::uint64_t>(); }
  [[nodiscard]] Hash hash(std::string_view key) const { return fixed_from_hex<Hash>(text(key)).value(); }
  [[nodiscard]] Text both(std::string_view key) const {
    const Reader inner{from.at(key).as_object()};
    return {inner.text("en"), inner.text("ja")};
  }
};

Alert read_alert(const Reader& r) {
  Alert alert;
  alert.id = r.text("id");
  alert.number = r.number("number");
  alert.code = r.text("code");
  alert.alarm = r.text("severity") == "alarm";
  alert.consortium = r.text("consortium");
  alert.chain_id = r.number("chainId");
  alert.height = r.number("height");
  alert.block = r.hash("blockHash");
  alert.time = r.number("time");
  if (r.from.contains("transactionHash")) alert.transaction = r.hash("transactionHash");
  alert.user = r.text("userId");
  alert.token = r.text("tokenId");
  alert.title = r.both("title");
  alert.text = r.both("text");
  return alert;
}

/// What `read` makes of the text; nothing where it is none of ours.
template <class Read>
auto parsed(std::string_view text, const Read& read) -> std::optional<decltype(read(Reader{json::object{}}))> {
  const auto value = codec::json::parse(text);
  if (!value || !value->is_object()) return std::nullopt;
  try {
    return read(Reader{value->as_object()});
  } catch (const std::exception&) {  // a member that is missing or of another kind
    return std::nullopt;
  }
}

}  // namespace

std::string to_json(const Alert& alert) {
  json::object object{{"id", alert.id},
                      {"number", alert.number},
                      {"code", alert.code},
                      {"severity", alert.alarm ? "alarm" : "notice"},
                      {"consortium", alert.consortium},
                      {"chainId", alert.chain_id},
                      {"height", alert.height},
                      {"blockHash", to_hex(alert.block)},
                      {"time", alert.time},
                      {"userId", alert.user},
                      {"tokenId", alert.token},
                      {"title", object_of(alert.title)},
                      {"text", object_of(alert.text)}};
  if (alert.transaction) object["transactionHash"] = to_hex(*alert.transaction);
  return codec::json::canonical_text(object);
}

std::optional<Alert> alert_from_json(std::string_view text) { return parsed(text, read_alert); }

std::string to_json(const Delivery& delivery) {
  return codec::json::canonical_text(json::object{{"alert", delivery.alert},
                                                  {"target", delivery.target},
                                                  {"attempts", delivery.attempts},
                                                  {"next", delivery.next_ms},
                                                  {"delivered", delivery.delivered_ms},
                                                  {"error", delivery.error}});
}

std::optional<Delivery> delivery_from_json(std::string_view text) {
  return parsed(text, [](const Reader& r) {
    return Delivery{.alert = r.number("alert"),
                    .target = r.text("target"),
                    .attempts = static_cast<std::uint32_t>(r.number("attempts")),
                    .next_ms = r.number("next"),
                    .delivered_ms = r.number("delivered"),
                    .error = r.text("error")};
  });
}

bool is_of_kind(std::string_view target, std::string_view kind) {
  return kind.ends_with(':') ? target.starts_with(kind) : target == kind;
}

std::string shown_target(std::string_view target) {
  const auto colon = target.find(':');
  const auto at = target.rfind('@');
  if (!target.starts_with("mail:") || at == std::string_view::npos || at <= colon + 1) return std::string(target);
  return std::string(target.substr(0, colon + 2)) + "…" + std::string(target.substr(at));
}

std::string iso_time(std::uint64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return std::to_string(seconds);
  std::array<char, 40> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace kaisho::alerting
