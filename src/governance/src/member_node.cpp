#include <algorithm>
#include <set>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/membership.hpp"

namespace kaisho::governance {
namespace {

constexpr std::size_t kAddressSize = 255;  // bytes of host:port
constexpr std::string_view kScheme = "https://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// 1 to 65535 without leading zeros.
bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text[0] == '0' || !std::ranges::all_of(text, is_digit)) return false;
  unsigned port = 0;
  for (const char digit : text) port = port * 10 + static_cast<unsigned>(digit - '0');
  return port <= 65'535;
}

/// A DNS name or an IPv4 address: labels of letters, digits and inner hyphens (RFC 1123, 2.1).
bool is_name(std::string_view host) {
  while (true) {
    const auto label = host.substr(0, host.find('.'));
    const bool good = !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                      std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
    if (!good) return false;
    if (label.size() == host.size()) return true;
    host.remove_prefix(label.size() + 1);
  }
}

/// The characters of an IPv6 address; whether it is one, the resolver says.
bool is_bracketed(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  const auto inner = host.substr(1, host.size() - 2);
  return inner.contains(':') &&
         std::ranges::all_of(inner, [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
}

}  // namespace

std::string to_text(const NodeId& id) { return to_hex_plain(id.view()); }

std::optional<NodeId> parse_node_id(std::string_view text) {
  const bool lower_hex = std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  return lower_hex ? fixed_from_hex<NodeId>(text) : std::nullopt;
}

NodeId node_id_of(const crypto::ed25519::PublicKey& node_key) {
  const Hash hash = crypto::sha256(node_key.view());
  return NodeId::from(std::span(hash.bytes).first<NodeId::kSize>());
}

bool is_host_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (text.size() > kAddressSize || colon == std::string_view::npos) return false;
  const auto host = text.substr(0, colon);
  return is_port(text.substr(colon + 1)) && (is_name(host) || is_bracketed(host));
}

bool is_service_url(std::string_view text) {
  return text.starts_with(kScheme) && is_host_and_port(text.substr(kScheme.size()));
}

Word key_word(const NodeId& id) {
  Word word;
  std::ranges::copy(id.bytes, word.bytes.begin());
  return word;
}

std::array<Word, 4> keys_of(const MemberNode& node) {
  return {Word{node.validator_key.bytes}, Word{node.checkpoint_key.bytes}, Word{node.service_pin.bytes},
          key_word(node.node_id)};
}

std::optional<std::string> fault_of(const MemberNode& node) {
  const auto keys = keys_of(node);
  if (std::ranges::any_of(keys, &Word::is_zero)) return "a key, the service pin or the node ID is zero";
  if (std::set(keys.begin(), keys.end()).size() != keys.size()) return "one key is given for two uses";
  if (node.power != 1) return "every validator has power 1 in this revision";
  if (!is_host_and_port(node.p2p_address)) return "the p2p address is no host:port";
  if (!is_service_url(node.service_url)) return "the service URL is no https://host:port";
  return std::nullopt;
}

}  // namespace kaisho::governance
