#pragma once

#include <stdlib.h>

#include <filesystem>

#include <kaisho/base/clock.hpp>

/// Time, randomness and folders that tests decide on.
namespace kaisho::services::test {

class SettableClock final : public Clock {
 public:
  explicit SettableClock(std::uint64_t at) : seconds(at) {}
  [[nodiscard]] std::uint64_t now_ms() const override { return seconds * 1'000; }
  std::uint64_t seconds;
};

/// Never the same bytes twice.
class CountingRandom final : public SecureRandom {
 public:
  void fill(std::span<std::uint8_t> out) override {
    ++calls_;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(calls_ + 7 * i);
  }

 private:
  std::uint64_t calls_ = 0;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kaisho-services-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace kaisho::services::test
