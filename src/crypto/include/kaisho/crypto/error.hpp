#pragma once

#include <cstdint>
#include <string_view>

namespace kaisho::crypto {

/// Why bytes from outside are no key or no signature. Never renumbered.
enum class Error : std::uint8_t {
  wrong_size = 1,           ///< not the number of bytes that the format has
  scalar_out_of_range = 2,  ///< r, s or a private key is 0 or not below the group's order
  bad_recovery_byte = 3,    ///< v is none of 0, 1, 27, 28
  not_recoverable = 4,      ///< no public key could have made this signature
};

[[nodiscard]] std::string_view describe(Error error);

}  // namespace kaisho::crypto
