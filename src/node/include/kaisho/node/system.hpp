#pragma once

#include <filesystem>

#include <kaisho/base/clock.hpp>

/// The operating system's clock, randomness and temporary folders behind the interfaces that the house uses.
namespace kaisho::node {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override;
};

/// getrandom(2): blocks until the kernel's pool is ready once, never fails afterwards.
class SystemRandom final : public SecureRandom {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

/// A fresh folder of this process alone that goes with this object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace kaisho::node
