#include "kaisho/codec/lz4.hpp"

#include <gtest/gtest.h>
#include <lz4.h>

#include <random>

namespace kaisho::codec::lz4 {
namespace {

Bytes text(std::string_view words) { return bytes_of(view_of(words)); }

TEST(Lz4, gives_back_what_the_library_packed) {
  std::mt19937_64 random(20261123);
  for (const std::size_t size : {0u, 1u, 4u, 12u, 13u, 64u, 269u, 270u, 271u, 4'096u, 70'000u, 524'288u}) {
    for (const unsigned alphabet : {1u, 2u, 40u, 256u}) {
      Bytes bytes(size);
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % alphabet);
      const auto block = encode(bytes);
      EXPECT_EQ(decode(block, size), bytes) << size << " bytes of " << alphabet;
      EXPECT_FALSE(decode(block, size + 1)) << size;
      if (size > 0) {
        EXPECT_FALSE(decode(block, size - 1)) << size;
        EXPECT_FALSE(decode(ByteView(block).first(block.size() - 1), size)) << size;
      }
    }
  }
}

// Written down by hand from the format's description.
TEST(Lz4, reads_each_kind_of_sequence) {
  EXPECT_EQ(decode(Bytes{0x00}, 0), Bytes{});
  EXPECT_EQ(decode(Bytes{0x30, 'a', 'b', 'c'}, 3), text("abc"));
  EXPECT_EQ(decode(Bytes{0x20, 'a', 'b', 2, 0, 0x10, '.'}, 7), text("ababab.")) << "a match that repeats itself";
  EXPECT_EQ(decode(Bytes{0x40, 'a', 'b', 'c', 'd', 4, 0, 0x00}, 8), text("abcdabcd")) << "no literals at the end";
  const auto long_run = text(std::string(1 + 4 + 15 + 255 + 3, 'x'));
  EXPECT_EQ(decode(Bytes{0x1f, 'x', 1, 0, 255, 3, 0x00}, long_run.size()), long_run);
  Bytes many{0xf0, 255, 0};
  many.insert(many.end(), 270, 'y');
  EXPECT_EQ(decode(many, 270), Bytes(270, 'y'));
}

TEST(Lz4, refuses_what_tells_nothing) {
  EXPECT_FALSE(decode(Bytes{}, 0)) << "no sequence";
  EXPECT_FALSE(decode(Bytes{0x30, 'a', 'b'}, 3)) << "literals cut off";
  EXPECT_FALSE(decode(Bytes{0x10, 'a', 0, 0, 0x00}, 5)) << "an offset of 0";
  EXPECT_FALSE(decode(Bytes{0x10, 'a', 2, 0, 0x00}, 5)) << "before the beginning";
  EXPECT_FALSE(decode(Bytes{0x10, 'a', 1}, 5)) << "half an offset";
  EXPECT_FALSE(decode(Bytes{0x10, 'a', 1, 0}, 5)) << "ends with a match";
  EXPECT_FALSE(decode(Bytes{0xf0, 255, 255}, 600)) << "a length without an end";
  EXPECT_FALSE(decode(Bytes(100'000, 255), 10)) << "a length far above the room";
}

// Where both read a block, they read the same from it. Each takes some that the other does not: 1.9.4 takes offsets of
// 0, and refuses ends that no compressor makes.
TEST(Lz4, reads_like_the_library_whatever_was_changed) {
  std::mt19937_64 random(20261123);
  int both = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(20 + random() % 200);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 3);
    auto block = encode(bytes);
    for (std::size_t i = 0; i < 1 + random() % 2; ++i)
      block[random() % block.size()] = static_cast<std::uint8_t>(random());
    Bytes theirs(bytes.size());
    const int read =
        LZ4_decompress_safe(reinterpret_cast<const char*>(block.data()), reinterpret_cast<char*>(theirs.data()),
                            static_cast<int>(block.size()), static_cast<int>(theirs.size()));
    const auto ours = decode(block, bytes.size());
    if (!ours || read != static_cast<int>(bytes.size())) continue;
    ASSERT_EQ(*ours, theirs) << "round " << round;
    ++both;
  }
  EXPECT_GT(both, 1'000);
}

}  // namespace
}  // namespace kaisho::codec::lz4
