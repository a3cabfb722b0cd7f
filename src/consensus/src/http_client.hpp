#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

namespace kaisho::consensus {

/// One kept-alive HTTP/1.1 connection to a process of the same machine. For one thread at a time.
class HttpClient {
 public:
  /// `url`: "http://host:port". `patience` bounds each wait for the other side.
  explicit HttpClient(std::string_view url, std::chrono::milliseconds patience = std::chrono::seconds(10));
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  struct Request {
    std::string_view path, content_type, body;
  };

  /// POSTs a request; the answer's body, whatever its status. The error is a sentence that names the address. A kept
  /// connection that the other side closed meanwhile is opened again, once.
  [[nodiscard]] std::expected<std::string, std::string> post(const Request& request);

 private:
  class Connection;
  std::string host_, port_, where_;
  std::chrono::milliseconds patience_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kaisho::consensus
