#pragma once

#include <cstdint>
#include <span>

/// Time and randomness are passed in, never taken: the pure levels see neither, the others see these interfaces.
namespace kaisho {

/// Wall-clock time, for block timestamps and what people read.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  /// Milliseconds since 1970-01-01 UTC.
  [[nodiscard]] virtual std::uint64_t now_ms() const = 0;
};

/// Randomness from the operating system, for keys and salts.
class SecureRandom {
 public:
  SecureRandom() = default;
  SecureRandom(const SecureRandom&) = delete;
  SecureRandom& operator=(const SecureRandom&) = delete;
  virtual ~SecureRandom() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace kaisho
