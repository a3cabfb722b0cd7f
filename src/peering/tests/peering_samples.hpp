#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <kaisho/base/clock.hpp>
#include <kaisho/crypto/ed25519.hpp>
#include <kaisho/founding/certificate.hpp>
#include <kaisho/governance/package.hpp>
#include <string>

/// What the tests of this module share: a folder, packages, keys, a clock that stands.
namespace kaisho::peering::testing {

inline constexpr Timestamp kNow = 1'800'000'000;  // s

class Folder {
 public:
  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "kaisho-peering-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class TestClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override { return seconds * 1'000; }
  std::atomic<std::uint64_t> seconds = kNow;
};

inline crypto::ed25519::KeyPair signing_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(number);
  return crypto::ed25519::KeyPair::from_seed(crypto::Secret<32>::take(seed));
}

inline std::string tls_key() { return founding::new_tls_key().value(); }
/// Valid for 365 days from a minute before `from`.
inline std::string certificate_for(const std::string& key, const std::string& name, Timestamp from) {
  return founding::self_signed(key, {.member = name, .hosts = {}, .now = from}).value();
}

/// A package with one artifact and a file of `ballast` bytes that depend on the token's name.
inline governance::Package sample_package(const std::string& token = "BOND-1", std::size_t ballast = 300'000) {
  const std::string artifact = R"({"abi":[],"bytecode":"0x600a600c600039600a6000f3602a60005260206000f3"})";
  Bytes bytes(ballast);
  for (std::size_t i = 0; i < ballast; ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 7 + static_cast<std::size_t>(token.back()));
  std::vector<governance::File> files{{"artifacts/Bond.json", bytes_of(artifact)}, {"docs/ballast.bin", bytes}};
  const auto draft = R"({"format":"kaisho-program/1","token":")" + token +
                     R"(","name":"Bond","version":"1.0.0","standard":"ERC-20",)"
                     R"("compiler":{"name":"solc","version":"0.8.37","settings":{}},)"
                     R"("contract":{"artifact":"artifacts/Bond.json"},"tests":[]})";
  files.push_back({"program.json", bytes_of(governance::make_manifest(draft, files).value())});
  return governance::load_package(std::move(files)).value();
}

}  // namespace kaisho::peering::testing
