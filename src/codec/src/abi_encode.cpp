#include <algorithm>

#include "abi_word.hpp"

namespace kaisho::codec::abi {

bool fits_signed(const U256& number, std::size_t bits) {
  const auto bytes = number.to_be_bytes();
  const std::size_t padding = 32 - bits / 8;
  const std::uint8_t expected = (bytes[padding] & 0x80) != 0 ? 0xff : 0x00;
  return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(padding),
                     [expected](std::uint8_t byte) { return byte == expected; });
}

U256 negated(const U256& number) {
  return U256::max().checked_sub(number).value_or(0).wrapping_add(1);  // nothing is above the maximum
}

namespace {

using Kind = Type::Kind;
using Outcome = std::expected<void, Error>;

std::expected<Word, Error> number_word(const Type& type, const U256& number) {
  const bool fits = type.kind() == Kind::uint ? static_cast<std::size_t>(number.bit_width()) <= type.size()
                                              : fits_signed(number, type.size());
  if (!fits) return std::unexpected(Error::out_of_range);
  return word_of(number);
}

std::expected<Word, Error> bytes_word(const Type& type, const Bytes& bytes) {
  if (bytes.size() != type.size()) return std::unexpected(Error::out_of_range);
  Word word;
  std::ranges::copy(bytes, word.bytes.begin());
  return word;
}

/// The word of an elementary value that is neither bytes nor string.
std::expected<Word, Error> word_of_value(const Type& type, const Value& value) {
  switch (type.kind()) {
    case Kind::uint:
    case Kind::integer:
      if (const auto* number = value.get_if<U256>()) return number_word(type, *number);
      break;
    case Kind::address:
      if (const auto* address = value.get_if<Address>()) return word_of(*address);
      break;
    case Kind::boolean:
      if (const auto* flag = value.get_if<bool>()) return word_of(U256(*flag ? 1u : 0u));
      break;
    case Kind::fixed_bytes:
      if (const auto* bytes = value.get_if<Bytes>()) return bytes_word(type, *bytes);
      break;
    default:
      break;
  }
  return std::unexpected(Error::wrong_value);
}

void put(Bytes& out, std::size_t at, const Word& word) {
  std::ranges::copy(word.bytes, out.begin() + static_cast<std::ptrdiff_t>(at));
}

Outcome append_shape(const Shape& shape, std::span<const Value> values, Bytes& out);

/// Length, bytes, and zeros up to a whole word.
void append_bytes(ByteView bytes, Bytes& out) {
  append(out, word_of(U256(bytes.size())).view());
  append(out, bytes);
  out.resize(out.size() + (32 - bytes.size() % 32) % 32);
}

/// A value that is not one word; its parts go to the end of `out`.
Outcome append_compound(const Type& type, const Value& value, Bytes& out) {
  if (type.kind() == Kind::bytes || type.kind() == Kind::string) {
    const auto* bytes = value.get_if<Bytes>();
    const auto* text = value.get_if<std::string>();
    if ((type.kind() == Kind::bytes ? bytes == nullptr : text == nullptr)) return std::unexpected(Error::wrong_value);
    append_bytes(bytes != nullptr ? ByteView(*bytes) : view_of(*text), out);
    return {};
  }
  const auto* list = value.get_if<Value::List>();
  if (list == nullptr) return std::unexpected(Error::wrong_value);
  if (type.kind() == Kind::tuple) return append_shape(Shape::of_tuple(type.inner()), *list, out);
  if (type.kind() == Kind::array) append(out, word_of(U256(list->size())).view());
  const std::size_t count = type.kind() == Kind::array ? list->size() : type.size();
  return append_shape(Shape::of_array(type.inner()[0], count), *list, out);
}

bool is_word(const Type& type) { return !type.is_dynamic() && type.inner().empty(); }

/// Heads of all values, then tails of the dynamic ones. Offsets count from the first head.
Outcome append_shape(const Shape& shape, std::span<const Value> values, Bytes& out) {
  if (values.size() != shape.count()) return std::unexpected(Error::wrong_count);
  const std::size_t start = out.size();
  std::size_t head = start;
  bool has_tails = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Type& type = shape[i];
    if (is_word(type)) {
      const auto word = word_of_value(type, values[i]);
      if (!word) return std::unexpected(word.error());
      append(out, word->view());
    } else if (type.is_dynamic()) {
      out.resize(out.size() + 32);
      has_tails = true;
    } else if (const Outcome good = append_compound(type, values[i], out); !good) {
      return good;
    }
  }
  if (!has_tails) return {};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Type& type = shape[i];
    if (type.is_dynamic()) {
      put(out, head, word_of(U256(out.size() - start)));
      if (const Outcome good = append_compound(type, values[i], out); !good) return good;
    }
    head += type.head_size();
  }
  return {};
}

}  // namespace

std::expected<Bytes, Error> encode(std::span<const Type> types, std::span<const Value> values) {
  Bytes out;
  const Outcome good = append_shape(Shape::of_tuple(types), values, out);
  if (!good) return std::unexpected(good.error());
  return out;
}

}  // namespace kaisho::codec::abi
