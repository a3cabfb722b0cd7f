#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include <kaisho/base/hex.hpp>
#include <kaisho/base/types.hpp>

/// Known-answer vectors for tests of any module: link `kaisho_test_support`, include "support/vectors.hpp".
/// Everything here throws std::runtime_error with a text that says what to do, so that a missing file fails the test.
namespace kaisho::test {

/// The vectors `<name>.json.gz` of the npm package @ethersproject/testcases, mostly an array of objects. Missing until
/// tools/setup has run.
[[nodiscard]] boost::json::value ethers_vectors(std::string_view name);

/// JSON text to value, with Boost's own parser.
[[nodiscard]] boost::json::value parse_json(std::string_view text);

/// A member that has to be there, and be a text.
[[nodiscard]] std::string text_at(const boost::json::value& object, std::string_view key);
/// A member that is a "0x" text.
[[nodiscard]] Bytes bytes_at(const boost::json::value& object, std::string_view key);
template <class Fixed>
[[nodiscard]] Fixed fixed_at(const boost::json::value& object, std::string_view key) {
  return fixed_from<Fixed>(bytes_at(object, key)).value();
}

/// Bytes of hexadecimal text; throws where it is none.
[[nodiscard]] Bytes bytes_of_hex(std::string_view text);

}  // namespace kaisho::test
