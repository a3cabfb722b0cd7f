#include "kaisho/base/u256.hpp"

#include <algorithm>
#include <bit>

#include "kaisho/base/assert.hpp"

namespace kaisho {
namespace {
__extension__ using Wide = unsigned __int128;
}

std::optional<U256> U256::from_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  U256 value;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto scaled = value.checked_mul(10);
    if (!scaled) return std::nullopt;
    const auto next = scaled->checked_add(static_cast<std::uint64_t>(c - '0'));
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

std::string U256::to_decimal() const {
  std::string digits;
  auto rest = *this;
  do {
    const auto step = rest.divide_by(10);
    digits.push_back(static_cast<char>('0' + step.remainder));
    rest = step.quotient;
  } while (!rest.is_zero());
  std::ranges::reverse(digits);
  return digits;
}

int U256::bit_width() const {
  for (int i = 3; i >= 0; --i) {
    const auto limb = limbs_[static_cast<std::size_t>(i)];
    if (limb != 0) return i * 64 + static_cast<int>(std::bit_width(limb));
  }
  return 0;
}

U256 U256::wrapping_add(const U256& other) const {
  U256 sum;
  Wide carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    carry += Wide{limbs_[i]} + other.limbs_[i];
    sum.limbs_[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  return sum;
}

std::optional<U256> U256::checked_add(const U256& other) const {
  const auto sum = wrapping_add(other);
  if (sum < *this) return std::nullopt;
  return sum;
}

std::optional<U256> U256::checked_sub(const U256& other) const {
  if (*this < other) return std::nullopt;
  U256 difference;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Wide step = Wide{limbs_[i]} - other.limbs_[i] - borrow;
    difference.limbs_[i] = static_cast<std::uint64_t>(step);
    borrow = (step >> 64) != 0 ? 1 : 0;
  }
  return difference;
}

std::optional<U256> U256::checked_mul(const U256& other) const {
  std::array<std::uint64_t, 8> product{};
  for (std::size_t i = 0; i < 4; ++i) {
    Wide carry = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      carry += Wide{limbs_[i]} * other.limbs_[j] + product[i + j];
      product[i + j] = static_cast<std::uint64_t>(carry);
      carry >>= 64;
    }
    product[i + 4] = static_cast<std::uint64_t>(carry);
  }
  if ((product[4] | product[5] | product[6] | product[7]) != 0) return std::nullopt;
  U256 low;
  std::copy_n(product.begin(), 4, low.limbs_.begin());
  return low;
}

U256::Division U256::divide_by(std::uint64_t divisor) const {
  KAISHO_ASSERT(divisor != 0);
  Division result;
  Wide rest = 0;
  for (std::size_t i = 4; i-- > 0;) {
    rest = (rest << 64) | limbs_[i];
    result.quotient.limbs_[i] = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
  result.remainder = static_cast<std::uint64_t>(rest);
  return result;
}

}  // namespace kaisho
