#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>

namespace kaisho::abci {

struct UnixAddress {
  std::string path;
  friend bool operator==(const UnixAddress&, const UnixAddress&) = default;
};
struct TcpAddress {
  std::uint32_t ip = 0;  ///< IPv4, host byte order; always loopback
  std::uint16_t port = 0;
  friend bool operator==(const TcpAddress&, const TcpAddress&) = default;
};
using ListenAddress = std::variant<UnixAddress, TcpAddress>;

/// Reads "unix://path" or "tcp://127.0.0.1:port". The error is a sentence for the operator: ABCI asks nobody who he
/// is, so no other machine may reach it.
[[nodiscard]] std::expected<ListenAddress, std::string> parse_address(std::string_view text);
[[nodiscard]] std::string text_of_address(const ListenAddress& address);

}  // namespace kaisho::abci
