#include "kaisho/crypto/secret.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <new>
#include <type_traits>

namespace kaisho::crypto {
namespace {

using Key = Secret<16>;

static_assert(!std::is_copy_constructible_v<Key> && !std::is_copy_assignable_v<Key>);
static_assert(std::is_nothrow_move_constructible_v<Key> && std::is_nothrow_move_assignable_v<Key>);

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<Key>);

std::array<std::uint8_t, 16> pattern(std::uint8_t byte) {
  std::array<std::uint8_t, 16> bytes{};
  bytes.fill(byte);
  return bytes;
}

TEST(Secret, wipes_the_place_that_it_was_taken_from) {
  auto source = pattern(7);
  const Key key = Key::take(source);
  EXPECT_EQ(source, pattern(0));
  EXPECT_TRUE(std::ranges::equal(key.expose(), pattern(7)));
}

TEST(Secret, wipes_itself_when_it_goes) {
  alignas(Key) std::array<std::uint8_t, sizeof(Key)> place{};
  Key* key = new (place.data()) Key(Key::copy_of(pattern(9)));
  EXPECT_TRUE(std::ranges::equal(key->expose(), pattern(9)));
  key->~Key();
  EXPECT_EQ(place, (std::array<std::uint8_t, sizeof(Key)>{}));
}

TEST(Secret, leaves_nothing_behind_when_it_moves) {
  Key from = Key::copy_of(pattern(5));
  const Key to = std::move(from);
  EXPECT_TRUE(std::ranges::equal(from.expose(), pattern(0)));  // NOLINT(bugprone-use-after-move): the point of the test
  EXPECT_TRUE(std::ranges::equal(to.expose(), pattern(5)));
}

TEST(Secret, compares_by_content) {
  const Key key = Key::copy_of(pattern(1));
  EXPECT_TRUE(key == key.clone());
  EXPECT_FALSE(key == Key::copy_of(pattern(2)));
}

TEST(Secret, takes_randomness_from_the_source_it_is_given) {
  class Counting : public SecureRandom {
   public:
    void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, 0xab); }
  };
  Counting source;
  EXPECT_TRUE(std::ranges::equal(Key::random(source).expose(), pattern(0xab)));
}

TEST(EqualInConstantTime, is_false_for_different_sizes) {
  const auto bytes = pattern(3);
  EXPECT_TRUE(equal_in_constant_time(bytes, bytes));
  EXPECT_FALSE(equal_in_constant_time(bytes, ByteView(bytes).first(15)));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
}

}  // namespace
}  // namespace kaisho::crypto
