#include <algorithm>
#include <utility>

#include "abi_word.hpp"

namespace kaisho::codec::abi {
namespace {

using Kind = Type::Kind;
using Result = std::expected<Value, Error>;

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

Result number_of_word(const Type& type, const Word& word) {
  const U256 number = kaisho::number_of(word);
  const bool clean = type.kind() == Kind::uint ? static_cast<std::size_t>(number.bit_width()) <= type.size()
                                               : fits_signed(number, type.size());
  if (!clean) return std::unexpected(Error::dirty_padding);
  return Value::of(number);
}

Result value_of_word(const Type& type, const Word& word) {
  const ByteView bytes = word.view();
  switch (type.kind()) {
    case Kind::uint:
    case Kind::integer:
      return number_of_word(type, word);
    case Kind::address:
      if (!all_zero(bytes.first(12))) return std::unexpected(Error::dirty_padding);
      return Value::of(address_of(word));
    case Kind::boolean:
      if (!all_zero(bytes.first(31)) || bytes[31] > 1) return std::unexpected(Error::bad_bool);
      return Value::of(bytes[31] == 1);
    default:
      if (!all_zero(bytes.subspan(type.size()))) return std::unexpected(Error::dirty_padding);
      return Value::of(bytes.first(type.size()));
  }
}

class Decoder {
 public:
  explicit Decoder(ByteView input) : input_(input), words_left_(input.size() / 32) {}

  /// The values of a tuple or an array whose heads begin at `start`.
  std::expected<Values, Error> shape(const Shape& shape, std::size_t start) {
    Values values;
    values.reserve(shape.count());
    std::size_t at = start;
    for (std::size_t i = 0; i < shape.count(); ++i) {
      Result value = shape[i].is_dynamic() ? dynamic(shape[i], start, at) : fixed(shape[i], at);
      if (!value) return std::unexpected(value.error());
      values.push_back(*std::move(value));
      at += shape[i].head_size();
    }
    return values;
  }

 private:
  /// Every word is paid for from the input's size: an honest encoding has no word that belongs to two values.
  std::expected<Word, Error> word(std::size_t at) {
    if (at > input_.size() || input_.size() - at < 32) return std::unexpected(Error::too_short);
    if (words_left_ == 0) return std::unexpected(Error::too_big);
    --words_left_;
    return Word::from(input_.subspan(at).first<32>());
  }

  /// A word that is an offset or a length: at most the input's size.
  std::expected<std::size_t, Error> extent(std::size_t at) {
    const auto raw = word(at);
    if (!raw) return std::unexpected(raw.error());
    const U256 number = kaisho::number_of(*raw);
    if (number > U256(input_.size())) return std::unexpected(Error::offset_out_of_range);
    return number.low_u64();
  }

  Result fixed(const Type& type, std::size_t at) {
    if (type.kind() == Kind::tuple) return listed(Shape::of_tuple(type.inner()), at);
    if (type.kind() == Kind::fixed_array) return listed(Shape::of_array(type.inner()[0], type.size()), at);
    const auto raw = word(at);
    if (!raw) return std::unexpected(raw.error());
    return value_of_word(type, *raw);
  }

  Result dynamic(const Type& type, std::size_t start, std::size_t at) {
    const auto offset = extent(at);
    if (!offset) return std::unexpected(offset.error());
    const std::size_t tail = start + *offset;
    if (tail > input_.size()) return std::unexpected(Error::offset_out_of_range);
    if (type.kind() == Kind::tuple) return listed(Shape::of_tuple(type.inner()), tail);
    if (type.kind() == Kind::fixed_array) return listed(Shape::of_array(type.inner()[0], type.size()), tail);
    const auto length = extent(tail);
    if (!length) return std::unexpected(length.error());
    if (type.kind() != Kind::array) return bytes(type, tail + 32, *length);
    return listed(Shape::of_array(type.inner()[0], *length), tail + 32);
  }

  Result listed(const Shape& inner, std::size_t start) {
    if (inner.head_size() > input_.size() - start) return std::unexpected(Error::too_short);
    auto values = shape(inner, start);
    if (!values) return std::unexpected(values.error());
    return Value::list(*std::move(values));
  }

  Result bytes(const Type& type, std::size_t at, std::size_t length) {
    const std::size_t words = length / 32 + (length % 32 != 0 ? 1 : 0);
    if (words > (input_.size() - at) / 32) return std::unexpected(Error::too_short);
    if (words > words_left_) return std::unexpected(Error::too_big);
    words_left_ -= words;
    const ByteView padded = input_.subspan(at, words * 32);
    if (!all_zero(padded.subspan(length))) return std::unexpected(Error::dirty_padding);
    if (type.kind() == Kind::string) return Value::of(kaisho::text_of(padded.first(length)));
    return Value::of(padded.first(length));
  }

  ByteView input_;
  std::size_t words_left_;
};

}  // namespace

std::expected<Values, Error> decode(std::span<const Type> types, ByteView bytes) {
  const Shape shape = Shape::of_tuple(types);
  if (shape.head_size() > bytes.size()) return std::unexpected(Error::too_short);
  return Decoder(bytes).shape(shape, 0);
}

std::expected<Values, Error> decode_canonical(std::span<const Type> types, ByteView bytes) {
  auto values = decode(types, bytes);
  if (!values) return values;
  const auto again = encode(types, *values);
  if (!again || !equal(*again, bytes)) return std::unexpected(Error::not_canonical);
  return values;
}

}  // namespace kaisho::codec::abi
