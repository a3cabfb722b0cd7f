#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

/// A socket that sends what it is told, well-formed or not.
namespace kaisho::api::testing {

class RawClient {
 public:
  explicit RawClient(const std::string& address, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { ::close(fd_); }

  [[nodiscard]] bool connected() const { return connected_; }

  /// False where the server has gone.
  bool send(std::string_view text) const {
    while (!text.empty()) {
      const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Everything until the server closes.
  [[nodiscard]] std::string read_to_end() const {
    std::string text;
    std::array<char, 65536> piece{};
    for (;;) {
      const auto got = ::recv(fd_, piece.data(), piece.size(), 0);
      if (got <= 0) return text;
      text.append(piece.data(), static_cast<std::size_t>(got));
    }
  }

  /// One answer with a Content-Length (or none of it).
  [[nodiscard]] std::string read_answer() {
    std::array<char, 65536> piece{};
    for (;;) {
      if (const auto size = answer_size(); size > 0 && pending_.size() >= size) {
        auto answer = pending_.substr(0, size);
        pending_.erase(0, size);
        return answer;
      }
      const auto got = ::recv(fd_, piece.data(), piece.size(), 0);
      if (got <= 0) return std::exchange(pending_, {});
      pending_.append(piece.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  [[nodiscard]] std::size_t answer_size() const {
    constexpr std::string_view kField = "Content-Length: ";
    const auto end = pending_.find("\r\n\r\n");
    if (end == std::string::npos) return 0;
    const auto field = pending_.find(kField);
    return end + 4 + (field < end ? std::stoul(pending_.substr(field + kField.size())) : 0);
  }

  int fd_;
  bool connected_ = false;
  std::string pending_;
};

/// A POST with a JSON body and the fields that a polite client sends.
inline std::string post(std::string_view body, std::string_view more_fields = "") {
  return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string(more_fields) + "\r\n" + std::string(body);
}

}  // namespace kaisho::api::testing
