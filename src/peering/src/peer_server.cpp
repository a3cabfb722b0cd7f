#include "kaisho/peering/peer_server.hpp"

#include <openssl/ssl.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <charconv>
#include <kaisho/base/hex.hpp>
#include <map>
#include <set>
#include <thread>

#include "openssl.hpp"
#include "routes.hpp"

namespace kaisho::peering {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 256 << 10;
constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

using Stream = beast::ssl_stream<beast::tcp_stream>;

auto with_error(Error& error) { return asio::redirect_error(asio::use_awaitable, error); }
std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Asio's own context over ours: both count the same object.
asio::ssl::context share(const Credentials& credentials) {
  SSL_CTX_up_ref(credentials.context.get());
  return asio::ssl::context(credentials.context.get());
}

std::optional<tcp::endpoint> endpoint_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  std::uint16_t port = 0;
  const auto number = text.substr(colon + 1);
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), port);
  Error error;
  const auto address = asio::ip::make_address(host, error);
  if (error || failed != std::errc{} || end != number.data() + number.size()) return std::nullopt;
  return tcp::endpoint(address, port);
}

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

std::expected<CertificateInfo, std::string> certificate_of(Stream& stream) {
  const CertificatePtr certificate(SSL_get1_peer_certificate(stream.native_handle()));
  if (!certificate) return std::unexpected("no certificate");
  return info_of(certificate.get());
}

/// One more connection of a holder, also where it ends by a failure.
class Counted {
 public:
  using Connections = std::map<std::string, std::size_t>;
  Counted(Connections& all, const std::string& holder) : all_(all), own_(all.try_emplace(holder).first) {
    ++own_->second;
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() {
    if (--own_->second == 0) all_.erase(own_);
  }
  [[nodiscard]] std::size_t number() const { return own_->second; }

 private:
  Connections& all_;
  Connections::iterator own_;
};

}  // namespace

class PeerServer::Impl {
 public:
  Impl(Dependencies with, const ServerLimits& limits)
      : with_(std::move(with)),
        limits_(limits),
        routes_({with_.self, with_.origin, with_.keeper, with_.packages, with_.desk}),
        acceptor_(io_) {}

  std::expected<void, std::string> listen(const std::string& where) {
    const auto endpoint = endpoint_of(where);
    if (!endpoint) return std::unexpected("\"" + where + "\" is no address to listen on: write 127.0.0.1:8743");
    Error error;
    acceptor_.open(endpoint->protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(*endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return std::unexpected("cannot listen for members on " + where + ": " + error.message());
    address_ = text_of(acceptor_.local_endpoint());
    return {};
  }

  void run() {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] {
      Error ignored;
      acceptor_.close(ignored);
      for (auto* stream : streams_) beast::get_lowest_layer(*stream).close();
    });
    thread_.join();
  }

  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  asio::awaitable<void> accept() {
    asio::steady_timer pause(io_);
    while (acceptor_.is_open()) {
      Error error;
      auto socket = co_await acceptor_.async_accept(with_error(error));
      if (!acceptor_.is_open()) break;
      if (error) {  // no descriptors left, or the caller is gone already
        pause.expires_after(kPauseWithoutDescriptors);
        co_await pause.async_wait(with_error(error));
      } else if (streams_.size() < limits_.connections) {
        asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
      }
    }
  }

  asio::awaitable<void> serve(tcp::socket socket) {
    auto context = share(with_.identity.credentials());
    Stream stream(beast::tcp_stream(std::move(socket)), context);
    streams_.insert(&stream);
    try {
      co_await serve_stream(stream);
    } catch (const std::exception& failure) {
      with_.log(std::string("a member's connection ended by a failure: ") + failure.what());
    }
    streams_.erase(&stream);
  }

  asio::awaitable<void> serve_stream(Stream& stream) {
    Error error;
    stream.next_layer().socket().set_option(tcp::no_delay(true), error);
    stream.next_layer().expires_after(limits_.handshake_time);
    co_await stream.async_handshake(asio::ssl::stream_base::server, with_error(error));
    if (error) co_return;
    const auto certificate = certificate_of(stream);
    if (!certificate) co_return;
    {
      // Keys cost who is no member nothing: all of them together get what one member gets, and no time to think.
      const bool known = identify(*certificate, with_.members(), with_.clock.now_ms() / 1'000).has_value();
      const Counted connection(connections_of_, known ? to_hex_plain(certificate->pin.sha256.view()) : std::string());
      if (connection.number() <= limits_.connections_of_a_member) {
        co_await serve_caller(stream, *certificate, known ? limits_.idle_time : limits_.header_time);
      }
    }
    stream.next_layer().expires_after(limits_.write_time);
    co_await stream.async_shutdown(with_error(error));
  }

  asio::awaitable<void> serve_caller(Stream& stream, const CertificateInfo& certificate,
                                     std::chrono::milliseconds idle) {
    beast::flat_buffer buffer(limits_.header_bytes * 2);
    bool goes_on = true;
    while (goes_on) goes_on = co_await serve_one(stream, buffer, certificate, idle);
  }

  /// One request; who calls is asked anew each time, so that a member that left, or whose certificate ended meanwhile,
  /// is refused on an open connection too.
  asio::awaitable<bool> serve_one(Stream& stream, beast::flat_buffer& buffer, const CertificateInfo& certificate,
                                  std::chrono::milliseconds idle) {
    Error error;
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(boost::none);  // who may bring how much is known after the header
    stream.next_layer().expires_after(idle);
    if (buffer.size() == 0) {
      const auto read = co_await stream.async_read_some(buffer.prepare(4096), with_error(error));
      buffer.commit(read);
      if (error) co_return false;
    }
    stream.next_layer().expires_after(limits_.header_time);
    co_await http::async_read_header(stream, buffer, parser, with_error(error));
    if (error == http::error::end_of_stream || error == beast::error::timeout) co_return false;
    if (error) co_return co_await refuse(stream, 400, "malformed-http", "This is no request of this service.");
    const auto now = with_.clock.now_ms() / 1'000;
    const Caller caller{identify(certificate, with_.members(), now), certificate};
    if (!has_body(parser)) co_return co_await answer_to(stream, parser.get(), {}, caller);
    // Only what may bring a body has it read; the others are told so, and their connection ends with it unread.
    const auto limit = routes_.body_limit(request_of(parser.get(), {}), caller);
    if (limit == 0 && parser.get().method() == http::verb::put) {
      co_return co_await end_with(stream, routes_.answer(request_of(parser.get(), {}), caller));
    }
    if (limit == 0) co_return co_await refuse(stream, 400, "malformed-http", "This request takes no body.");
    if (parser.content_length().value_or(0) > limit) co_return co_await refuse(stream, 413, "too-large", most(limit));
    http::request_parser<http::string_body> whole(std::move(parser));
    whole.body_limit(limit);  // of a body in chunks
    stream.next_layer().expires_after(limits_.body_time);
    co_await http::async_read(stream, buffer, whole, with_error(error));
    if (error == http::error::body_limit) co_return co_await refuse(stream, 413, "too-large", most(limit));
    if (error) co_return false;
    co_return co_await answer_to(stream, whole.get(), whole.get().body(), caller);
  }

  static std::string most(std::size_t limit) { return "At most " + std::to_string(limit) + " bytes are taken."; }

  static bool has_body(const http::request_parser<http::empty_body>& parser) {
    return parser.chunked() || parser.content_length().value_or(0) != 0;
  }

  static Request request_of(const http::request_header<>& message, std::string_view body) {
    return {.head = message.method() == http::verb::head,
            .method = view(message.method_string()),
            .target = view(message.target()),
            .range = view(message[http::field::range]),
            .if_none_match = view(message[http::field::if_none_match]),
            .body = body};
  }

  template <class Message>
  asio::awaitable<bool> answer_to(Stream& stream, const Message& message, std::string_view body, const Caller& caller) {
    const auto request = request_of(message, body);
    auto answer = routes_.answer(request, caller);
    if (!message.keep_alive()) answer.ends_connection = true;
    co_return co_await send(stream, std::move(answer), request.head, message.version());
  }

  asio::awaitable<bool> refuse(Stream& stream, unsigned status, std::string_view slug, std::string detail) {
    const auto title = status == 413 ? "Too large" : "Malformed HTTP";
    co_return co_await end_with(stream, problem(status, slug, title, detail));
  }

  asio::awaitable<bool> end_with(Stream& stream, Answer answer) {
    answer.ends_connection = true;
    co_return co_await send(stream, std::move(answer), false, 11);
  }

  /// False when the connection is to end.
  asio::awaitable<bool> send(Stream& stream, Answer answer, bool head, unsigned version) {
    http::response<http::string_body> response(static_cast<http::status>(answer.status), version);
    response.keep_alive(!answer.ends_connection);
    if (!answer.type.empty()) response.set(http::field::content_type, answer.type);
    if (!answer.etag.empty()) response.set(http::field::etag, answer.etag);
    if (answer.slice)
      describe_slice(*answer.slice, answer.status, response);
    else
      response.content_length(answer.body.size());
    if (!head && !answer.slice) response.body() = std::move(answer.body);
    Error error;
    http::response_serializer<http::string_body> serializer(response);
    stream.next_layer().expires_after(limits_.write_time);
    if (head || answer.slice)
      co_await http::async_write_header(stream, serializer, with_error(error));
    else
      co_await http::async_write(stream, serializer, with_error(error));
    if (!error && !head && answer.slice) error = co_await send_slice(stream, *answer.slice);
    co_return !error && !answer.ends_connection;
  }

  static void describe_slice(const Slice& slice, unsigned status, http::response<http::string_body>& response) {
    response.content_length(slice.size);
    response.set(http::field::accept_ranges, "bytes");
    if (status != 206) return;
    response.set(http::field::content_range, "bytes " + std::to_string(slice.offset) + "-" +
                                                 std::to_string(slice.offset + slice.size - 1) + "/" +
                                                 std::to_string(slice.total));
  }

  asio::awaitable<Error> send_slice(Stream& stream, const Slice& slice) {
    for (std::uint64_t sent = 0; sent < slice.size;) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, slice.size - sent));
      const auto piece = with_.packages.read(slice.package, slice.offset + sent, wanted);
      if (!piece || piece->size() != wanted) co_return asio::error::make_error_code(asio::error::eof);
      Error error;
      stream.next_layer().expires_after(limits_.write_time);
      co_await asio::async_write(stream, asio::buffer(*piece), with_error(error));
      if (error) co_return error;
      sent += wanted;
    }
    co_return Error{};
  }

  const Dependencies with_;
  const ServerLimits limits_;
  const Routes routes_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  std::string address_;
  std::set<Stream*> streams_;            ///< touched by the service's thread only, as the next
  Counted::Connections connections_of_;  ///< by pin; "": who is no member
  std::thread thread_;
};

std::expected<std::unique_ptr<PeerServer>, std::string> PeerServer::start(const std::string& listen,
                                                                          Dependencies dependencies,
                                                                          const ServerLimits& limits) {
  auto impl = std::make_unique<Impl>(std::move(dependencies), limits);
  if (const auto listening = impl->listen(listen); !listening) return std::unexpected(listening.error());
  impl->run();
  return std::unique_ptr<PeerServer>(new PeerServer(std::move(impl)));
}

PeerServer::PeerServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PeerServer::~PeerServer() = default;
const std::string& PeerServer::address() const { return impl_->address(); }

}  // namespace kaisho::peering
