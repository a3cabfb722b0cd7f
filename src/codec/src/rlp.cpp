#include "kaisho/codec/rlp.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include <kaisho/base/assert.hpp>

namespace kaisho::codec::rlp {
namespace {

constexpr std::size_t kString = 0x80;      // a string of up to 55 bytes: 0x80 + size
constexpr std::size_t kList = 0xc0;        // a list of up to 55 bytes of payload: 0xc0 + size
constexpr std::size_t kShort = 55;         // longest payload whose size fits the first byte
constexpr std::size_t kLongString = 0xb7;  // + bytes of the size, which follows
constexpr std::size_t kLongList = 0xf7;    // + bytes of the size, which follows
constexpr std::size_t kMaxHeaderSize = 1 + sizeof(std::uint64_t);

struct Header {
  bool is_list = false;
  std::size_t size = 0;     ///< of the header; 0 for a byte that is its own encoding
  std::size_t payload = 0;  ///< size of what follows it
};

std::uint64_t big_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

/// The header that the first byte announces; its size bytes must be there.
Header header_of(ByteView bytes) {
  const std::uint8_t first = bytes[0];
  if (first < kString) return {.payload = 1};
  const bool is_list = first >= kList;
  const std::size_t size = first - (is_list ? kList : kString);
  if (size <= kShort) return {.is_list = is_list, .size = 1, .payload = size};
  const std::size_t size_bytes = size - kShort;
  return {.is_list = is_list, .size = 1 + size_bytes, .payload = big_endian(bytes.subspan(1, size_bytes))};
}

/// Bytes that the header takes, from its first byte.
std::size_t header_size(std::uint8_t first) {
  if (first < kString) return 0;
  const std::size_t size = first - (first >= kList ? kList : kString);
  return size <= kShort ? 1 : 1 + size - kShort;
}

std::expected<Header, Error> checked_header(ByteView bytes) {
  if (bytes.empty() || bytes.size() < header_size(bytes[0])) return std::unexpected(Error::too_short);
  const Header header = header_of(bytes);
  if (header.size > 1 && (bytes[1] == 0 || header.payload <= kShort)) {
    return std::unexpected(Error::non_canonical_length);
  }
  if (header.payload > bytes.size() - header.size) return std::unexpected(Error::too_short);
  if (!header.is_list && header.size == 1 && header.payload == 1 && bytes[1] < kString) {
    return std::unexpected(Error::non_canonical_byte);
  }
  return header;
}

std::expected<void, Error> check_items(ByteView payload, unsigned depth_left) {
  while (!payload.empty()) {
    const auto header = checked_header(payload);
    if (!header) return std::unexpected(header.error());
    if (header->is_list) {
      if (depth_left == 0) return std::unexpected(Error::too_deep);
      const auto inner = check_items(payload.subspan(header->size, header->payload), depth_left - 1);
      if (!inner) return inner;
    }
    payload = payload.subspan(header->size + header->payload);
  }
  return {};
}

/// Writes a header into `out` and returns its size.
std::size_t write_header(std::array<std::uint8_t, kMaxHeaderSize>& out, bool is_list, std::size_t payload) {
  if (payload <= kShort) {
    out[0] = static_cast<std::uint8_t>((is_list ? kList : kString) + payload);
    return 1;
  }
  const auto size_bytes = static_cast<std::size_t>(std::bit_width(payload) + 7) / 8;
  out[0] = static_cast<std::uint8_t>((is_list ? kLongList : kLongString) + size_bytes);
  for (std::size_t i = 0; i < size_bytes; ++i) {
    out[1 + i] = static_cast<std::uint8_t>(payload >> (8 * (size_bytes - 1 - i)));
  }
  return 1 + size_bytes;
}

/// A number's bytes without leading zeros.
ByteView trimmed(ByteView big_endian_bytes) {
  const auto first = std::ranges::find_if(big_endian_bytes, [](std::uint8_t byte) { return byte != 0; });
  return {first, big_endian_bytes.end()};
}

/// The payload of an item that is a number of at most `max_size` bytes.
std::expected<ByteView, Error> number_bytes(const Item& item, std::size_t max_size) {
  if (item.is_list()) return std::unexpected(Error::expected_string);
  const ByteView bytes = item.payload();
  if (!bytes.empty() && bytes[0] == 0) return std::unexpected(Error::leading_zero);
  if (bytes.size() > max_size) return std::unexpected(Error::number_too_big);
  return bytes;
}

}  // namespace

Writer& Writer::string(ByteView bytes) {
  if (bytes.size() == 1 && bytes[0] < kString) return raw(bytes);
  std::array<std::uint8_t, kMaxHeaderSize> header{};
  const std::size_t size = write_header(header, false, bytes.size());
  append(buffer_, ByteView(header).first(size));
  return raw(bytes);
}

Writer& Writer::number(std::uint64_t value) {
  std::array<std::uint8_t, sizeof value> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (8 * (7 - i)));
  return string(trimmed(bytes));
}

Writer& Writer::number(const U256& value) {
  if (value.fits_u64()) return number(value.low_u64());
  const auto bytes = value.to_be_bytes();
  return string(trimmed(bytes));
}

Writer& Writer::raw(ByteView encoded) {
  append(buffer_, encoded);
  return *this;
}

Writer& Writer::begin_list() {
  open_.push_back(buffer_.size());
  return *this;
}

Writer& Writer::end_list() {
  KAISHO_ASSERT(!open_.empty());
  const std::size_t begin = open_.back();
  open_.pop_back();
  std::array<std::uint8_t, kMaxHeaderSize> header{};
  const auto size = static_cast<std::ptrdiff_t>(write_header(header, true, buffer_.size() - begin));
  buffer_.insert(buffer_.begin() + static_cast<std::ptrdiff_t>(begin), header.begin(), header.begin() + size);
  return *this;
}

Bytes Writer::take() && {
  KAISHO_ASSERT(open_.empty());
  return std::move(buffer_);
}

Item Item::first_of(ByteView checked) {
  const Header header = header_of(checked);
  return {header.is_list, checked.subspan(header.size, header.payload), checked.first(header.size + header.payload)};
}

std::expected<ByteView, Error> Item::as_string() const {
  if (is_list_) return std::unexpected(Error::expected_string);
  return payload_;
}

std::expected<std::uint64_t, Error> Item::as_u64() const {
  const auto bytes = number_bytes(*this, sizeof(std::uint64_t));
  if (!bytes) return std::unexpected(bytes.error());
  return big_endian(*bytes);
}

std::expected<U256, Error> Item::as_u256() const {
  std::array<std::uint8_t, 32> word{};
  const auto bytes = number_bytes(*this, word.size());
  if (!bytes) return std::unexpected(bytes.error());
  if (bytes->size() <= sizeof(std::uint64_t)) return U256(big_endian(*bytes));  // nearly every fee and amount
  std::ranges::copy(*bytes, word.end() - static_cast<std::ptrdiff_t>(bytes->size()));
  return U256::from_be_bytes(word);
}

std::expected<ListView, Error> Item::as_list() const {
  if (!is_list_) return std::unexpected(Error::expected_list);
  return ListView(payload_);
}

std::size_t ListView::size() const { return static_cast<std::size_t>(std::ranges::distance(begin(), end())); }

std::expected<Item, Error> decode(ByteView bytes, unsigned max_depth) {
  const auto header = checked_header(bytes);
  if (!header) return std::unexpected(header.error());
  const std::size_t size = header->size + header->payload;
  if (size != bytes.size()) return std::unexpected(Error::trailing_bytes);
  if (header->is_list) {
    if (max_depth == 0) return std::unexpected(Error::too_deep);
    const auto inner = check_items(bytes.subspan(header->size), max_depth - 1);
    if (!inner) return std::unexpected(inner.error());
  }
  return Item::first_of(bytes);
}

Fields::Fields(const Item& list) {
  const auto items = list.as_list();
  if (!items) {
    error_ = items.error();
    return;
  }
  at_ = items->begin();
  end_ = items->end();
}

bool Fields::has_next() {
  if (!error_ && at_end()) error_ = Error::too_few_items;
  return !error_;
}

Item Fields::item() {
  if (!has_next()) return {};
  return *at_++;
}

std::expected<void, Error> Fields::finish() const {
  if (error_) return std::unexpected(*error_);
  if (!at_end()) return std::unexpected(Error::too_many_items);
  return {};
}

}  // namespace kaisho::codec::rlp
