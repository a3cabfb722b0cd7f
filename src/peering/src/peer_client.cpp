#include "kaisho/peering/peer_client.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <charconv>
#include <kaisho/codec/json_value.hpp>
#include <optional>

#include "openssl.hpp"

namespace kaisho::peering {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Error = boost::system::error_code;
using Outcome = std::optional<CallError>;  // nothing: it went well

namespace {

constexpr std::size_t kPiece = 256 << 10;
constexpr std::uint32_t kHeaderBytes = 8 << 10;

auto with_error(Error& error) { return asio::redirect_error(asio::use_awaitable, error); }
std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

struct Address {
  std::string host, port;
};

/// From "https://host:port", the only form that records take.
std::optional<Address> address_of(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  const auto colon = url.rfind(':');
  if (!url.starts_with(kScheme) || colon < kScheme.size()) return std::nullopt;
  auto host = url.substr(kScheme.size(), colon - kScheme.size());
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return Address{std::string(host), std::string(url.substr(colon + 1))};
}

/// First byte and size of the whole of "bytes 100-199/300".
std::optional<std::pair<std::uint64_t, std::uint64_t>> content_range(std::string_view field) {
  constexpr std::string_view kUnit = "bytes ";
  const auto dash = field.find('-');
  const auto slash = field.find('/');
  if (!field.starts_with(kUnit) || dash == std::string_view::npos || slash == std::string_view::npos)
    return std::nullopt;
  std::uint64_t first = 0;
  std::uint64_t total = 0;
  const auto* begin = field.data();
  const auto one = std::from_chars(begin + kUnit.size(), begin + dash, first);
  const auto two = std::from_chars(begin + slash + 1, begin + field.size(), total);
  if (one.ptr != begin + dash || two.ptr != begin + field.size()) return std::nullopt;
  return std::pair(first, total);
}

std::string slug_of(std::string_view problem) {
  constexpr std::string_view kPrefix = "urn:kaisho:problem:";
  const auto document = codec::json::parse(problem);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* type = object == nullptr ? nullptr : object->if_contains("type");
  if (type == nullptr || !type->is_string()) return {};
  const std::string text(type->get_string());
  return text.starts_with(kPrefix) ? text.substr(kPrefix.size()) : std::string();
}

std::string detail_of(std::string_view problem) {
  const auto document = codec::json::parse(problem);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
  return detail != nullptr && detail->is_string() ? std::string(detail->get_string()) : std::string();
}

}  // namespace

/// What is asked.
struct PeerQuestion {
  http::verb verb = http::verb::get;
  const std::string& target;
  std::uint64_t offset = 0;
  const Receiver* receiver = nullptr;  ///< null: the answer's body is read whole
  std::string_view body{};             ///< of a PUT
};

class PeerClient::Impl {
 public:
  using Stream = beast::ssl_stream<beast::tcp_stream>;
  using Parser = http::response_parser<http::buffer_body>;

  Impl(const Identity& identity, const Clock& clock, const ClientLimits& limits)
      : identity_(identity), clock_(clock), limits_(limits) {}

  std::expected<Reply, CallError> call(const Member& peer, const PeerQuestion& question) {
    if (canceled_) return std::unexpected(stopped());
    if (!peer.pin || peer.url.empty()) return std::unexpected(CallError{CallFault::unreachable, "it has no service"});
    Reply reply;
    Outcome failed;
    io_.restart();
    asio::co_spawn(
        io_, [&]() -> asio::awaitable<void> { failed = co_await exchange(peer, question, reply); }, asio::detached);
    io_.run();
    if (canceled_) failed = stopped();
    if (failed) stream_.reset();
    if (failed) return std::unexpected(*std::move(failed));
    if (reply.status == 403) return std::unexpected(CallError{CallFault::refused, detail_of(reply.body)});
    return reply;
  }

  [[nodiscard]] std::optional<CertificateInfo> certificate() const {
    const std::scoped_lock lock(mutex_);
    return certificate_;
  }

  /// Not under a call: io_ keeps the job for the next one, which ends at once anyway.
  void cancel() {
    canceled_ = true;
    asio::post(io_, [this] {
      if (stream_) beast::get_lowest_layer(*stream_).close();
      resolver_.cancel();
    });
  }

 private:
  /// By name, not as a braced temporary in a coroutine: GCC 12 destroys the strings of such a one twice.
  static Outcome fault(CallFault which, std::string_view text) { return CallError{which, std::string(text)}; }
  static CallError stopped() { return {CallFault::stopped, "this node is stopping"}; }
  static Outcome broken(const Error& error, std::string_view when) {
    const bool late = error == beast::error::timeout;
    return fault(late ? CallFault::timeout : CallFault::unreachable, std::string(when) + ": " + error.message());
  }

  /// A connection that was kept may have ended on the other side meanwhile: then once more on a fresh one.
  asio::awaitable<Outcome> exchange(const Member& peer, const PeerQuestion& question, Reply& reply) {
    if (canceled_) co_return fault(CallFault::stopped, "this node is stopping");
    const bool kept = stream_ && connected_to_ == peer && !check_certificate(peer);
    if (kept) {
      bool answered = false;
      auto failed = co_await ask(question, reply, answered);
      if (!failed || answered) co_return failed;
    }
    reply = {};
    stream_.reset();
    if (auto failed = co_await connect(peer)) co_return failed;
    bool answered = false;
    co_return co_await ask(question, reply, answered);
  }

  asio::awaitable<Outcome> connect(const Member& peer) {
    const auto address = address_of(peer.url);
    if (!address) co_return fault(CallFault::unreachable, "'" + peer.url + "' is no https://host:port");
    Error error;
    const auto found = co_await resolver_.async_resolve(address->host, address->port, with_error(error));
    if (error) co_return broken(error, "cannot find " + address->host);
    const auto credentials = identity_.credentials();
    SSL_CTX_up_ref(credentials.context.get());
    asio::ssl::context context(credentials.context.get());  // the stream keeps the object itself alive
    stream_ = std::make_unique<Stream>(beast::tcp_stream(io_), context);
    auto& tcp_layer = beast::get_lowest_layer(*stream_);
    tcp_layer.expires_after(limits_.connect_time);
    co_await tcp_layer.async_connect(found, with_error(error));
    if (error) co_return broken(error, "cannot connect to " + peer.url);
    tcp_layer.socket().set_option(tcp::no_delay(true), error);
    SSL_set_tlsext_host_name(stream_->native_handle(), address->host.c_str());
    tcp_layer.expires_after(limits_.connect_time);
    co_await stream_->async_handshake(asio::ssl::stream_base::client, with_error(error));
    if (error) co_return broken(error, "no TLS with " + peer.url);
    connected_to_ = peer;
    buffer_.clear();
    if (auto failed = take_certificate()) co_return failed;
    co_return check_certificate(peer);
  }

  Outcome take_certificate() {
    const CertificatePtr shown(SSL_get1_peer_certificate(stream_->native_handle()));
    const auto info = shown ? info_of(shown.get()) : std::unexpected(std::string("it showed no certificate"));
    if (!info) return CallError{CallFault::wrong_key, info.error()};
    const std::scoped_lock lock(mutex_);
    certificate_ = *info;
    return std::nullopt;
  }

  /// Before each call: a certificate may end, and a key be replaced, while the connection is open.
  Outcome check_certificate(const Member& peer) const {
    const auto shown = certificate();
    if (!shown || peer.pin != shown->pin) {
      return CallError{CallFault::wrong_key,
                       "who answers at " + peer.url + " does not have the key in the record of " + peer.name};
    }
    const auto refusal = refuse_time(*shown, clock_.now_ms() / 1'000);
    if (!refusal) return std::nullopt;
    return CallError{
        CallFault::certificate_expired,
        std::string(name_of(*refusal)) + ": " + expiry_warning(peer.name, *shown, clock_.now_ms() / 1'000, false)};
  }

  asio::awaitable<Outcome> ask(const PeerQuestion& question, Reply& reply, bool& answered) {
    auto request = request_of(question);
    Error error;
    auto& tcp_layer = beast::get_lowest_layer(*stream_);
    tcp_layer.expires_after(limits_.answer_time);
    co_await http::async_write(*stream_, request, with_error(error));
    if (error) co_return broken(error, "the connection broke");
    Parser parser;
    parser.header_limit(kHeaderBytes);
    parser.body_limit(boost::none);  // counted by us
    co_await http::async_read_header(*stream_, buffer_, parser, with_error(error));
    if (error) co_return broken(error, "no answer");
    answered = true;
    reply.status = parser.get().result_int();
    reply.type = text_of(parser.get()[http::field::content_type]);
    const bool is_wanted = question.receiver != nullptr && reply.status / 100 == 2;
    Outcome failed;
    if (is_wanted)
      failed = co_await receive(parser, question.offset, *question.receiver);
    else
      failed = co_await read_body(parser, reply.body);
    if (failed) co_return failed;
    if (reply.type == "application/problem+json") reply.slug = slug_of(reply.body);
    if (!parser.get().keep_alive()) stream_.reset();
    co_return std::nullopt;
  }

  http::request<http::string_body> request_of(const PeerQuestion& question) const {
    http::request<http::string_body> request(question.verb, question.target, 11);
    request.set(http::field::host, address_of(connected_to_.url)->host);
    if (question.receiver != nullptr) {
      request.set(http::field::range, "bytes=" + std::to_string(question.offset) + "-");
    }
    if (question.verb != http::verb::put) return request;
    request.set(http::field::content_type, "application/json");
    request.body() = question.body;
    request.prepare_payload();
    return request;
  }

  /// At most kPiece bytes of the body to `piece`.
  asio::awaitable<Outcome> read_piece(Parser& parser, std::string& piece) {
    piece.resize(kPiece);
    auto& target = parser.get().body();
    target.data = piece.data();
    target.size = piece.size();
    Error error;
    beast::get_lowest_layer(*stream_).expires_after(limits_.answer_time);
    co_await http::async_read_some(*stream_, buffer_, parser, with_error(error));
    if (error == http::error::need_buffer) error = {};
    piece.resize(kPiece - parser.get().body().size);
    if (error) co_return broken(error, "the answer broke off");
    co_return std::nullopt;
  }

  asio::awaitable<Outcome> read_body(Parser& parser, std::string& body) {
    std::string piece;
    while (!parser.is_done()) {
      auto failed = co_await read_piece(parser, piece);
      if (failed) co_return failed;
      body += piece;
      if (body.size() > limits_.body_bytes) co_return fault(CallFault::too_large, "the answer is too large");
    }
    co_return std::nullopt;
  }

  asio::awaitable<Outcome> receive(Parser& parser, std::uint64_t offset, const Receiver& receiver) {
    std::uint64_t at = 0;
    std::uint64_t total = parser.content_length().value_or(0);
    const std::string field = text_of(parser.get()[http::field::content_range]);
    if (parser.get().result_int() == 206) {
      const auto range = content_range(field);
      if (!range) co_return fault(CallFault::malformed, "a part without a Content-Range");
      at = range->first;
      total = range->second;
    }
    if (at != offset) co_return fault(CallFault::malformed, "another part than the one that was asked for");
    std::string piece;
    while (!parser.is_done()) {
      auto failed = co_await read_piece(parser, piece);
      // What arrived before a connection broke counts: the next call goes on behind it.
      const bool wanted = piece.empty() || receiver(at, view_of(piece), total);
      at += piece.size();
      if (!wanted) co_return fault(CallFault::stopped, "the bytes were not wanted");
      if (failed) co_return failed;
    }
    co_return std::nullopt;
  }

  const Identity& identity_;
  const Clock& clock_;
  const ClientLimits limits_;
  asio::io_context io_{1};
  tcp::resolver resolver_{io_};
  beast::flat_buffer buffer_{kHeaderBytes + kPiece};
  std::unique_ptr<Stream> stream_;
  Member connected_to_;
  mutable std::mutex mutex_;
  std::optional<CertificateInfo> certificate_;
  std::atomic<bool> canceled_ = false;
};

PeerClient::PeerClient(const Identity& identity, const Clock& clock, const ClientLimits& limits)
    : impl_(std::make_unique<Impl>(identity, clock, limits)) {}
PeerClient::~PeerClient() = default;

std::expected<Reply, CallError> PeerClient::get(const Member& peer, const std::string& target) {
  return impl_->call(peer, {.target = target});
}

std::expected<Reply, CallError> PeerClient::get_from(const Member& peer, const std::string& target,
                                                     std::uint64_t offset, const Receiver& receiver) {
  return impl_->call(peer, {.target = target, .offset = offset, .receiver = &receiver});
}

std::expected<Reply, CallError> PeerClient::put(const Member& peer, const std::string& target,
                                                const std::string& body) {
  return impl_->call(peer, {.verb = http::verb::put, .target = target, .body = body});
}

std::optional<CertificateInfo> PeerClient::certificate() const { return impl_->certificate(); }
void PeerClient::cancel() { impl_->cancel(); }

}  // namespace kaisho::peering
