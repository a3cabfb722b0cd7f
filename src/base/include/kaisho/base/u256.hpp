#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kaisho {

/// An unsigned 256-bit integer. Arithmetic that can leave the range is `checked_*` and returns nothing then; there is
/// no wrapping operator, so an amount can not overflow unnoticed.
class U256 {
 public:
  constexpr U256() = default;
  constexpr U256(std::uint64_t low) : limbs_{low, 0, 0, 0} {}  // NOLINT(google-explicit-constructor): widening is exact

  static constexpr U256 max() {
    U256 value;
    value.limbs_.fill(~std::uint64_t{0});
    return value;
  }

  static constexpr U256 from_be_bytes(std::span<const std::uint8_t, 32> bytes) {
    U256 value;
    for (std::size_t i = 0; i < 32; ++i) {
      value.limbs_[3 - i / 8] = (value.limbs_[3 - i / 8] << 8) | bytes[i];
    }
    return value;
  }

  [[nodiscard]] constexpr std::array<std::uint8_t, 32> to_be_bytes() const {
    std::array<std::uint8_t, 32> bytes{};
    for (std::size_t i = 0; i < 32; ++i) {
      bytes[i] = static_cast<std::uint8_t>(limbs_[3 - i / 8] >> (8 * (7 - i % 8)));
    }
    return bytes;
  }

  /// The value of a decimal text: digits only, no sign, no leading zero but "0" itself; nothing if it is another text
  /// or does not fit.
  static std::optional<U256> from_decimal(std::string_view text);
  [[nodiscard]] std::string to_decimal() const;

  [[nodiscard]] constexpr bool is_zero() const { return *this == U256{}; }
  [[nodiscard]] constexpr bool fits_u64() const { return (limbs_[1] | limbs_[2] | limbs_[3]) == 0; }
  /// The low 64 bits; exact where `fits_u64()`.
  [[nodiscard]] constexpr std::uint64_t low_u64() const { return limbs_[0]; }
  /// Number of significant bits: 0 for zero.
  [[nodiscard]] int bit_width() const;

  [[nodiscard]] std::optional<U256> checked_add(const U256& other) const;
  [[nodiscard]] std::optional<U256> checked_sub(const U256& other) const;
  [[nodiscard]] std::optional<U256> checked_mul(const U256& other) const;
  /// Sum modulo 2^256: for slot arithmetic, where wrapping is the rule (never for amounts).
  [[nodiscard]] U256 wrapping_add(const U256& other) const;
  /// Quotient rounded down and remainder; the divisor is not 0.
  struct Division;
  [[nodiscard]] Division divide_by(std::uint64_t divisor) const;

  friend constexpr bool operator==(const U256&, const U256&) = default;
  friend constexpr std::strong_ordering operator<=>(const U256& a, const U256& b) {
    for (std::size_t i = 4; i-- > 0;) {
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
    }
    return std::strong_ordering::equal;
  }

 private:
  std::array<std::uint64_t, 4> limbs_{};  // little-endian
};

struct U256::Division {
  U256 quotient;
  std::uint64_t remainder = 0;
};

}  // namespace kaisho
