#include "abi_text.hpp"

#include <kaisho/base/hex.hpp>

namespace kaisho::cli {
namespace {

using codec::abi::Type;
using codec::abi::Value;
using Kind = Type::Kind;

auto mismatch(const Type& type, std::string_view text) {
  return bad_input("bad_argument", "'" + std::string(text) + "' is no " + type.text());
}

std::optional<U256> number_of_text(std::string_view text) {
  return text.starts_with("0x") ? from_quantity(text) : U256::from_decimal(text);
}

/// Two's complement of 256 bits.
U256 negative(const U256& magnitude) {
  auto bytes = magnitude.to_be_bytes();
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(~byte);
  return U256::from_be_bytes(bytes).wrapping_add(1);
}

Result<Value> parse_integer(const Type& type, std::string_view text) {
  const bool minus = text.starts_with('-');
  const auto magnitude = number_of_text(minus ? text.substr(1) : text);
  if (!magnitude || (minus && type.kind() != Kind::integer)) return mismatch(type, text);
  return Value::of(minus ? negative(*magnitude) : *magnitude);
}

/// The parts between commas that stand outside brackets, parentheses and double quotes.
std::vector<std::string> split_outside(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '[' || c == '(')) ++depth;
    if (!quoted && (c == ']' || c == ')')) --depth;
    if (c == ',' && depth == 0 && !quoted) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return text.empty() ? std::vector<std::string>{} : parts;
}

Result<Value> parse_list(const Type& type, std::string_view text) {
  const bool tuple = type.kind() == Kind::tuple;
  const char open = tuple ? '(' : '[';
  const char close = tuple ? ')' : ']';
  if (text.size() < 2 || text.front() != open || text.back() != close) return mismatch(type, text);
  const auto parts = split_outside(text.substr(1, text.size() - 2));
  const auto& inner = type.inner();
  if (tuple && parts.size() != inner.size()) return mismatch(type, text);
  if (type.kind() == Kind::fixed_array && parts.size() != type.size()) return mismatch(type, text);
  Value::List values;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto value = parse_value(tuple ? inner[i] : inner[0], parts[i]);
    if (!value) return value;
    values.push_back(std::move(*value));
  }
  return Value::list(std::move(values));
}

Result<Value> parse_bytes(const Type& type, std::string_view text) {
  const auto bytes = text.starts_with("0x") ? from_hex(text) : std::nullopt;
  if (!bytes || (type.kind() == Kind::fixed_bytes && bytes->size() != type.size())) return mismatch(type, text);
  return Value::of(*bytes);
}

std::string unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

bool is_negative(const Type& type, const U256& number) {
  return type.kind() == Kind::integer && number.bit_width() == 256;
}

std::string number_text(const Type& type, const U256& number) {
  return is_negative(type, number) ? "-" + negative(number).to_decimal() : number.to_decimal();
}

}  // namespace

Result<Value> parse_value(const Type& type, std::string_view text) {
  if (text.starts_with(kWholeText)) text.remove_prefix(1);
  switch (type.kind()) {
    case Kind::uint:
    case Kind::integer:
      return parse_integer(type, text);
    case Kind::address: {
      const auto address = fixed_from_hex<Address>(text);
      if (!address) return mismatch(type, text);
      return Value::of(*address);
    }
    case Kind::boolean:
      if (text != "true" && text != "false") return mismatch(type, text);
      return Value::of(text == "true");
    case Kind::fixed_bytes:
    case Kind::bytes:
      return parse_bytes(type, text);
    case Kind::string:
      return Value::of(unquoted(text));
    case Kind::array:
    case Kind::fixed_array:
    case Kind::tuple:
      return parse_list(type, text);
  }
  return mismatch(type, text);
}

Result<codec::abi::Values> parse_values(const std::vector<Type>& types, const std::vector<std::string>& texts) {
  if (types.size() != texts.size()) {
    return bad_input("bad_argument", "the function takes " + std::to_string(types.size()) + " arguments, " +
                                         std::to_string(texts.size()) + " are given");
  }
  codec::abi::Values values;
  for (std::size_t i = 0; i < types.size(); ++i) {
    auto value = parse_value(types[i], texts[i]);
    if (!value) return std::unexpected(value.error());
    values.push_back(std::move(*value));
  }
  return values;
}

boost::json::value value_to_json(const Type& type, const Value& value) {
  switch (type.kind()) {
    case Kind::boolean:
      return value.flag();
    case Kind::string:
      return boost::json::string(value.text());
    case Kind::array:
    case Kind::fixed_array:
    case Kind::tuple: {
      boost::json::array list;
      const auto& elements = value.elements();
      for (std::size_t i = 0; i < elements.size(); ++i) {
        list.push_back(value_to_json(type.inner()[type.kind() == Kind::tuple ? i : 0], elements[i]));
      }
      return list;
    }
    default:
      return boost::json::string(value_to_text(type, value));
  }
}

std::string value_to_text(const Type& type, const Value& value) {
  switch (type.kind()) {
    case Kind::uint:
    case Kind::integer:
      return number_text(type, value.number());
    case Kind::address:
      return to_hex(value.address());
    case Kind::boolean:
      return value.flag() ? "true" : "false";
    case Kind::fixed_bytes:
    case Kind::bytes:
      return to_hex(ByteView(value.bytes()));
    case Kind::string:
      return value.text();
    default:
      break;
  }
  const bool tuple = type.kind() == Kind::tuple;
  std::string text(1, tuple ? '(' : '[');
  const auto& elements = value.elements();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) text += ',';
    text += value_to_text(type.inner()[tuple ? i : 0], elements[i]);
  }
  return text + (tuple ? ')' : ']');
}

Result<Signature> parse_signature(std::string_view text) {
  const auto refused = [&] {
    return bad_input("bad_signature", "'" + std::string(text) + "' is no function",
                     "write it as balanceOf(address)(uint256)");
  };
  const auto middle = text.find(")(");
  const auto head = text.substr(0, middle == std::string_view::npos ? text.size() : middle + 1);
  auto function = codec::abi::Function::parse(head);
  if (!function) return refused();
  if (middle == std::string_view::npos) return Signature{std::move(*function), {}};
  const auto tail = text.substr(middle + 1);
  if (!tail.ends_with(')')) return refused();
  auto outputs = codec::abi::parse_types(tail.substr(1, tail.size() - 2));
  if (!outputs) return refused();
  return Signature{std::move(*function), std::move(*outputs)};
}

}  // namespace kaisho::cli
