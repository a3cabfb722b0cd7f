#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/codec/abi.hpp>

#include "failure.hpp"

/// ABI values as people type and read them, in the notation of Foundry's `cast`.
namespace kaisho::cli {

/// A value of the type from its text: numbers decimal or 0x, bytes and addresses 0x, true or false, strings as they
/// are, arrays as [a,b], tuples as (a,b). Codes: bad_argument.
[[nodiscard]] Result<codec::abi::Value> parse_value(const codec::abi::Type& type, std::string_view text);

/// In front of a text that the parser of the command line must not take apart: it reads "[a,b]" as two arguments.
inline constexpr char kWholeText = '\x01';

/// One value per type. Codes: bad_argument, and a wrong number of them.
[[nodiscard]] Result<codec::abi::Values> parse_values(const std::vector<codec::abi::Type>& types,
                                                      const std::vector<std::string>& texts);

/// As JSON: numbers as decimal strings, because JSON readers lose digits.
[[nodiscard]] boost::json::value value_to_json(const codec::abi::Type& type, const codec::abi::Value& value);
/// As text, in the form that parse_value takes.
[[nodiscard]] std::string value_to_text(const codec::abi::Type& type, const codec::abi::Value& value);

/// A function as people write it: "transfer(address,uint256)" or with results, "balanceOf(address)(uint256)".
struct Signature {
  codec::abi::Function function;
  std::vector<codec::abi::Type> outputs;
};
[[nodiscard]] Result<Signature> parse_signature(std::string_view text);

}  // namespace kaisho::cli
