#include "http/listen.hpp"

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>

namespace kaisho::api {
namespace {

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::string_view without_brackets(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

std::expected<ListenAddress, std::string> any_address(const std::string& listen) {
  const std::string_view text = listen;
  const auto wrong = [&] {
    return std::unexpected("\"" + listen + "\" is no address to listen on: write 127.0.0.1:8545 or [::1]:8545");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  const auto port = port_of(text.substr(colon + 1));
  if (!port) return wrong();

  auto host = without_brackets(text.substr(0, colon));
  if (host == "localhost") host = "127.0.0.1";
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error) return wrong();
  return ListenAddress{address.to_string(), *port};
}

std::expected<ListenAddress, std::string> listen_address(const Settings& settings) {
  auto where = any_address(settings.listen);
  if (!where) return where;
  if (!boost::asio::ip::make_address(where->address).is_loopback() && !settings.allow_beyond_loopback) {
    return std::unexpected(settings.listen +
                           " can be reached from other machines, and JSON-RPC does not ask who calls: allow it with "
                           "allow_beyond_loopback, or listen on 127.0.0.1");
  }
  return where;
}

}  // namespace kaisho::api
