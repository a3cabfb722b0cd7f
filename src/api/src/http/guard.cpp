#include "http/guard.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace kaisho::api {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return result;
}

bool is_ip_literal(const std::string& name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

bool is_this_machine(const std::string& name) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(name, error);
  return name == "localhost" || (!error && address.is_loopback());
}

bool host_allowed(std::string_view host, const Settings& settings) {
  const auto name = host_name(host);
  if (is_this_machine(name) || is_ip_literal(name)) return true;
  return std::ranges::any_of(settings.allowed_hosts, [&](const auto& allowed) { return lower(allowed) == name; });
}

bool origin_allowed(std::string_view origin, const Settings& settings) {
  const auto text = lower(origin);
  if (std::ranges::any_of(settings.allowed_origins, [&](const auto& allowed) { return lower(allowed) == text; })) {
    return true;
  }
  const auto scheme = text.find("://");
  return scheme != std::string::npos && is_this_machine(host_name(std::string_view(text).substr(scheme + 3)));
}

std::optional<Problem> refuse_framing(const Envelope& envelope) {
  // RFC 9112 6.3: a message with both is a request-smuggling attempt until shown otherwise.
  if (envelope.content_lengths > 0 && envelope.transfer_encodings > 0) {
    return Problem{400, "ambiguous-length", "Ambiguous message length",
                   "The request has both Content-Length and Transfer-Encoding: send one of them."};
  }
  if (envelope.content_lengths > 1 || envelope.transfer_encodings > 1) {
    return Problem{400, "ambiguous-length", "Ambiguous message length",
                   "Content-Length or Transfer-Encoding stands more than once: send it once."};
  }
  if (!envelope.http_1_1 && envelope.transfer_encodings > 0) {
    return Problem{400, "ambiguous-length", "Ambiguous message length",
                   "HTTP/1.0 has no Transfer-Encoding: send Content-Length."};
  }
  return std::nullopt;
}

}  // namespace

std::string network_of(const boost::asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto six = address.to_v6();
  if (six.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, six).to_string();
  auto bytes = six.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return boost::asio::ip::address_v6(bytes).to_string() + "/64";
}

std::string host_name(std::string_view host) {
  if (const auto end = host.find(']'); host.starts_with('[') && end != std::string_view::npos) {
    return lower(host.substr(1, end - 1));
  }
  return lower(host.substr(0, host.find(':')));
}

std::optional<Problem> refuse(const Envelope& envelope, const Settings& settings) {
  if (auto problem = refuse_framing(envelope)) return problem;
  if (envelope.hosts.size() > 1 || (envelope.http_1_1 && envelope.hosts.empty())) {
    return Problem{400, "bad-host", "Host is missing or stands twice", "Send exactly one Host field (RFC 9112 3.2)."};
  }
  if (!envelope.hosts.empty() && !host_allowed(envelope.hosts.front(), settings)) {
    return Problem{403, "host-not-allowed", "Host not allowed",
                   "This node does not answer to the name \"" + host_name(envelope.hosts.front()) +
                       "\": use localhost or an IP address, or add the name to allowed_hosts."};
  }
  if (envelope.origin && !origin_allowed(*envelope.origin, settings)) {
    return Problem{403, "origin-not-allowed", "Origin not allowed",
                   "Web pages of this origin may not use the node: add it to allowed_origins if they should."};
  }
  return std::nullopt;
}

}  // namespace kaisho::api
