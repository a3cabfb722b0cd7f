#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "kaisho/api/settings.hpp"

namespace kaisho::api {

struct ListenAddress {
  std::string address;  ///< an IP literal without brackets
  std::uint16_t port = 0;
  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

/// Reads `settings.listen` and applies the rule of loopback. The error is a sentence for the operator.
[[nodiscard]] std::expected<ListenAddress, std::string> listen_address(const Settings& settings);
/// Any address, also beyond loopback.
[[nodiscard]] std::expected<ListenAddress, std::string> any_address(const std::string& text);

}  // namespace kaisho::api
