#include "http_connection.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace kaisho::bench {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// Content-Length of a header in small letters.
std::optional<std::size_t> length_in(const std::string& header) {
  constexpr std::string_view kField = "\r\ncontent-length: ";
  const auto at = header.find(kField);
  if (at == std::string::npos) return std::nullopt;
  std::size_t length = 0;
  std::from_chars(header.data() + at + kField.size(), header.data() + header.size(), length);
  return length;
}

}  // namespace

Endpoint endpoint_from(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  const auto colon = text.rfind(':');
  Endpoint endpoint;
  if (colon != std::string_view::npos) {
    endpoint.host = text.substr(0, colon);
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), endpoint.port);
  }
  if (endpoint.port == 0) throw std::runtime_error(std::string(text) + " is no address such as 127.0.0.1:8545");
  return endpoint;
}

HttpConnection::HttpConnection(const Endpoint& endpoint)
    : host_(endpoint.host + ":" + std::to_string(endpoint.port)),
      socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(endpoint.port);
  ::inet_pton(AF_INET, endpoint.host.c_str(), &address.sin_addr);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

HttpConnection::~HttpConnection() {
  if (socket_ >= 0) ::close(socket_);
}

std::expected<void, std::string> HttpConnection::send(std::string_view body) {
  auto request = "POST / HTTP/1.1\r\nHost: " + host_ +
                 "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  request.append(body);
  std::string_view rest = request;
  while (!rest.empty()) {
    const auto count = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count <= 0) return std::unexpected(host_ + " takes no request");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

bool HttpConnection::fill() {
  std::array<char, 65'536> buffer;
  const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  read_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

bool HttpConnection::read_until(std::size_t size) {
  while (read_.size() < size) {
    if (!fill()) return false;
  }
  return true;
}

/// RFC 9112, section 7.1, without trailers.
std::expected<std::string, std::string> HttpConnection::receive_chunks() {
  const auto cut = std::unexpected(host_ + " closed the connection in an answer");
  std::string body;
  while (true) {
    std::size_t line = 0, size = 0;
    while ((line = read_.find("\r\n")) == std::string::npos) {
      if (!fill()) return cut;
    }
    std::from_chars(read_.data(), read_.data() + line, size, 16);
    if (!read_until(line + 2 + size + 2)) return cut;
    body.append(read_, line + 2, size);
    read_.erase(0, line + 2 + size + 2);
    if (size == 0) return body;
  }
}

std::expected<std::string, std::string> HttpConnection::receive() {
  std::size_t end = 0;
  while ((end = read_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return std::unexpected(host_ + " closed the connection");
  }
  const auto header = lower(read_.substr(0, end + 2));
  read_.erase(0, end + 4);
  if (header.contains("\r\ntransfer-encoding: chunked\r\n")) return receive_chunks();
  const auto length = length_in(header);
  if (!length) return std::unexpected(host_ + " answered without a length: " + header);
  if (!read_until(*length)) return std::unexpected(host_ + " closed the connection in an answer");
  auto body = read_.substr(0, *length);
  read_.erase(0, *length);
  return body;
}

std::expected<std::string, std::string> HttpConnection::post(std::string_view body) {
  if (auto sent = send(body); !sent) return std::unexpected(sent.error());
  return receive();
}

}  // namespace kaisho::bench
