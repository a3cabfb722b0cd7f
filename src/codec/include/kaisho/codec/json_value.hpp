#pragma once

#include <expected>
#include <string_view>

#include <boost/json/value.hpp>

#include "kaisho/codec/json.hpp"

/// Reading JSON into Boost.JSON values with the strictness of json.hpp. For .cpp files only: the header is heavy. The
/// including module links Boost::json.
namespace kaisho::codec::json {

/// Parses with every check of json.hpp; Boost's own parser would keep the last of two equal keys in silence, and round
/// some decimal fractions to a neighbouring double. Integers that fit are int64 or uint64.
[[nodiscard]] std::expected<boost::json::value, Error> parse(std::string_view text, Limits limits = {});

/// The canonical text of a value that holds no invalid UTF-8, no infinity and no NaN.
[[nodiscard]] std::string canonical_text(const boost::json::value& value);

}  // namespace kaisho::codec::json
