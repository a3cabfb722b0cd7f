#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <abci.pb.h>

#include <array>
#include <optional>
#include <string>

#include "kaisho/abci/frame.hpp"
#include "socket.hpp"

namespace kaisho::abci {

/// The engine's side of one connection, byte by byte.
class RawClient {
 public:
  explicit RawClient(const std::string& address) {
    const auto path = address.substr(std::string("unix://").size());
    socket_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0) << path;
    const timeval patience{60, 0};  // a wrong server fails the test instead of holding it for ever
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  void send_bytes(ByteView bytes) { EXPECT_TRUE(write_all(socket_.get(), bytes)); }
  void send(const tendermint::abci::Request& request) { send_bytes(framed(request)); }

  static Bytes framed(const tendermint::abci::Request& request) {
    const auto text = request.SerializeAsString();
    Bytes frame;
    append_length(frame, text.size());
    append(frame, view_of(text));
    return frame;
  }

  /// The next answer; nothing once the server has closed the connection.
  std::optional<tendermint::abci::Response> receive() {
    while (true) {
      const auto frame = frames_.next();
      if (!frame) return std::nullopt;
      if (*frame) {
        tendermint::abci::Response response;
        EXPECT_TRUE(response.ParseFromArray((*frame)->data(), static_cast<int>((*frame)->size())));
        return response;
      }
      std::array<std::uint8_t, 4096> buffer;
      const auto count = read_some(socket_.get(), buffer);
      if (count <= 0) return std::nullopt;
      frames_.push(ByteView(buffer).first(static_cast<std::size_t>(count)));
    }
  }

  /// Whether nothing arrives for a while. A wrong server may pass on a slow machine; a right one never fails.
  bool silent() {
    pollfd one{socket_.get(), POLLIN, 0};
    return ::poll(&one, 1, 50) == 0;
  }

  /// Whether the server ends the connection (rather than answer or wait).
  bool ended() {
    std::array<std::uint8_t, 1> byte;
    return ::recv(socket_.get(), byte.data(), 1, 0) == 0 || errno == ECONNRESET;
  }

  void hang_up() { socket_ = Descriptor(); }

 private:
  Descriptor socket_;
  FrameReader frames_{std::size_t{1} << 30};
};

}  // namespace kaisho::abci
