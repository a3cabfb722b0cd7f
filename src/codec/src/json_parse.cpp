#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <optional>

#include "kaisho/codec/json_value.hpp"

namespace kaisho::codec::json {
namespace {

namespace bj = boost::json;

/// The number's nearest double. Boost's own conversion can be one unit off, and then two nodes that read the same text
/// with different libraries would differ. Nothing where the number is beyond the range.
std::optional<double> nearest_double(std::string_view text, double approximation) {
  double exact = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exact);
  if (error == std::errc::result_out_of_range) {
    // from_chars says this for both ends of the range: what is too small is 0 in ECMAScript.
    if (std::abs(approximation) < 1) return 0.0;
    return std::nullopt;
  }
  return exact;
}

/// Builds the value from the parser's events and counts what the value alone does not tell.
struct Builder {
  static constexpr std::size_t max_object_size = bj::object::max_size();
  static constexpr std::size_t max_array_size = bj::array::max_size();
  static constexpr std::size_t max_key_size = bj::string::max_size();
  static constexpr std::size_t max_string_size = bj::string::max_size();

  bj::value_stack stack;
  std::size_t keys = 0;  ///< of all objects, equal ones counted each

  bool on_document_begin(bj::error_code& /*error*/) { return true; }
  bool on_document_end(bj::error_code& /*error*/) { return true; }
  bool on_object_begin(bj::error_code& /*error*/) { return true; }
  bool on_object_end(std::size_t count, bj::error_code& /*error*/) {
    keys += count;
    stack.push_object(count);
    return true;
  }
  bool on_array_begin(bj::error_code& /*error*/) { return true; }
  bool on_array_end(std::size_t count, bj::error_code& /*error*/) {
    stack.push_array(count);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t /*size*/, bj::error_code& /*error*/) {
    stack.push_chars(part);
    return true;
  }
  bool on_key(bj::string_view part, std::size_t /*size*/, bj::error_code& /*error*/) {
    stack.push_key(part);
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t /*size*/, bj::error_code& /*error*/) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t /*size*/, bj::error_code& /*error*/) {
    stack.push_string(part);
    return true;
  }
  /// Only streams are cut in parts; the whole text is here at once.
  bool on_number_part(bj::string_view /*part*/, bj::error_code& /*error*/) { return true; }
  bool on_int64(std::int64_t number, bj::string_view /*text*/, bj::error_code& /*error*/) {
    stack.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, bj::string_view /*text*/, bj::error_code& /*error*/) {
    stack.push_uint64(number);
    return true;
  }
  bool on_double(double approximation, bj::string_view text, bj::error_code& error) {
    const auto exact = nearest_double({text.data(), text.size()}, approximation);
    if (!exact) {
      error = bj::error::exponent_overflow;
      return false;
    }
    stack.push_double(*exact);
    return true;
  }
  bool on_bool(bool flag, bj::error_code& /*error*/) {
    stack.push_bool(flag);
    return true;
  }
  bool on_null(bj::error_code& /*error*/) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(bj::string_view /*part*/, bj::error_code& /*error*/) { return true; }
  bool on_comment(bj::string_view /*part*/, bj::error_code& /*error*/) { return true; }
};

std::size_t count_keys(const bj::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count += object->size();
    for (const auto& member : *object) count += count_keys(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += count_keys(element);
  }
  return count;
}

Error error_of(const bj::error_code& error) {
  if (error == bj::error::too_deep) return Error::too_deep;
  if (error == bj::error::exponent_overflow) return Error::bad_number;
  if (error == bj::error::illegal_leading_surrogate || error == bj::error::illegal_trailing_surrogate ||
      error == bj::error::expected_utf16_escape) {
    return Error::bad_text;
  }
  return Error::malformed;
}

}  // namespace

std::expected<bj::value, Error> parse(std::string_view text, Limits limits) {
  if (text.size() > limits.max_size) return std::unexpected(Error::too_big);
  bj::parse_options options;
  options.max_depth = limits.max_depth;
  bj::basic_parser<Builder> parser(options);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error) return std::unexpected(error_of(error));
  if (used != text.size()) return std::unexpected(Error::trailing_bytes);
  bj::value value = parser.handler().stack.release();
  // The stack keeps the last of equal keys, so fewer keys are left than were read.
  if (count_keys(value) != parser.handler().keys) return std::unexpected(Error::duplicate_key);
  return value;
}

}  // namespace kaisho::codec::json
