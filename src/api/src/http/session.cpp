#include "http/session.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include "http/guard.hpp"
#include "http/route.hpp"
#include "http/tls.hpp"

namespace kaisho::api {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Error = boost::system::error_code;

/// Bytes read or written before the client's progress is looked at again.
constexpr std::size_t kPiece = 64 << 10;
/// How long, and how many bytes, a refused client may go on sending before it is cut: it would not see the refusal if
/// the connection broke under its writing.
constexpr std::chrono::milliseconds kLingerTime{1'000};
constexpr std::size_t kLingerBytes = 1 << 20;

auto with_error(Error& error) { return asio::redirect_error(asio::use_awaitable, error); }

Problem malformed(const Error& error) {
  return {400, "malformed-http", "Malformed HTTP", "This is no HTTP/1.1 request: " + error.message() + "."};
}

Problem body_too_large(std::size_t limit) {
  return {413, "body-too-large", "Body too large",
          "A body may have " + std::to_string(limit) + " bytes: send smaller batches."};
}

Problem node_full() {
  return {503, "node-busy", "Node busy", "The node holds as many bytes for its clients as it may: try again soon."};
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

Envelope envelope_of(const http::request_header<>& header) {
  Envelope envelope;
  for (const auto& field : header) {
    if (field.name() == http::field::host) envelope.hosts.emplace_back(view(field.value()));
    if (field.name() == http::field::origin) envelope.origin = std::string(view(field.value()));
    if (field.name() == http::field::content_length) ++envelope.content_lengths;
    if (field.name() == http::field::transfer_encoding) ++envelope.transfer_encodings;
  }
  envelope.http_1_1 = header.version() >= 11;
  return envelope;
}

rest::Request rest_request(const http::request_header<>& header) {
  rest::Request request;
  request.method = std::string(view(header.method_string()));
  request.target = std::string(view(header.target()));
  request.host = std::string(view(header[http::field::host]));
  request.if_none_match = std::string(view(header[http::field::if_none_match]));
  for (const auto& field : header) {
    if (field.name() == http::field::authorization) request.authorizations.emplace_back(view(field.value()));
    if (beast::iequals(field.name_string(), "Idempotency-Key")) {
      request.idempotency_keys.emplace_back(view(field.value()));
    }
    if (beast::iequals(field.name_string(), "Last-Event-ID")) {
      request.last_event_ids.emplace_back(view(field.value()));
    }
  }
  return request;
}

Problem not_behind_tls() {
  return {404, "no-such-resource", "No such resource", "Behind TLS there are /v1 and /health only."};
}

Problem no_rest() { return {404, "no-such-resource", "No such resource", "This node serves no REST."}; }

rest::Response busy_response() {
  const auto problem = problem_of("node-busy", "Too many calls wait for the node: try again soon.");
  return {503, "application/problem+json", to_json(problem), {{"Retry-After", "1"}}};
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

asio::awaitable<bool> Session::wait_for_bytes() {
  if (buffer_.size() > 0) co_return true;
  Error error;
  stream_.expires_after(context_.settings.http.idle_time);
  const auto read = co_await stream_.async_read_some(buffer_.prepare(4096), with_error(error));
  buffer_.commit(read);
  co_return !error;
}

/// The error is nothing where there is nobody left to tell: a client that was too slow has been cut already.
asio::awaitable<std::expected<void, std::optional<Problem>>> Session::read_header(Parser& parser) {
  const auto& limits = context_.settings.http;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(boost::none);  // checked by us, with an answer that says how much is allowed
  stream_.expires_after(limits.header_time);
  Error error;
  co_await http::async_read_header(stream_, buffer_, parser, with_error(error));
  std::optional<Problem> problem;
  if (!error) co_return std::expected<void, std::optional<Problem>>{};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    problem = Problem{431, "header-too-large", "Header too large",
                      "The header may have " + std::to_string(limits.header_bytes) + " bytes."};
  } else if (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding ||
             error == http::error::multiple_content_length) {
    problem = Problem{400, "ambiguous-length", "Ambiguous message length",
                      "Content-Length and Transfer-Encoding contradict each other or make no sense: send one of them."};
  } else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    problem = malformed(error);
  }
  co_return std::unexpected(std::move(problem));
}

std::optional<Problem> Session::refuse_header(const Parser& parser) const {
  const auto& header = parser.get().base();
  if (auto problem = refuse(envelope_of(header), context_.settings)) return problem;
  if (header.count(http::field::transfer_encoding) > 0 && !parser.chunked()) {
    return Problem{501, "unknown-coding", "Unknown transfer coding", "Only \"chunked\" is understood."};
  }
  const auto limit = context_.settings.http.body_bytes;
  if (const auto length = parser.content_length(); length && *length > limit) return body_too_large(limit);
  const auto type = view(header[http::field::content_type]);
  if (header.method() == http::verb::post && !type.empty() && !is_json(type)) {
    return Problem{415, "not-json", "Not JSON", "Send the body with Content-Type: application/json."};
  }
  return std::nullopt;
}

asio::awaitable<std::expected<std::string, std::optional<Problem>>> Session::read_body(Parser& parser, Charge& charge) {
  const auto& limits = context_.settings.http;
  stream_.expires_after(limits.body_time);
  Error error;
  if (beast::iequals(parser.get()[http::field::expect], "100-continue") && !parser.is_done()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream_, asio::buffer(kContinue), with_error(error));
    if (error) co_return std::unexpected(std::nullopt);
  }
  std::string body;
  while (!parser.is_done()) {
    const auto before = body.size();
    const auto expected = std::max<std::uint64_t>(parser.content_length_remaining().value_or(kPiece), 1);
    const auto room = std::min<std::uint64_t>({expected, kPiece, limits.body_bytes + 1 - before});
    if (!charge.hold(before + room)) co_return std::unexpected(node_full());
    body.resize(before + room);
    auto& target = parser.get().body();
    target.data = body.data() + before;
    target.size = room;
    co_await http::async_read_some(stream_, buffer_, parser, with_error(error));
    body.resize(before + room - target.size);
    if (error == http::error::need_buffer) error = {};
    if (error && error.category() == http::make_error_code(http::error::bad_chunk).category() &&
        error != http::error::partial_message) {
      co_return std::unexpected(malformed(error));
    }
    if (error) co_return std::unexpected(std::nullopt);
    if (body.size() > limits.body_bytes) co_return std::unexpected(body_too_large(limits.body_bytes));
  }
  co_return body;
}

asio::awaitable<bool> Session::answer_rpc(const Parser& parser, std::string body, Charge body_charge) {
  auto answer = co_await ask_engine(body);
  body.clear();
  body.shrink_to_fit();
  static_cast<void>(body_charge.hold(0));
  if (answer.text.empty()) co_return co_await send(make_response(parser, 204, {}, {}));
  co_return co_await send(make_response(parser, 200, "application/json", std::move(answer.text)));
}

asio::awaitable<Answer> Session::ask_engine(std::string_view body) {
  const auto left = std::make_shared<std::stop_source>();
  const std::stop_callback on_close(closed_.get_token(), [left] { left->request_stop(); });
  watch_client(left);
  stream_.expires_never();
  const auto executor = stream_.get_executor();
  auto answer = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::shared_ptr<Answer>)>(
      [&]<class Handler>(Handler handler) {
        context_.engine.answer(body, left->get_token(), [executor, handler = std::move(handler)](Answer ready) mutable {
          auto shared = std::make_shared<Answer>(std::move(ready));
          asio::post(executor, [handler = std::move(handler), shared]() mutable { std::move(handler)(shared); });
        });
      },
      asio::use_awaitable);
  Error ignored;
  stream_.socket().cancel(ignored);  // the watch
  co_return std::move(*answer);
}

asio::awaitable<bool> Session::answer_rest(const Parser& parser, std::string body, Charge body_charge) {
  if (context_.with.rest == nullptr) {
    auto problem = no_rest();
    co_return co_await send_problem(std::move(problem));
  }
  auto request = rest_request(parser.get().base());
  request.body = std::move(body);
  request.certificate = certificate_;
  Error gone;
  request.remote = network_of(stream_.socket().remote_endpoint(gone).address().to_string());
  auto answered = co_await ask_rest(std::move(request));
  static_cast<void>(body_charge.hold(0));
  if (answered.feed) co_return co_await send_feed(parser, std::move(answered));
  Charge charge(context_.budget);
  if (!charge.hold(answered.body.size())) {
    auto problem = node_full();
    co_return co_await send_problem(std::move(problem));
  }
  auto response = make_response(parser, answered.status, answered.type, answered.body);
  for (const auto& [name, value] : answered.headers) response.set(name, value);
  co_return co_await send(std::move(response));
}

/// On a thread of the bounded pool, as a call that executes programs.
asio::awaitable<rest::Response> Session::ask_rest(rest::Request request) {
  const auto left = std::make_shared<std::stop_source>();
  const std::stop_callback on_close(closed_.get_token(), [left] { left->request_stop(); });
  watch_client(left);
  stream_.expires_never();
  request.client_left = left->get_token();
  const auto executor = stream_.get_executor();
  auto shared_request = std::make_shared<rest::Request>(std::move(request));
  auto answered = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::shared_ptr<rest::Response>)>(
      [&]<class Handler>(Handler handler) {
        auto reply = [executor, handler = std::move(handler)](rest::Response ready) mutable {
          auto shared = std::make_shared<rest::Response>(std::move(ready));
          asio::post(executor, [handler = std::move(handler), shared]() mutable { std::move(handler)(shared); });
        };
        auto shared_reply = std::make_shared<decltype(reply)>(std::move(reply));
        const bool taken = context_.workers.submit(
            {shared_request->client_left, [this, shared_request, shared_reply](WorkerPool::Fate fate) {
               const bool runs = fate == WorkerPool::Fate::run;
               (*shared_reply)(runs ? context_.with.rest->answer(*shared_request) : busy_response());
             }});
        if (!taken) (*shared_reply)(busy_response());
      },
      asio::use_awaitable);
  Error ignored;
  stream_.socket().cancel(ignored);  // the watch
  co_return std::move(*answered);
}

/// A client that closes while its call runs has left: what waits for a thread is dropped. Bytes that arrive are its
/// next request; then the watch ends, since the end behind them cannot be seen without reading them.
void Session::watch_client(const std::shared_ptr<std::stop_source>& left) {
  if (buffer_.size() > 0) return;
  stream_.socket().async_wait(asio::socket_base::wait_read, [this, left](const Error& error) {
    if (error) return;
    char byte = 0;
    const auto got = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) left->request_stop();
  });
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
