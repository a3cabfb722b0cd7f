#pragma once

#include <string_view>

#include <kaisho/base/types.hpp>

/// Where proxies keep what they point to (ERC-1967): Keccak-256 of a name, less one.
namespace kaisho::governance {

[[nodiscard]] Word erc1967_slot(std::string_view name);
[[nodiscard]] Word implementation_slot();
[[nodiscard]] Word admin_slot();

}  // namespace kaisho::governance
