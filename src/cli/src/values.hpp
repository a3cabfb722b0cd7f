#pragma once

#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>

#include "failure.hpp"

/// Values that people type, with errors that name what was expected. Codes: bad_address, bad_hash, bad_argument.
namespace kaisho::cli {

[[nodiscard]] Result<Address> parse_address(std::string_view text);
[[nodiscard]] Result<Hash> parse_hash(std::string_view text);
/// Bytes as 0x and an even number of digits.
[[nodiscard]] Result<Bytes> parse_data(std::string_view text);
/// Seconds since 1970 as people read it: "2026-11-23 01:00:00 UTC".
[[nodiscard]] std::string time_text(Timestamp time);

}  // namespace kaisho::cli
