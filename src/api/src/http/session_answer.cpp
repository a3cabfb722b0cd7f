#include <sys/socket.h>

#include <boost/asio/post.hpp>

#include "http/guard.hpp"
#include "http/session_parts.hpp"

// Answers of JSON-RPC and REST: made on other threads while the client is watched.
namespace kaisho::api {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Error = boost::system::error_code;

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

Problem no_rest() { return {404, "no-such-resource", "No such resource", "This node serves no REST."}; }

rest::Response busy_response() {
  const auto problem = problem_of("node-busy", "Too many calls wait for the node: try again soon.");
  return {503, "application/problem+json", to_json(problem), {{"Retry-After", "1"}}};
}

}  // namespace

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
  request.remote = network_of(stream_.socket().remote_endpoint(gone).address());
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

}  // namespace kaisho::api
