#include "kaisho/crypto/hash.hpp"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <numeric>

#include <kaisho/base/hex.hpp>

#include "support/vectors.hpp"

namespace kaisho::crypto {
namespace {

using test::bytes_at;
using test::fixed_at;

TEST(Hash, equals_the_packaged_vectors_of_keccak256_and_sha256) {
  const auto vectors = test::ethers_vectors("hashes");
  ASSERT_GT(vectors.as_array().size(), 500u);
  for (const auto& vector : vectors.as_array()) {
    const Bytes data = bytes_at(vector, "data");
    EXPECT_EQ(keccak256(data), fixed_at<Hash>(vector, "keccak256")) << data.size() << " bytes";
    EXPECT_EQ(sha256(ByteView(data)), fixed_at<Hash>(vector, "sha256")) << data.size() << " bytes";
  }
}

TEST(Keccak256, of_nothing_is_the_hash_that_ethereum_gives_accounts_without_code) {
  EXPECT_EQ(to_hex(keccak256(ByteView{})), "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

// FIPS 180-4 examples (NIST, "SHA-256 example values").
TEST(Sha256, equals_the_examples_of_nist) {
  EXPECT_EQ(to_hex(sha256(view_of("abc"))), "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256(view_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))),
            "0x248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, of_parts_is_that_of_the_whole) {
  const Bytes bytes(200, 0x5a);
  const ByteView whole(bytes);
  for (const std::size_t cut : {0u, 1u, 63u, 64u, 65u, 200u}) {
    EXPECT_EQ(sha256(whole.first(cut), whole.subspan(cut)), sha256(whole));
  }
  EXPECT_EQ(sha256({whole.first(7), whole.subspan(7, 90), whole.subspan(97)}), sha256(whole));
}

// The official BLAKE3 test vectors: the input counts 0, 1, … 250, 0, 1, …
TEST(Blake3, equals_the_official_vectors) {
  Bytes input(1025);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<std::uint8_t>(i % 251);
  const ByteView view(input);
  EXPECT_EQ(to_hex(blake3(view.first(0))), "0xaf1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  EXPECT_EQ(to_hex(blake3(view.first(1))), "0x2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213");
  EXPECT_EQ(to_hex(blake3(view.first(1024))), "0x42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7");
}

TEST(Blake3, of_many_is_that_of_each) {
  for (const std::size_t size : {1u, 32u, 64u, 65u, 200u}) {
    constexpr std::size_t kCount = 37;  // no multiple of any number of lanes
    Bytes items(size * kCount);
    std::iota(items.begin(), items.end(), std::uint8_t{0});
    Bytes hashes(kCount * Hash::kSize);
    blake3_many(items.data(), size, kCount, hashes.data());
    for (std::size_t i = 0; i < kCount; ++i) {
      EXPECT_TRUE(equal(blake3(ByteView(items).subspan(i * size, size)).view(), ByteView(hashes).subspan(i * 32, 32)));
    }
  }
}

}  // namespace
}  // namespace kaisho::crypto
