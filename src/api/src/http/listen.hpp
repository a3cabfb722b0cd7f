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

}  // namespace kaisho::api
