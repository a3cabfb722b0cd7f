#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/codec/abi.hpp"

namespace kaisho::codec::abi {
namespace {

const Function& error_function() {
  static const Function function = Function::of("Error(string)");
  return function;
}

const Function& panic_function() {
  static const Function function = Function::of("Panic(uint256)");
  return function;
}

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  };
  const auto is_letter_or_digit = [is_letter](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, is_letter_or_digit);
}

Bytes encode_known(const Function& function, const Value& value) {
  const auto bytes = function.encode_call(std::span(&value, 1));
  KAISHO_ASSERT(bytes.has_value());
  return *bytes;
}

}  // namespace

Selector selector(std::string_view signature) {
  const Hash hash = crypto::keccak256(signature);
  return Selector::from(std::span(hash.bytes).first<4>());
}

Word event_topic(std::string_view signature) { return word_of(crypto::keccak256(signature)); }

std::expected<Function, Error> Function::parse(std::string_view signature) {
  const std::size_t open = signature.find('(');
  if (open == std::string_view::npos || !signature.ends_with(')')) return std::unexpected(Error::bad_type);
  const std::string_view name = signature.substr(0, open);
  auto inputs = parse_types(signature.substr(open + 1, signature.size() - open - 2));
  if (!inputs || !is_identifier(name)) return std::unexpected(Error::bad_type);
  return Function{.name = std::string(name), .inputs = *std::move(inputs)};
}

Function Function::of(std::string_view literal) {
  auto function = parse(literal);
  KAISHO_ASSERT(function.has_value());
  return *std::move(function);
}

std::string Function::signature() const { return name + '(' + text_of(inputs) + ')'; }

std::expected<Bytes, Error> Function::encode_call(std::span<const Value> values) const {
  const auto arguments = encode(inputs, values);
  if (!arguments) return std::unexpected(arguments.error());
  Bytes call = bytes_of(selector().view());
  append(call, *arguments);
  return call;
}

std::expected<Values, Error> Function::decode_call(ByteView call_data) const {
  if (call_data.size() < Selector::kSize) return std::unexpected(Error::too_short);
  if (!equal(call_data.first(Selector::kSize), selector().view())) return std::unexpected(Error::wrong_selector);
  return decode(inputs, call_data.subspan(Selector::kSize));
}

Bytes encode_error(std::string_view reason) { return encode_known(error_function(), Value::of(reason)); }

Bytes encode_panic(std::uint64_t code) { return encode_known(panic_function(), Value::of(code)); }

std::optional<std::string> revert_reason(ByteView revert_data) {
  if (const auto error = error_function().decode_call(revert_data)) return (*error)[0].text();
  if (const auto panic = panic_function().decode_call(revert_data)) return "panic " + to_quantity((*panic)[0].number());
  return std::nullopt;
}

}  // namespace kaisho::codec::abi
