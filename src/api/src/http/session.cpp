#include "http/session.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include "http/route.hpp"
#include "http/session_parts.hpp"
#include "http/tls.hpp"

namespace kaisho::api {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Error = boost::system::error_code;

/// How long, and how many bytes, a refused client may go on sending before it is cut: it would not see the refusal if
/// the connection broke under its writing.
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr std::size_t kLingerBytes = 1 << 20;

Problem not_behind_tls() {
  return {404, "no-such-resource", "No such resource", "Behind TLS there are /v1 and /health only."};
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, const SessionContext& context)
    : stream_(std::move(socket), std::move(tls)),
      context_(context),
      buffer_(context.settings.http.header_bytes + kPiece) {
  Error ignored;
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

void Session::close() {
  closed_.request_stop();
  stream_.close();
}

asio::awaitable<void> Session::serve() {
  bool goes_on = co_await shake_hands();
  while (goes_on) goes_on = co_await serve_one();  // GCC 12 generates a trap for co_await in the condition itself
  stream_.close();
}

asio::awaitable<bool> Session::shake_hands() {
  if (stream_.tls() == nullptr) co_return true;
  Error error;
  stream_.expires_after(context_.settings.http.header_time);
  co_await stream_.async_handshake(with_error(error));
  if (!error) certificate_ = client_pin(stream_.tls());
  co_return !error;
}

/// One request and its answer; false when the connection is to end.
asio::awaitable<bool> Session::serve_one() {
  if (!co_await wait_for_bytes()) co_return false;

  Parser parser;
  const auto header = co_await read_header(parser);
  if (!header) {
    if (header.error()) co_await send_problem(*header.error());
    co_return false;
  }
  if (auto problem = refuse_header(parser)) co_return co_await send_problem(std::move(*problem));

  const auto& request = parser.get();
  const auto route = route_of(view(request.method_string()), view(request.target()), context_.settings.cors);
  if (!route) co_return co_await send_problem(route.error());

  const bool behind_tls = *route == Route::rest || *route == Route::health || *route == Route::preflight;
  if (stream_.tls() != nullptr && !behind_tls) {
    auto problem = not_behind_tls();  // named: GCC 12 frees a temporary of co_await twice
    co_return co_await send_problem(std::move(problem));
  }

  Charge charge(context_.budget);
  auto body = co_await read_body(parser, charge);
  if (!body) {
    static_cast<void>(charge.hold(0));
    if (body.error()) co_await send_problem(*body.error());
    co_return false;
  }
  switch (*route) {
    case Route::greeting:
      co_return co_await send(make_response(parser, 200, "text/plain; charset=utf-8", context_.with.greeting));
    case Route::health: {
      auto health = context_.with.health();
      co_return co_await send(make_response(parser, health.ok ? 200 : 503, "application/json", std::move(health.json)));
    }
    case Route::preflight:
      co_return co_await send(make_response(parser, 204, {}, {}));
    case Route::rest:
      co_return co_await answer_rest(parser, std::move(*body), std::move(charge));
    case Route::json_rpc:
      break;
  }
  co_return co_await answer_rpc(parser, std::move(*body), std::move(charge));
}

Session::Response Session::make_response(const Parser& parser, unsigned status, std::string_view type,
                                         std::string body) const {
  const auto& request = parser.get();
  Response response(static_cast<http::status>(status), request.version());
  response.keep_alive(request.keep_alive());
  if (!type.empty()) response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  const auto origin = request[http::field::origin];
  if (context_.settings.cors && !origin.empty()) {
    response.set(http::field::access_control_allow_origin, origin);
    response.set(http::field::access_control_allow_methods, "GET, POST, DELETE");
    response.set(http::field::access_control_allow_headers,
                 "Content-Type, Authorization, Idempotency-Key, Last-Event-ID");
    response.set(http::field::vary, "Origin");
  }
  response.body() = std::move(body);
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

/// False when the connection is to end, because the message says so or because the client does not read.
asio::awaitable<bool> Session::send(Response response) {
  http::response_serializer<http::string_body> serializer(response);
  serializer.limit(kPiece);
  Error error;
  while (!serializer.is_done() && !error) {
    stream_.expires_after(context_.settings.http.write_time);
    co_await http::async_write_some(stream_, serializer, with_error(error));
  }
  co_return !error && response.keep_alive();
}

/// A refusal ends the connection: the rest of the request is not looked at.
asio::awaitable<bool> Session::send_problem(Problem problem) {
  Response response(static_cast<http::status>(problem.status), 11);
  response.keep_alive(false);
  response.set(http::field::content_type, "application/problem+json");
  if (problem.status == 405) response.set(http::field::allow, "GET, POST");
  if (problem.status == 503) response.set(http::field::retry_after, "1");
  response.body() = to_json(problem);
  response.prepare_payload();
  co_await send(std::move(response));
  co_await linger();
  co_return false;
}

asio::awaitable<void> Session::linger() {
  Error error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(kLingerTime);
  buffer_.consume(buffer_.size());
  for (std::size_t read = 0; !error && read < kLingerBytes;) {
    read += co_await stream_.async_read_some(buffer_.prepare(kPiece), with_error(error));
  }
}

}  // namespace kaisho::api
