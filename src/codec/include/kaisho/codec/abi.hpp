#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/types.hpp>

/// Contract ABI of Solidity (docs.soliditylang.org, "Contract ABI Specification"): types as text, values as a tree,
/// strict decoding.
namespace kaisho::codec::abi {

/// Why a text is no type, a value does not fit its type, or bytes are no encoding. Never renumbered.
enum class Error : std::uint8_t {
  bad_type = 1,             ///< a text that names no type of the ABI
  wrong_value = 2,          ///< a value of another kind than its type
  out_of_range = 3,         ///< a number that does not fit its type, or bytes longer than theirs
  wrong_count = 4,          ///< more or fewer values than types, components or fixed array elements
  too_short = 5,            ///< the input ends inside a value
  offset_out_of_range = 6,  ///< an offset or a length that leaves the input
  dirty_padding = 7,        ///< padding that is not zero (or not the sign)
  bad_bool = 8,             ///< a bool other than 0 and 1
  too_big = 9,              ///< parts that overlap so that the values outgrow the input
  not_canonical = 10,       ///< another layout than `encode` makes (decode_canonical only)
  wrong_selector = 11,      ///< call data of another function
};

[[nodiscard]] std::string_view describe(Error error);

/// A type of the ABI. `function`, `fixed` and `ufixed` are not supported: nothing in the field uses them.
class Type {
 public:
  enum class Kind : std::uint8_t {
    uint,
    integer,
    address,
    boolean,
    fixed_bytes,
    bytes,
    string,
    array,
    fixed_array,
    tuple
  };

  /// From "uint256", "uint" (= uint256), "bytes32", "string", "int8[2][]", "(address,uint256)[]", "tuple(bool,bytes)".
  /// At most 4,096 characters here and in canonical form, 16 levels deep; empty tuples and arrays of 0 elements are
  /// refused as Solidity does. Errors: bad_type.
  [[nodiscard]] static std::expected<Type, Error> parse(std::string_view text);
  /// The same for a literal in our own source; asserts that it is right.
  [[nodiscard]] static Type of(std::string_view literal);

  [[nodiscard]] Kind kind() const { return kind_; }
  /// Bits of a number, bytes of fixed_bytes, elements of fixed_array; 0 otherwise.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The element's type of an array (one), the components of a tuple.
  [[nodiscard]] const std::vector<Type>& inner() const { return inner_; }
  [[nodiscard]] bool is_dynamic() const { return is_dynamic_; }
  /// Bytes that the value takes in the head: 32 for a dynamic one.
  [[nodiscard]] std::size_t head_size() const { return head_size_; }
  /// Canonical text, as selectors hash it.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Type&, const Type&) = default;

 private:
  friend class TypeParser;
  Type(Kind kind, std::size_t size, std::vector<Type> inner);

  Kind kind_;
  bool is_dynamic_ = false;
  std::size_t size_;
  std::size_t head_size_ = 32;
  std::vector<Type> inner_;
};

/// The types of a list such as "address,uint256" (empty: none). Errors: bad_type.
[[nodiscard]] std::expected<std::vector<Type>, Error> parse_types(std::string_view list);
/// Canonical texts, a comma between them.
[[nodiscard]] std::string text_of(std::span<const Type> types);
/// The same for a literal in our own source; asserts that it is right.
[[nodiscard]] std::vector<Type> types_of(std::string_view literal);

/// A value of any type. The kinds in C++ and in the ABI:
///   U256: uintN, and intN in two's complement of 256 bits      Address: address      bool: bool
///   Bytes: bytes, and bytesN with exactly N bytes               string: string        List: arrays and tuples
class Value {
 public:
  using List = std::vector<Value>;

  Value() = default;  ///< the number 0
  [[nodiscard]] static Value of(const U256& number) { return Value(number); }
  /// A number that is not negative (asserted). A template, so that the literal 0 is no null pointer.
  template <std::integral Number>
    requires(!std::same_as<Number, bool>)
  [[nodiscard]] static Value of(Number number) {
    if constexpr (std::is_signed_v<Number>) KAISHO_ASSERT(number >= 0);
    return Value(Held(U256(static_cast<std::uint64_t>(number))));
  }
  /// intN from a signed number.
  [[nodiscard]] static Value of_signed(std::int64_t number);
  [[nodiscard]] static Value of(const Address& address) { return Value(address); }
  /// Only for bool itself, so that neither a number nor a pointer becomes one.
  template <std::same_as<bool> Flag>
  [[nodiscard]] static Value of(Flag flag) {
    return Value(Held(flag));
  }
  [[nodiscard]] static Value of(ByteView bytes) { return Value(bytes_of(bytes)); }
  [[nodiscard]] static Value of(const Bytes& bytes) { return Value(bytes); }
  [[nodiscard]] static Value of(const Hash& hash) { return Value(bytes_of(hash.view())); }
  [[nodiscard]] static Value of(const Word& word) { return Value(bytes_of(word.view())); }
  [[nodiscard]] static Value of(std::string_view text) { return Value(std::string(text)); }
  [[nodiscard]] static Value of(const std::string& text) { return Value(text); }
  [[nodiscard]] static Value of(const char* text) { return Value(std::string(text)); }
  /// An array or a tuple.
  [[nodiscard]] static Value list(List elements) { return Value(std::move(elements)); }

  // Taking back what a decoder gave. The kind is known from the type; another kind is a programmer's error (asserted).
  [[nodiscard]] const U256& number() const { return get<U256>(); }
  [[nodiscard]] std::uint64_t u64() const;  ///< asserts that it fits: for types up to uint64
  [[nodiscard]] const Address& address() const { return get<Address>(); }
  [[nodiscard]] bool flag() const { return get<bool>(); }
  [[nodiscard]] const Bytes& bytes() const { return get<Bytes>(); }
  [[nodiscard]] const std::string& text() const { return get<std::string>(); }
  [[nodiscard]] const List& elements() const { return get<List>(); }
  [[nodiscard]] Hash hash() const;                                 ///< of a bytes32
  [[nodiscard]] Word word() const;                                 ///< of a bytes32
  [[nodiscard]] const Value& operator[](std::size_t index) const;  ///< of an array or a tuple

  template <class T>
  [[nodiscard]] const T* get_if() const {
    return std::get_if<T>(&held_);
  }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  using Held = std::variant<U256, Address, bool, Bytes, std::string, List>;
  explicit Value(Held held) : held_(std::move(held)) {}
  template <class T>
  const T& get() const;

  Held held_;
};

using Values = std::vector<Value>;

/// Encodes the values as a tuple's content (what follows a selector). Errors: wrong_value, out_of_range, wrong_count.
[[nodiscard]] std::expected<Bytes, Error> encode(std::span<const Type> types, std::span<const Value> values);

/// Decodes a tuple's content. Every offset and length stays in the input, padding is zero, and no more words are read
/// than the input has, so that overlapping parts cannot blow up memory. Other layouts than `encode`'s and bytes behind
/// the last part are accepted, as contracts accept them. Errors: too_short … too_big.
[[nodiscard]] std::expected<Values, Error> decode(std::span<const Type> types, ByteView bytes);

/// Decodes only what `encode` makes: one value, one encoding. Errors: too_short … not_canonical.
[[nodiscard]] std::expected<Values, Error> decode_canonical(std::span<const Type> types, ByteView bytes);

using Selector = FixedBytes<4, struct SelectorTag>;

/// First 4 bytes of Keccak-256 of a canonical signature, "transfer(address,uint256)".
[[nodiscard]] Selector selector(std::string_view signature);
/// Topic 0 of an event: Keccak-256 of its canonical signature.
[[nodiscard]] Word event_topic(std::string_view signature);

/// A function (or an event, or an error) of a contract: its name, its types, its canonical signature.
struct Function {
  std::string name;
  std::vector<Type> inputs;

  /// From "transfer(address,uint256)"; types may be in the short form. Errors: bad_type.
  [[nodiscard]] static std::expected<Function, Error> parse(std::string_view signature);
  /// The same for a literal in our own source; asserts that it is right.
  [[nodiscard]] static Function of(std::string_view literal);

  [[nodiscard]] std::string signature() const;
  [[nodiscard]] Selector selector() const { return abi::selector(signature()); }
  /// Selector and arguments. Errors as `encode`.
  [[nodiscard]] std::expected<Bytes, Error> encode_call(std::span<const Value> values) const;
  /// Arguments of call data. Errors: wrong_selector, and as `decode`.
  [[nodiscard]] std::expected<Values, Error> decode_call(ByteView call_data) const;
};

/// Revert data of `revert("reason")`: Error(string).
[[nodiscard]] Bytes encode_error(std::string_view reason);
/// Revert data of an assertion, an overflow, …: Panic(uint256).
[[nodiscard]] Bytes encode_panic(std::uint64_t code);
/// The reason in revert data of Error(string) or Panic(uint256) as text for people; nothing for custom errors.
[[nodiscard]] std::optional<std::string> revert_reason(ByteView revert_data);

}  // namespace kaisho::codec::abi
