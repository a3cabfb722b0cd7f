#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Byte strings: `Bytes` owns, `ByteView` looks, `FixedBytes<N, Tag>` is a value with a meaning of its own.
namespace kaisho {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// N bytes that mean one thing (`Tag`). Two tags never convert into each other; `from` and `view` are the named ways in
/// and out. Ordered bytewise, zero by default.
template <std::size_t N, class Tag>
struct FixedBytes {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> bytes{};

  /// The value with exactly these bytes; the caller has checked the size (it is a programmer's error otherwise).
  static constexpr FixedBytes from(std::span<const std::uint8_t, N> view) {
    FixedBytes value;
    for (std::size_t i = 0; i < N; ++i) value.bytes[i] = view[i];
    return value;
  }

  [[nodiscard]] constexpr ByteView view() const { return bytes; }
  [[nodiscard]] constexpr const std::uint8_t* data() const { return bytes.data(); }
  [[nodiscard]] constexpr std::uint8_t* data() { return bytes.data(); }
  [[nodiscard]] static constexpr std::size_t size() { return N; }
  [[nodiscard]] constexpr bool is_zero() const { return *this == FixedBytes{}; }

  friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
};

/// Hash functor for unordered containers. The bytes are mostly hashes already; addresses can be chosen by a peer, so
/// the words are mixed (never let the order of such a container reach a hash, an event or a receipt).
struct FixedBytesHash {
  template <std::size_t N, class Tag>
  std::size_t operator()(const FixedBytes<N, Tag>& value) const {
    std::uint64_t mixed = 0x9e3779b97f4a7c15ull;
    for (std::size_t at = 0; at < N; at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, value.bytes.data() + at, N - at < 8 ? N - at : 8);
      mixed = (mixed ^ word) * 0xff51afd7ed558ccdull;
      mixed ^= mixed >> 32;
    }
    return mixed;
  }
};

inline ByteView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes bytes_of(ByteView view) { return {view.begin(), view.end()}; }
inline Bytes bytes_of(std::string_view text) { return bytes_of(view_of(text)); }
inline void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

inline bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

}  // namespace kaisho
