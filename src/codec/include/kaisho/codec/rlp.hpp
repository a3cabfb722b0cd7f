#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// Recursive Length Prefix (Ethereum yellow paper, appendix B): an item is a byte string or a list of items.
/// The decoder is strict: it accepts exactly what the encoder makes, so every value has one encoding.
namespace kaisho::codec::rlp {

/// Why bytes are no RLP, or not of the shape that was asked for. Never renumbered.
enum class Error : std::uint8_t {
  too_short = 1,             ///< the input ends inside an item
  non_canonical_length = 2,  ///< a length that fits a shorter header, or has leading zeros
  non_canonical_byte = 3,    ///< a single byte below 0x80 with a header of its own
  trailing_bytes = 4,        ///< input after the item
  too_deep = 5,              ///< lists nested deeper than the limit
  expected_string = 6,       ///< a list where a string belongs
  expected_list = 7,         ///< a string where a list belongs
  leading_zero = 8,          ///< a number with leading zeros
  number_too_big = 9,        ///< a number that does not fit its type
  wrong_size = 10,           ///< a fixed-size value of another size
  too_few_items = 11,        ///< a list that ends before its last field
  too_many_items = 12,       ///< a list that goes on after its last field
};

[[nodiscard]] std::string_view describe(Error error);

inline constexpr unsigned kMaxDepth = 16;  ///< nested lists; a transaction with an access list needs 4

/// Writes items one after the other. Lists are opened and closed:
///   Writer out; out.begin_list(); out.number(nonce); out.string(data); out.end_list(); Bytes bytes =
///   std::move(out).take();
class Writer {
 public:
  Writer() = default;
  /// Keeps what is in `buffer` before the items: for the type byte of EIP-2718.
  explicit Writer(Bytes buffer) : buffer_(std::move(buffer)) {}

  Writer& string(ByteView bytes);
  Writer& number(std::uint64_t value);
  Writer& number(const U256& value);
  template <std::size_t N, class Tag>
  Writer& fixed(const FixedBytes<N, Tag>& value) {
    return string(value.view());
  }
  /// A value that may be missing: the empty string then (the `to` of a contract creation).
  template <class Fixed>
  Writer& optional_fixed(const std::optional<Fixed>& value) {
    return string(value ? value->view() : ByteView{});
  }
  /// Items that are encoded already.
  Writer& raw(ByteView encoded);
  Writer& begin_list();
  Writer& end_list();

  /// The bytes; every list is closed.
  [[nodiscard]] Bytes take() &&;

 private:
  Bytes buffer_;
  std::vector<std::size_t> open_;  // where the payload of each open list begins
};

class ListView;

/// One item of a checked encoding; looks at the bytes that were decoded and lives as long as they do.
class Item {
 public:
  Item() = default;  ///< the empty string

  [[nodiscard]] bool is_list() const { return is_list_; }
  [[nodiscard]] ByteView payload() const { return payload_; }  ///< without the header
  [[nodiscard]] ByteView encoded() const { return encoded_; }  ///< with the header

  [[nodiscard]] std::expected<ByteView, Error> as_string() const;
  [[nodiscard]] std::expected<std::uint64_t, Error> as_u64() const;
  [[nodiscard]] std::expected<U256, Error> as_u256() const;
  [[nodiscard]] std::expected<ListView, Error> as_list() const;
  template <class Fixed>
  [[nodiscard]] std::expected<Fixed, Error> as_fixed() const {
    if (is_list_) return std::unexpected(Error::expected_string);
    if (payload_.size() != Fixed::kSize) return std::unexpected(Error::wrong_size);
    return Fixed::from(std::span<const std::uint8_t, Fixed::kSize>(payload_.data(), Fixed::kSize));
  }
  /// The empty string is no value.
  template <class Fixed>
  [[nodiscard]] std::expected<std::optional<Fixed>, Error> as_optional_fixed() const {
    if (!is_list_ && payload_.empty()) return std::optional<Fixed>{};
    return as_fixed<Fixed>();
  }

 private:
  friend class ListView;
  friend std::expected<Item, Error> decode(ByteView bytes, unsigned max_depth);
  Item(bool is_list, ByteView payload, ByteView encoded) : is_list_(is_list), payload_(payload), encoded_(encoded) {}
  /// The first item of bytes that are known to be well-formed and not empty.
  static Item first_of(ByteView checked);

  bool is_list_ = false;
  ByteView payload_;
  ByteView encoded_;
};

/// The items of a list, to be walked with a range-for.
class ListView {
 public:
  class Iterator {
   public:
    using value_type = Item;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::forward_iterator_tag;

    Iterator() = default;
    explicit Iterator(ByteView rest) : rest_(rest) { read(); }
    const Item& operator*() const { return item_; }
    const Item* operator->() const { return &item_; }
    Iterator& operator++() {
      rest_ = rest_.subspan(item_.encoded().size());
      read();
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.rest_.size() == b.rest_.size(); }

   private:
    void read() {
      if (!rest_.empty()) item_ = Item::first_of(rest_);
    }
    ByteView rest_;
    Item item_;
  };

  ListView() = default;
  [[nodiscard]] Iterator begin() const { return Iterator(payload_); }
  [[nodiscard]] Iterator end() const { return Iterator(payload_.last(0)); }
  [[nodiscard]] bool empty() const { return payload_.empty(); }
  /// Number of items; counts them.
  [[nodiscard]] std::size_t size() const;

 private:
  friend class Item;
  explicit ListView(ByteView payload) : payload_(payload) {}
  ByteView payload_;
};

/// Checks the whole encoding, nested lists included, and returns its one item. Copies nothing.
[[nodiscard]] std::expected<Item, Error> decode(ByteView bytes, unsigned max_depth = kMaxDepth);

/// Reads the fields of a list in order. The first error sticks: later reads give empty values, so that a decoder is
/// written as a straight line and asks once, at the end:
///   Fields fields(item); tx.nonce = fields.u64(); tx.to = fields.optional_fixed<Address>(); ... return
///   fields.finish();
class Fields {
 public:
  explicit Fields(const Item& list);

  std::uint64_t u64() { return read(&Item::as_u64); }
  U256 u256() { return read(&Item::as_u256); }
  ByteView string() { return read(&Item::as_string); }
  ListView list() { return read(&Item::as_list); }
  Item item();
  template <class Fixed>
  Fixed fixed() {
    return read(&Item::as_fixed<Fixed>);
  }
  template <class Fixed>
  std::optional<Fixed> optional_fixed() {
    return read(&Item::as_optional_fixed<Fixed>);
  }

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  /// The first error, or too_many_items where fields are left.
  [[nodiscard]] std::expected<void, Error> finish() const;

 private:
  template <class T>
  T read(std::expected<T, Error> (Item::*as)() const) {
    if (!has_next()) return T{};
    std::expected<T, Error> value = ((*at_).*as)();
    ++at_;
    if (value) return *std::move(value);
    error_ = value.error();
    return T{};
  }
  /// Whether a field can be read; the end of the list is an error now.
  bool has_next();

  ListView::Iterator at_;
  ListView::Iterator end_;
  std::optional<Error> error_;
};

}  // namespace kaisho::codec::rlp
