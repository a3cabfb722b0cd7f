#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <expected>
#include <optional>
#include <stop_token>
#include <string>

#include "http/budget.hpp"
#include "http/http_server.hpp"
#include "http/problem.hpp"
#include "http/stream.hpp"
#include "rest/rest_api.hpp"
#include "rpc/engine.hpp"

namespace kaisho::api {

/// What all connections share.
struct SessionContext {
  const Settings& settings;
  const Engine& engine;
  WorkerPool& workers;
  Budget& budget;
  const HttpServer::Dependencies& with;
};

/// One connection, from accept to close. Everything happens on the network's thread; one request at a time, so a client
/// that does not read its answer is not read from either.
class Session {
 public:
  /// `tls`: null for a connection in the clear.
  Session(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
          const SessionContext& context);

  /// Serves until the client leaves, breaks a rule, or is too slow.
  [[nodiscard]] boost::asio::awaitable<void> serve();
  /// Ends it from outside; `serve` returns soon.
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  [[nodiscard]] boost::asio::awaitable<bool> serve_one();
  [[nodiscard]] boost::asio::awaitable<bool> wait_for_bytes();
  [[nodiscard]] boost::asio::awaitable<std::expected<void, std::optional<Problem>>> read_header(Parser& parser);
  [[nodiscard]] boost::asio::awaitable<std::expected<std::string, std::optional<Problem>>> read_body(Parser& parser,
                                                                                                     Charge& charge);
  [[nodiscard]] boost::asio::awaitable<bool> answer_rpc(const Parser& parser, std::string body, Charge body_charge);
  [[nodiscard]] boost::asio::awaitable<Answer> ask_engine(std::string_view body);
  [[nodiscard]] boost::asio::awaitable<bool> answer_rest(const Parser& parser, std::string body, Charge body_charge);
  [[nodiscard]] boost::asio::awaitable<bool> send_feed(const Parser& parser, rest::Response answered);
  [[nodiscard]] boost::asio::awaitable<rest::Response> ask_rest(rest::Request request);
  void watch_client(const std::shared_ptr<std::stop_source>& left);
  [[nodiscard]] boost::asio::awaitable<bool> send(Response response);
  [[nodiscard]] boost::asio::awaitable<bool> send_problem(Problem problem);
  [[nodiscard]] Response make_response(const Parser& parser, unsigned status, std::string_view type,
                                       std::string body) const;
  [[nodiscard]] std::optional<Problem> refuse_header(const Parser& parser) const;
  [[nodiscard]] boost::asio::awaitable<void> linger();

  [[nodiscard]] boost::asio::awaitable<bool> shake_hands();

  Stream stream_;
  SessionContext context_;
  std::optional<Hash> certificate_;  ///< pin of the client's, under TLS
  boost::beast::flat_buffer buffer_;
  std::stop_source closed_;
};

}  // namespace kaisho::api
