#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <kaisho/base/bytes.hpp>
#include <kaisho/base/clock.hpp>

/// Bytes that must not outlive their use.
namespace kaisho::crypto {

/// Overwrites memory in a way that the optimizer keeps.
void wipe(std::span<std::uint8_t> bytes);

/// Whether the bytes are equal, in a time that depends on the sizes only.
[[nodiscard]] bool equal_in_constant_time(ByteView a, ByteView b);

/// N secret bytes: wiped when they go, moved but never copied (the moved-from one is wiped too), compared in constant
/// time, and with no way to be printed. `expose` is the one way out, so that a search for it finds every use.
template <std::size_t N>
class Secret {
 public:
  static constexpr std::size_t kSize = N;

  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.erase(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      other.erase();
    }
    return *this;
  }
  ~Secret() { erase(); }

  /// Takes the bytes and wipes the place where they were.
  [[nodiscard]] static Secret take(std::span<std::uint8_t, N> source) {
    Secret secret(source);
    wipe(source);
    return secret;
  }
  /// Copies the bytes; the caller answers for wiping the source. For test keys and other material that is no secret.
  [[nodiscard]] static Secret copy_of(std::span<const std::uint8_t, N> source) { return Secret(source); }
  [[nodiscard]] static Secret random(SecureRandom& source) {
    Secret secret;
    source.fill(secret.bytes_);
    return secret;
  }
  /// A second owner, asked for by name.
  [[nodiscard]] Secret clone() const { return Secret(std::span<const std::uint8_t, N>(bytes_)); }

  [[nodiscard]] std::span<const std::uint8_t, N> expose() const { return bytes_; }

  friend bool operator==(const Secret& a, const Secret& b) { return equal_in_constant_time(a.bytes_, b.bytes_); }

 private:
  Secret() = default;
  explicit Secret(std::span<const std::uint8_t, N> source) {
    for (std::size_t i = 0; i < N; ++i) bytes_[i] = source[i];
  }
  void erase() { wipe(bytes_); }

  std::array<std::uint8_t, N> bytes_{};
};

}  // namespace kaisho::crypto
