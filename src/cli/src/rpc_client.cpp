#include "rpc_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

#include <kaisho/codec/json_value.hpp>

namespace kaisho::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::uint64_t kMaxAnswer = 256u << 20;  // bytes; a pack or a full log query

asio::awaitable<std::string> exchange(std::string host, std::string port, std::string body,
                                      std::chrono::seconds timeout) {
  const auto here = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(here);
  const auto found = co_await resolver.async_resolve(host, port, asio::use_awaitable);
  beast::tcp_stream stream(here);
  stream.expires_after(timeout);
  co_await stream.async_connect(found, asio::use_awaitable);

  http::request<http::string_body> request{http::verb::post, "/", 11};
  request.set(http::field::host, host + ":" + port);
  request.set(http::field::content_type, "application/json");
  request.body() = std::move(body);
  request.prepare_payload();
  co_await http::async_write(stream, request, asio::use_awaitable);

  beast::flat_buffer buffer;
  http::response_parser<http::string_body> response;
  response.body_limit(kMaxAnswer);
  co_await http::async_read(stream, buffer, response, asio::use_awaitable);
  co_return response.get().body();
}

/// For people: what() of the library's error also names the line of its source.
std::string reason_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error& why) {
    return why.code().message();
  } catch (const std::exception& why) {
    return why.what();
  }
}

std::string text_or_empty(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

Result<RpcClient> RpcClient::at(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  const auto original = std::string(url);
  const auto refused = [&] {
    return bad_input("bad_url", "'" + original + "' is no node's address", "use http://127.0.0.1:8545");
  };
  if (!url.starts_with(kScheme)) return refused();
  url.remove_prefix(kScheme.size());
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto colon = url.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return refused();
  const auto port = url.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) {
    return refused();
  }
  return RpcClient(std::string(url.substr(0, colon)), std::string(port));
}

Result<std::string> RpcClient::post(std::string body) const {
  asio::io_context context;
  std::string answer;
  std::exception_ptr error;
  asio::co_spawn(context, exchange(host_, port_, std::move(body), timeout_),
                 [&](std::exception_ptr why, std::string text) {
                   error = why;
                   answer = std::move(text);
                 });
  context.run();
  if (!error) return answer;
  return fail(ExitCode::unreachable, "node_unreachable",
              "no answer from the node at " + url() + ": " + reason_of(error),
              "start one (kaisho dev, or kaisho node --config …) or name it with --rpc");
}

Result<boost::json::value> RpcClient::call(std::string_view method, boost::json::array params) {
  last_error_data_.clear();
  last_error_reason_.clear();
  const boost::json::object request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", std::move(params)}};
  const auto answer = post(boost::json::serialize(request));
  if (!answer) return std::unexpected(answer.error());
  auto parsed = codec::json::parse(*answer, {.max_size = kMaxAnswer});
  if (!parsed || !parsed->is_object()) {
    return fail(ExitCode::unreachable, "node_answer_malformed", url() + " did not answer in JSON-RPC",
                "check that a Kaisho node listens there");
  }
  auto& object = parsed->get_object();
  if (auto* result = object.if_contains("result")) return std::move(*result);
  const auto* error = object.if_contains("error");
  if (error == nullptr || !error->is_object()) {
    return fail(ExitCode::unreachable, "node_answer_malformed", "the answer holds neither a result nor an error");
  }
  last_error_data_ = text_or_empty(error->get_object(), "data");
  if (const auto* data = error->get_object().if_contains("data"); data != nullptr && data->is_object()) {
    last_error_reason_ = text_or_empty(data->get_object(), "reason");
  }
  return fail(ExitCode::refused, "rpc_error", text_or_empty(error->get_object(), "message"));
}

}  // namespace kaisho::cli
