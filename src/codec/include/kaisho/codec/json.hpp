#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

/// Strict JSON (RFC 8259 within I-JSON, RFC 7493) and its canonical form (RFC 8785, "JCS").
namespace kaisho::codec::json {

/// Why a text is refused. Never renumbered.
enum class Error : std::uint8_t {
  too_big = 1,         ///< more bytes than the limit
  too_deep = 2,        ///< arrays and objects nested deeper than the limit
  malformed = 3,       ///< no JSON text, or not UTF-8
  trailing_bytes = 4,  ///< something after the value
  duplicate_key = 5,   ///< an object with a key twice: readers differ on which one counts
  bad_text = 6,        ///< an escaped surrogate without its other half
  bad_number = 7,      ///< a number beyond the range of IEEE 754 doubles
};

[[nodiscard]] std::string_view describe(Error error);

struct Limits {
  std::size_t max_size = std::size_t{16} << 20;  ///< bytes
  unsigned max_depth = 64;
};

/// The one text of a JSON value: no spaces, keys in order of their UTF-16 code units, numbers as ECMAScript prints the
/// nearest double, the shortest escapes.
[[nodiscard]] std::expected<std::string, Error> canonicalize(std::string_view text, Limits limits = {});

/// A number as ECMAScript's Number::toString prints it; the number is finite.
[[nodiscard]] std::string format_number(double number);

/// A JSON string literal, quotes included, with the escapes of RFC 8785. The text is valid UTF-8.
[[nodiscard]] std::string quote(std::string_view text);

}  // namespace kaisho::codec::json
