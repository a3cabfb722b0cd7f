#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

/// A client so cheap that it hardly competes with the programs it measures: one blocking socket, requests pipelined.
namespace kaisho::bench {

struct Endpoint {
  std::string host;  ///< IPv4 address in numbers
  std::uint16_t port = 0;
};
/// From "127.0.0.1:8545". Throws std::runtime_error where it is no such text.
[[nodiscard]] Endpoint endpoint_from(std::string_view text);

/// HTTP/1.1 to one server. Errors are sentences.
class HttpConnection {
 public:
  explicit HttpConnection(const Endpoint& endpoint);
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;
  ~HttpConnection();

  /// Writes a request and does not wait for its answer.
  [[nodiscard]] std::expected<void, std::string> send(std::string_view body);
  /// Reads the body of the next answer; what `send` wrote is answered in its order.
  [[nodiscard]] std::expected<std::string, std::string> receive();
  [[nodiscard]] std::expected<std::string, std::string> post(std::string_view body);

 private:
  [[nodiscard]] bool fill();
  [[nodiscard]] bool read_until(std::size_t size);
  [[nodiscard]] std::expected<std::string, std::string> receive_chunks();

  std::string host_;
  std::string read_;
  int socket_ = -1;
};

}  // namespace kaisho::bench
