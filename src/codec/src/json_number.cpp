#include <array>
#include <charconv>
#include <cmath>

#include <kaisho/base/assert.hpp>

#include "kaisho/codec/json.hpp"

namespace kaisho::codec::json {
namespace {

/// A positive number as 0.digits · 10^point, digits being the fewest that name it.
struct Decimal {
  std::string digits;
  int point = 0;
};

Decimal shortest_decimal(double number) {
  std::array<char, 32> buffer{};  // 17 digits, a point and an exponent fit
  const auto result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific);
  const std::string_view text(buffer.data(), result.ptr);
  const std::size_t exponent_at = text.find('e');
  Decimal decimal;
  for (const char character : text.substr(0, exponent_at)) {
    if (character != '.') decimal.digits += character;
  }
  const std::size_t sign_skip = text[exponent_at + 1] == '+' ? 2 : 1;  // from_chars takes no plus
  int exponent = 0;
  std::from_chars(text.data() + exponent_at + sign_skip, text.data() + text.size(), exponent);
  decimal.point = exponent + 1;
  return decimal;
}

std::string with_exponent(const Decimal& decimal) {
  std::string text = decimal.digits.substr(0, 1);
  if (decimal.digits.size() > 1) text += '.' + decimal.digits.substr(1);
  const int exponent = decimal.point - 1;
  return text + 'e' + (exponent < 0 ? '-' : '+') + std::to_string(std::abs(exponent));
}

}  // namespace

/// ECMAScript 2025, 6.1.6.1.20 Number::toString, with k digits and n = point.
std::string format_number(double number) {
  KAISHO_ASSERT(std::isfinite(number));
  if (number == 0) return "0";  // -0 too
  if (number < 0) return '-' + format_number(-number);
  const Decimal decimal = shortest_decimal(number);
  const int count = static_cast<int>(decimal.digits.size());
  if (decimal.point > 21 || decimal.point <= -6) return with_exponent(decimal);
  if (decimal.point <= 0) return "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + decimal.digits;
  if (count <= decimal.point) return decimal.digits + std::string(static_cast<std::size_t>(decimal.point - count), '0');
  const auto point = static_cast<std::size_t>(decimal.point);
  return decimal.digits.substr(0, point) + '.' + decimal.digits.substr(point);
}

}  // namespace kaisho::codec::json
