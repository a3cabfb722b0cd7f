#include "address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>

namespace kaisho::abci {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr std::string_view kTcp = "tcp://";
constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

std::unexpected<std::string> wrong(std::string_view text) {
  return std::unexpected(fmt::format(
      "\"{}\" is no address for the engine: write unix:///path/to/abci.sock or tcp://127.0.0.1:26658", text));
}

std::expected<ListenAddress, std::string> tcp(std::string_view text, std::string_view rest) {
  const auto colon = rest.rfind(':');
  if (colon == std::string_view::npos) return wrong(text);
  TcpAddress address;
  const auto digits = rest.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return wrong(text);
  in_addr ip{};
  if (inet_pton(AF_INET, std::string(rest.substr(0, colon)).c_str(), &ip) != 1) return wrong(text);
  address.ip = ntohl(ip.s_addr);
  if (address.ip >> 24 != 127) {
    return std::unexpected(fmt::format(
        "{} can be reached from other machines, and ABCI does not ask who calls: listen on 127.0.0.1 or on unix://",
        text));
  }
  return address;
}

}  // namespace

std::expected<ListenAddress, std::string> parse_address(std::string_view text) {
  if (text.starts_with(kTcp)) return tcp(text, text.substr(kTcp.size()));
  if (!text.starts_with(kUnix)) return wrong(text);
  const auto path = text.substr(kUnix.size());
  if (path.empty() || path.find('\0') != std::string_view::npos) return wrong(text);
  if (path.size() > kLongestPath) {
    return std::unexpected(
        fmt::format("the socket's path has {} bytes, the system allows {}: choose a shorter folder, "
                    "or tcp://127.0.0.1:26658: {}",
                    path.size(), kLongestPath, path));
  }
  return UnixAddress{std::string(path)};
}

std::string text_of_address(const ListenAddress& address) {
  if (const auto* local = std::get_if<UnixAddress>(&address)) return std::string(kUnix) + local->path;
  const auto& tcp = std::get<TcpAddress>(address);
  return fmt::format("tcp://{}.{}.{}.{}:{}", tcp.ip >> 24, tcp.ip >> 16 & 0xff, tcp.ip >> 8 & 0xff, tcp.ip & 0xff,
                     tcp.port);
}

}  // namespace kaisho::abci
