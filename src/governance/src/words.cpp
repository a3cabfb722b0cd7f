#include "words.hpp"

#include <kaisho/base/hex.hpp>

namespace kaisho::governance::words {
namespace {

namespace abi = codec::abi;

std::string two_digits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string in_words(const abi::Value& value) {
  if (const auto* number = value.get_if<U256>()) return number->to_decimal();
  if (const auto* account = value.get_if<Address>()) return to_hex(*account);
  if (const auto* text = value.get_if<std::string>()) return *text;
  if (const auto* bytes = value.get_if<Bytes>()) return abi::revert_reason(*bytes).value_or(to_hex(*bytes));
  return "?";
}

}  // namespace

// By the civil calendar (Howard Hinnant's days-to-date algorithm).
std::string date(Timestamp time) {
  constexpr Timestamp kYear10000 = 253'402'300'800;
  if (time >= kYear10000) return std::to_string(time) + " s since 1970-01-01 UTC";
  const std::uint64_t days = time / 86'400 + 719'468;  // since 0000-03-01
  const std::uint64_t era = days / 146'097;
  const std::uint64_t day_of_era = days % 146'097;
  const std::uint64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::uint64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const std::uint64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  const std::uint64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  const std::uint64_t second = time % 86'400;
  return std::to_string(year) + "-" + two_digits(month) + "-" + two_digits(day) + " " + two_digits(second / 3'600) +
         ":" + two_digits(second / 60 % 60) + ":" + two_digits(second % 60) + " UTC";
}

std::string filled(std::string_view sentence, const abi::Values& values) {
  std::string text;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence[i] != '{') {
      text += sentence[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(sentence[i + 1] - '0');  // "{0}", as the tables write it
    text += index < values.size() ? in_words(values[index]) : "?";
    i += 2;
  }
  return text;
}

}  // namespace kaisho::governance::words
