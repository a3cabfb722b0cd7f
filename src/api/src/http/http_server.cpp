#include "http/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <thread>

#include "http/listen.hpp"
#include "http/session.hpp"
#include "http/tls.hpp"

namespace kaisho::api {
namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

/// For a client above the limit of connections; whether it arrives is not our concern.
void turn_away(tcp::socket socket) {
  const auto body = to_json({503, "too-many-connections", "Too many connections", "Close some or try again soon."});
  const auto text =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nRetry-After: 1\r\n"
      "Connection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  Error ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(text), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Settings settings, Dependencies with)
      : settings_(std::move(settings)),
        with_(std::move(with)),
        budget_(settings_.http.process_bytes),
        workers_(settings_.rpc.evm_threads, settings_.rpc.evm_queue, settings_.rpc.evm_wait),
        engine_({.methods = with_.methods,
                 .workers = workers_,
                 .budget = budget_,
                 .post = [this](std::move_only_function<void()> job) { asio::post(io_, std::move(job)); },
                 .log = with_.log,
                 .limits = settings_.rpc}),
        acceptor_(io_),
        tls_acceptor_(io_) {}

  std::expected<void, std::string> listen() {
    const auto where = listen_address(settings_);
    if (!where) return std::unexpected(where.error());
    if (auto opened = open(acceptor_, *where, settings_.listen); !opened) return opened;
    address_ = text_of(acceptor_.local_endpoint());
    return settings_.tls ? listen_for_tls(*settings_.tls) : std::expected<void, std::string>{};
  }

  std::expected<void, std::string> listen_for_tls(const TlsSettings& settings) {
    auto identity = TlsIdentity::open(settings);
    if (!identity) return std::unexpected(identity.error());
    tls_identity_.emplace(*std::move(identity));
    const auto where = any_address(settings.listen);
    if (!where) return std::unexpected(where.error());
    if (auto opened = open(tls_acceptor_, *where, settings.listen); !opened) return opened;
    tls_address_ = text_of(tls_acceptor_.local_endpoint());
    return {};
  }

  void run() {
    asio::co_spawn(io_, accept(acceptor_), asio::detached);
    if (tls_acceptor_.is_open()) asio::co_spawn(io_, accept(tls_acceptor_), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  /// The thread ends when the last session has: each waits for the answer that it asked for.
  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] {
      Error ignored;
      acceptor_.close(ignored);
      tls_acceptor_.close(ignored);
      for (auto* session : sessions_) session->close();
    });
    thread_.join();
  }

  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] const std::string& tls_address() const { return tls_address_; }
  [[nodiscard]] std::size_t bytes_held() const { return budget_.used(); }

 private:
  static std::expected<void, std::string> open(tcp::acceptor& acceptor, const ListenAddress& where,
                                               const std::string& listen) {
    const tcp::endpoint endpoint(asio::ip::make_address(where.address), where.port);
    Error error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected("cannot listen on " + listen + ": " + error.message());
    return {};
  }

  asio::awaitable<void> accept(tcp::acceptor& acceptor) {
    asio::steady_timer pause(io_);
    while (acceptor.is_open()) {
      Error error;
      auto socket = co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (!acceptor.is_open()) break;
      if (error) {  // no descriptors left, or the client is gone already
        pause.expires_after(kPauseWithoutDescriptors);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      } else if (sessions_.size() >= settings_.http.connections) {
        turn_away(std::move(socket));
      } else {
        auto context = &acceptor == &tls_acceptor_ ? tls_identity_->context() : nullptr;
        asio::co_spawn(io_, serve(std::move(socket), std::move(context)), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve(tcp::socket socket, std::shared_ptr<asio::ssl::context> context) {
    Session session(std::move(socket), std::move(context), {settings_, engine_, workers_, budget_, with_});
    sessions_.insert(&session);
    try {
      co_await session.serve();
    } catch (const std::exception& problem) {
      with_.log(std::string("a connection ended by a failure: ") + problem.what());
    }
    sessions_.erase(&session);
  }

  Settings settings_;
  Dependencies with_;
  Budget budget_;
  asio::io_context io_{1};
  WorkerPool workers_;  // ends before the context to which its jobs post
  Engine engine_;
  tcp::acceptor acceptor_;
  tcp::acceptor tls_acceptor_;
  std::optional<TlsIdentity> tls_identity_;
  std::string tls_address_;
  std::string address_;
  std::set<Session*> sessions_;  ///< touched by the network's thread only
  std::thread thread_;
};

std::expected<std::unique_ptr<HttpServer>, std::string> HttpServer::start(const Settings& settings,
                                                                          Dependencies dependencies) {
  auto impl = std::make_unique<Impl>(settings, std::move(dependencies));
  if (const auto listening = impl->listen(); !listening) return std::unexpected(listening.error());
  impl->run();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() { stop(); }
const std::string& HttpServer::address() const { return impl_->address(); }
const std::string& HttpServer::tls_address() const { return impl_->tls_address(); }
void HttpServer::stop() { impl_->stop(); }
std::size_t HttpServer::bytes_held() const { return impl_->bytes_held(); }

}  // namespace kaisho::api
