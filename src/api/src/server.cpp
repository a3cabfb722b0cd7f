#include "kaisho/api/server.hpp"

#include <kaisho/codec/json.hpp>

#include "http/http_server.hpp"
#include "methods/groups.hpp"
#include "rest/rest_api.hpp"
#include "rpc/json_writer.hpp"

namespace kaisho::api {
namespace {

Health health_of(const services::LedgerService& ledger) {
  const auto status = ledger.status();
  JsonWriter writer;
  writer.begin_object().key("status").plain(status.accepts ? "ok" : "not-accepting");
  if (!status.accepts) writer.key("reason").text(status.reason);
  writer.key("chainId").raw(std::to_string(ledger.chain_id()));
  writer.key("height").raw(std::to_string(ledger.height()));
  return {status.accepts, writer.end_object().take() + "\n"};
}

std::string greeting(const Server::Dependencies& with) {
  return with.version + ", chain " + std::to_string(with.ledger.chain_id()) +
         ". This is a JSON-RPC endpoint: POST a request, or look at /health.\n";
}

/// Pages that may use the node may ask their users to sign in.
std::vector<std::string> domains_of(const Settings& settings) {
  std::vector<std::string> domains;
  for (const auto& origin : settings.allowed_origins) {
    const auto scheme = origin.find("://");
    if (scheme != std::string::npos) domains.push_back(origin.substr(scheme + 3));
  }
  return domains;
}

}  // namespace

class Server::Impl {
 public:
  Impl(const Settings& settings, const Dependencies& dependencies) : with_(dependencies), methods_(all_methods(with_)) {
    if (with_.records == nullptr) return;
    rest_.emplace(rest::Dependencies{.ledger = with_.ledger,
                                     .records = *with_.records,
                                     .access = with_.access,
                                     .writes = with_.writes,
                                     .sign_in = with_.sign_in,
                                     .passkeys = with_.passkeys,
                                     .evidence = with_.evidence,
                                     .audit = with_.audit,
                                     .sign_in_domains = domains_of(settings),
                                     .version = with_.version,
                                     .log = with_.log,
                                     .streams = std::make_shared<rest::StreamPlaces>(rest::StreamPlaces::Limits{
                                         settings.http.streams_of_caller, settings.http.streams})});
  }

  std::expected<void, std::string> start(const Settings& settings) {
    auto http = HttpServer::start(settings, {.methods = methods_,
                                             .health = [this] { return health_of(with_.ledger); },
                                             .log = with_.log,
                                             .greeting = greeting(with_),
                                             .rest = rest_ ? &*rest_ : nullptr});
    if (!http) return std::unexpected(http.error());
    http_ = *std::move(http);
    return {};
  }
  [[nodiscard]] HttpServer& http() const { return *http_; }

 private:
  const Dependencies with_;
  const MethodTable methods_;
  std::optional<rest::Api> rest_;
  std::unique_ptr<HttpServer> http_;
};

std::expected<std::unique_ptr<Server>, std::string> Server::start(const Settings& settings,
                                                                  const Dependencies& dependencies) {
  auto impl = std::make_unique<Impl>(settings, dependencies);
  if (const auto started = impl->start(settings); !started) return std::unexpected(started.error());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;
const std::string& Server::address() const { return impl_->http().address(); }
const std::string& Server::tls_address() const { return impl_->http().tls_address(); }
void Server::stop() { impl_->http().stop(); }

}  // namespace kaisho::api
