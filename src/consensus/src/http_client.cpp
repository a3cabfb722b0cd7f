#include "http_client.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cerrno>
#include <cstring>

namespace kaisho::consensus {
namespace {

namespace http = boost::beast::http;
namespace asio = boost::asio;

/// Largest answer taken.
constexpr std::size_t kMaxAnswer = std::size_t{16} << 20;

boost::system::error_code last_error() {
  // A receive timeout of the socket says "would block", which Beast would take for a reason to try again.
  const int code = errno == EAGAIN || errno == EWOULDBLOCK ? ETIMEDOUT : errno;
  return {code, boost::system::system_category()};
}

/// A connected socket as Beast's SyncReadStream wants it, with the kernel's own timeouts: asio's synchronous calls
/// know none.
class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { ::close(fd_); }

  void set_patience(std::chrono::milliseconds patience) const {
    const timeval time{.tv_sec = patience.count() / 1000, .tv_usec = (patience.count() % 1000) * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  [[nodiscard]] bool connect(const addrinfo& to) const { return ::connect(fd_, to.ai_addr, to.ai_addrlen) == 0; }

  [[nodiscard]] bool write(std::array<iovec, 2> parts) const {
    std::size_t at = 0;
    while (at < parts.size()) {
      msghdr message{};
      message.msg_iov = &parts[at];
      message.msg_iovlen = parts.size() - at;
      const auto sent = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      auto left = static_cast<std::size_t>(sent);
      while (at < parts.size() && left >= parts[at].iov_len) left -= parts[at++].iov_len;
      if (at == parts.size()) break;
      parts[at].iov_base = static_cast<char*>(parts[at].iov_base) + left;
      parts[at].iov_len -= left;
    }
    return true;
  }

  /// Asked for by the concept; nothing here calls it.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    boost::system::error_code error;
    const auto got = read_some(buffers, error);
    if (error) throw boost::system::system_error(error);
    return got;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::system::error_code& error) {
    const asio::mutable_buffer first = *asio::buffer_sequence_begin(buffers);
    while (true) {
      const auto got = ::recv(fd_, first.data(), first.size(), 0);
      if (got > 0) return error = {}, static_cast<std::size_t>(got);
      if (got == 0) return error = http::error::end_of_stream, 0;
      if (errno == EINTR) continue;
      return error = last_error(), 0;
    }
  }

 private:
  int fd_;
};

iovec part(std::string_view text) { return {const_cast<char*>(text.data()), text.size()}; }

}  // namespace

class HttpClient::Connection {
 public:
  static std::expected<std::unique_ptr<Connection>, std::string> open(const std::string& host, const std::string& port,
                                                                      std::chrono::milliseconds patience) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); code != 0) {
      return std::unexpected(std::string(::gai_strerror(code)));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    std::string why = "no address";
    for (const auto* each = addresses.get(); each != nullptr; each = each->ai_next) {
      const int fd = ::socket(each->ai_family, each->ai_socktype | SOCK_CLOEXEC, each->ai_protocol);
      if (fd < 0) continue;
      auto connection = std::make_unique<Connection>(fd);
      connection->socket_.set_patience(patience);
      if (connection->socket_.connect(*each)) return connection;
      why = std::strerror(errno);
    }
    return std::unexpected(why);
  }

  explicit Connection(int fd) : socket_(fd) {}

  std::expected<std::string, std::string> post(std::string_view head, std::string_view body) {
    if (!socket_.write({part(head), part(body)})) return std::unexpected(std::string(std::strerror(errno)));
    http::response_parser<http::string_body> parser;
    parser.body_limit(kMaxAnswer);
    boost::system::error_code error;
    http::read(socket_, buffer_, parser, error);
    if (error) return std::unexpected(error.message());
    keep_ = parser.get().keep_alive();
    return std::move(parser.get().body());
  }
  [[nodiscard]] bool keep() const { return keep_; }

 private:
  Socket socket_;
  boost::beast::flat_buffer buffer_;
  bool keep_ = true;
};

HttpClient::HttpClient(std::string_view url, std::chrono::milliseconds patience) : where_(url), patience_(patience) {
  constexpr std::string_view kScheme = "http://";
  if (url.starts_with(kScheme)) url.remove_prefix(kScheme.size());
  while (url.ends_with('/')) url.remove_suffix(1);
  const auto colon = url.rfind(':');
  host_ = url.substr(0, colon);
  port_ = colon == std::string_view::npos ? "80" : std::string(url.substr(colon + 1));
  if (host_.starts_with('[') && host_.ends_with(']')) host_ = host_.substr(1, host_.size() - 2);
}

HttpClient::~HttpClient() = default;

std::expected<std::string, std::string> HttpClient::post(const Request& request) {
  const auto head = "POST " + std::string(request.path) + " HTTP/1.1\r\nHost: " + host_ + ":" + port_ +
                    "\r\nContent-Type: " + std::string(request.content_type) +
                    "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n";
  const bool kept = connection_ != nullptr;
  std::string why;
  for (int attempt = 0; attempt < (kept ? 2 : 1); ++attempt) {
    if (!connection_) {
      auto opened = Connection::open(host_, port_, patience_);
      if (!opened) return std::unexpected("no connection to CometBFT at " + where_ + ": " + opened.error());
      connection_ = std::move(*opened);
    }
    auto answer = connection_->post(head, request.body);
    if (!answer || !connection_->keep()) connection_.reset();
    if (answer) return answer;
    why = std::move(answer.error());
  }
  return std::unexpected("the connection to CometBFT at " + where_ + " broke: " + why);
}

}  // namespace kaisho::consensus
