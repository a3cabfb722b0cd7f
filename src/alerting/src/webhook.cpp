#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <kaisho/codec/json_value.hpp>

#include "channel.hpp"
#include "secret_file.hpp"
#include "signature.hpp"
#include "transfer.hpp"

namespace kaisho::alerting {
namespace {

namespace json = boost::json;

class Webhook final : public Channel {
 public:
  Webhook(WebhookSettings settings, Bytes key, const Clock& clock)
      : settings_(std::move(settings)), key_(std::move(key)), clock_(clock) {}

  [[nodiscard]] std::vector<std::string> kinds() const override { return {"webhook:" + settings_.name}; }

  [[nodiscard]] std::expected<void, std::string> deliver(const Alert& alert, const std::string&,
                                                         const std::stop_token& stop) override {
    // The same at every attempt but for the time, which says that this attempt is no replay.
    const std::string body = codec::json::canonical_text(json::object{{"type", "kaisho.audit." + alert.code},
                                                                      {"timestamp", iso_time(alert.time)},
                                                                      {"data", json::parse(to_json(alert))}});
    const std::string timestamp = std::to_string(clock_.now_ms() / 1'000);
    return post({.url = settings_.url,
                 .headers = {"content-type: application/json", "user-agent: kaisho", "webhook-id: " + alert.id,
                             "webhook-timestamp: " + timestamp,
                             "webhook-signature: " + webhook_signature(key_, alert.id, timestamp, body)},
                 .body = body,
                 .ca = settings_.ca},
                stop);
  }

 private:
  WebhookSettings settings_;
  Bytes key_;
  const Clock& clock_;
};

/// "receiver.example" of "https://user@receiver.example:8443/path".
std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const auto at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
  if (rest.starts_with('[')) return std::string(rest.substr(1, rest.find(']') - 1));
  return std::string(rest.substr(0, rest.find(':')));
}

}  // namespace

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::expected<std::unique_ptr<Channel>, std::string> make_webhook(const WebhookSettings& settings, const Clock& clock) {
  const bool secure = settings.url.starts_with("https://");
  const bool local = settings.url.starts_with("http://") && is_loopback(host_of(settings.url));
  if (!secure && !local) {
    return std::unexpected("webhook " + settings.name + ": " + settings.url +
                           " is no https:// URL (http:// is taken for this machine itself only)");
  }
  auto key = read_webhook_key(settings.secret);
  if (!key) return std::unexpected("webhook " + settings.name + ": " + key.error());
  return std::make_unique<Webhook>(settings, std::move(*key), clock);
}

}  // namespace kaisho::alerting
