#include <charconv>
#include <utility>

#include <kaisho/base/assert.hpp>

#include "kaisho/codec/abi.hpp"

namespace kaisho::codec::abi {
namespace {

using Kind = Type::Kind;

/// Of a text and of its canonical form, which is longer where "int" stands for "int256": what is read can be read
/// again.
constexpr std::size_t kMaxText = 4096;
constexpr unsigned kMaxTypeDepth = 16;
/// A static value longer than this is refused: uint256[1000000000] would let one word of text ask for 32 GB.
constexpr std::size_t kMaxHeadSize = std::size_t{1} << 20;

/// A decimal number without leading zeros, at most 9 digits.
std::optional<std::size_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 9 || digits[0] == '0') return std::nullopt;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool is_word_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

}  // namespace

/// Recursive descent over a type's text. The first refusal empties the result, all the way up.
class TypeParser {
 public:
  explicit TypeParser(std::string_view text) : rest_(text) {}

  std::optional<Type> whole_type() {
    auto type = one_type(kMaxTypeDepth);
    return rest_.empty() ? std::move(type) : std::nullopt;
  }

  std::optional<std::vector<Type>> whole_list() {
    if (rest_.empty()) return std::vector<Type>{};
    auto list = type_list(kMaxTypeDepth);
    return rest_.empty() ? std::move(list) : std::nullopt;
  }

 private:
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  std::optional<Type> one_type(unsigned depth_left) {
    if (depth_left == 0) return std::nullopt;
    auto type = rest_.starts_with("(") || rest_.starts_with("tuple(") ? tuple(depth_left - 1) : elementary();
    for (unsigned dimension = 0; type && take("["); ++dimension) {
      if (dimension == kMaxTypeDepth) return std::nullopt;
      type = array_of(*std::move(type));
    }
    return type;
  }

  std::optional<std::vector<Type>> type_list(unsigned depth_left) {
    std::vector<Type> types;
    do {
      auto type = one_type(depth_left);
      if (!type) return std::nullopt;
      types.push_back(*std::move(type));
    } while (take(","));
    return types;
  }

  std::optional<Type> tuple(unsigned depth_left) {
    take("tuple");
    take("(");
    auto components = type_list(depth_left);
    if (!components || !take(")")) return std::nullopt;
    return bounded(Type(Kind::tuple, 0, *std::move(components)));
  }

  std::optional<Type> array_of(Type element) {
    if (take("]")) return Type(Kind::array, 0, {std::move(element)});
    const std::size_t close = rest_.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    const auto count = number_of(rest_.substr(0, close));
    rest_.remove_prefix(close + 1);
    if (!count || *count > kMaxHeadSize / element.head_size()) return std::nullopt;
    return Type(Kind::fixed_array, *count, {std::move(element)});
  }

  std::optional<Type> elementary() {
    std::size_t size = 0;
    while (size < rest_.size() && is_word_character(rest_[size])) ++size;
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (name == "address") return Type(Kind::address, 0, {});
    if (name == "bool") return Type(Kind::boolean, 0, {});
    if (name == "bytes") return Type(Kind::bytes, 0, {});
    if (name == "string") return Type(Kind::string, 0, {});
    if (name.starts_with("bytes")) return fixed_bytes(name.substr(5));
    if (name.starts_with("uint")) return number(Kind::uint, name.substr(4));
    if (name.starts_with("int")) return number(Kind::integer, name.substr(3));
    return std::nullopt;
  }

  static std::optional<Type> fixed_bytes(std::string_view digits) {
    const auto size = number_of(digits);
    if (!size || *size > 32) return std::nullopt;
    return Type(Kind::fixed_bytes, *size, {});
  }

  static std::optional<Type> number(Kind kind, std::string_view digits) {
    const auto bits = digits.empty() ? 256 : number_of(digits);
    if (!bits || *bits > 256 || *bits % 8 != 0) return std::nullopt;
    return Type(kind, *bits, {});
  }

  static std::optional<Type> bounded(Type type) {
    if (type.head_size() > kMaxHeadSize) return std::nullopt;
    return type;
  }

  std::string_view rest_;
};

Type::Type(Kind kind, std::size_t size, std::vector<Type> inner) : kind_(kind), size_(size), inner_(std::move(inner)) {
  is_dynamic_ = kind == Kind::bytes || kind == Kind::string || kind == Kind::array;
  if (kind != Kind::array) {
    for (const Type& type : inner_) is_dynamic_ = is_dynamic_ || type.is_dynamic_;
  }
  if (is_dynamic_) return;
  if (kind == Kind::fixed_array) head_size_ = size * inner_[0].head_size_;
  if (kind == Kind::tuple) {
    head_size_ = 0;
    for (const Type& type : inner_) head_size_ += type.head_size_;
  }
}

std::expected<Type, Error> Type::parse(std::string_view text) {
  if (text.size() > kMaxText) return std::unexpected(Error::bad_type);
  auto type = TypeParser(text).whole_type();
  if (!type || type->text().size() > kMaxText) return std::unexpected(Error::bad_type);
  return *std::move(type);
}

Type Type::of(std::string_view literal) {
  auto type = parse(literal);
  KAISHO_ASSERT(type.has_value());
  return *std::move(type);
}

std::string Type::text() const {
  switch (kind_) {
    case Kind::uint:
      return "uint" + std::to_string(size_);
    case Kind::integer:
      return "int" + std::to_string(size_);
    case Kind::address:
      return "address";
    case Kind::boolean:
      return "bool";
    case Kind::fixed_bytes:
      return "bytes" + std::to_string(size_);
    case Kind::bytes:
      return "bytes";
    case Kind::string:
      return "string";
    case Kind::array:
      return inner_[0].text() + "[]";
    case Kind::fixed_array:
      return inner_[0].text() + '[' + std::to_string(size_) + ']';
    case Kind::tuple:
      return '(' + text_of(inner_) + ')';
  }
  return {};
}

std::string text_of(std::span<const Type> types) {
  std::string text;
  for (const Type& type : types) {
    if (!text.empty()) text += ',';
    text += type.text();
  }
  return text;
}

std::expected<std::vector<Type>, Error> parse_types(std::string_view list) {
  if (list.size() > kMaxText) return std::unexpected(Error::bad_type);
  auto types = TypeParser(list).whole_list();
  if (!types || text_of(*types).size() > kMaxText) return std::unexpected(Error::bad_type);
  return *std::move(types);
}

std::vector<Type> types_of(std::string_view literal) {
  auto types = parse_types(literal);
  KAISHO_ASSERT(types.has_value());
  return *std::move(types);
}

}  // namespace kaisho::codec::abi
