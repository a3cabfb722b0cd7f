#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/problem.hpp"
#include "kaisho/api/settings.hpp"

namespace boost::asio::ip {
class address;
}

/// Who may talk to a node on the user's own machine: not a page of the web. The browser names the page in `Origin`, and
/// a page that had its own name resolved to 127.0.0.1 (DNS rebinding) names itself in `Host`.
namespace kaisho::api {

/// What the guard looks at; values as sent, nothing where the field is missing.
struct Envelope {
  std::vector<std::string> hosts;
  std::optional<std::string> origin;
  std::size_t content_lengths = 0;  ///< how many Content-Length fields
  std::size_t transfer_encodings = 0;
  bool http_1_1 = true;
};

/// The reason to refuse a request before its body is read, if there is one.
[[nodiscard]] std::optional<Problem> refuse(const Envelope& envelope, const Settings& settings);

/// By what limits tell clients apart: the address of IPv4, also where IPv6 carries it, and the first 64 bits of IPv6,
/// since one household has that many addresses.
[[nodiscard]] std::string network_of(const boost::asio::ip::address& address);

/// "example.com" of "example.com:8545", "::1" of "[::1]:8545"; lower case.
[[nodiscard]] std::string host_name(std::string_view host);

}  // namespace kaisho::api
