#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "kaisho/native.h"

namespace {

using Digest = std::array<std::uint8_t, 32>;

Digest blake3(const std::vector<std::uint8_t>& data) {
  Digest digest;
  kaisho_blake3(data.data(), data.size(), digest.data());
  return digest;
}

std::string hex(const Digest& digest) {
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::vector<std::uint8_t> counting(std::size_t size) {
  std::vector<std::uint8_t> data(size);
  for (std::size_t i = 0; i < size; ++i) data[i] = static_cast<std::uint8_t>(i % 251);
  return data;
}

Digest at(const std::vector<std::uint8_t>& out, std::size_t index) {
  Digest digest;
  std::copy_n(out.begin() + static_cast<std::ptrdiff_t>(index * 32), 32, digest.begin());
  return digest;
}

}  // namespace

// From the official test vectors: input bytes count 0..250 again and again.
TEST(Blake3, gives_the_official_vectors) {
  EXPECT_EQ(hex(blake3({})), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  EXPECT_EQ(hex(blake3(counting(1))), "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
  EXPECT_EQ(hex(blake3(counting(64))), "4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98");
  EXPECT_EQ(hex(blake3(counting(65))), "de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee");
}

TEST(Blake3, hashes_many_inputs_as_it_hashes_each) {
  for (const std::size_t size : {1u, 32u, 64u, 65u, 96u, 127u, 128u, 200u}) {
    const std::size_t count = 37;
    const auto data = counting(size * count);
    std::vector<std::uint8_t> out(count * 32);
    kaisho_blake3_many(data.data(), size, count, out.data());
    for (std::size_t i = 0; i < count; ++i) {
      const auto first = data.begin() + static_cast<std::ptrdiff_t>(i * size);
      EXPECT_EQ(at(out, i), blake3({first, first + static_cast<std::ptrdiff_t>(size)})) << size << " bytes, item " << i;
    }
  }
}

TEST(Blake3, hashes_many_inputs_of_no_bytes_and_no_inputs_at_all) {
  std::vector<std::uint8_t> out(64);
  kaisho_blake3_many(nullptr, 0, 2, out.data());
  EXPECT_EQ(at(out, 1), blake3({}));
  kaisho_blake3_many(nullptr, 65, 0, nullptr);
  kaisho_blake3_nodes(nullptr, nullptr, 0, nullptr);
}

TEST(Blake3, hashes_nodes_as_prefix_and_children) {
  const auto prefix = counting(64);
  const auto data = counting(64 * 19);
  std::vector<std::uint8_t> out(19 * 32);
  kaisho_blake3_nodes(prefix.data(), data.data(), 19, out.data());
  for (std::size_t i = 0; i < 19; ++i) {
    auto whole = prefix;
    whole.insert(whole.end(), data.begin() + static_cast<std::ptrdiff_t>(64 * i),
                 data.begin() + static_cast<std::ptrdiff_t>(64 * i + 64));
    EXPECT_EQ(at(out, i), blake3(whole));
  }
}
