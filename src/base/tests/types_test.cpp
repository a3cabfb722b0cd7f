#include "kaisho/base/types.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace kaisho {
namespace {

static_assert(!std::is_convertible_v<Hash, Word>);
static_assert(!std::is_convertible_v<Word, Hash>);
static_assert(!std::is_convertible_v<Address, Word>);
static_assert(!std::is_constructible_v<Hash, Address>);

TEST(Types, an_address_stands_right_aligned_in_a_word) {
  Address address;
  address.bytes.fill(0xaa);
  const auto word = word_of(address);
  EXPECT_EQ(word.bytes[11], 0);
  EXPECT_EQ(word.bytes[12], 0xaa);
  EXPECT_EQ(address_of(word), address);
}

TEST(Types, a_word_holds_a_number_big_endian) {
  EXPECT_EQ(word_of(U256(258)).bytes[30], 1);
  EXPECT_EQ(word_of(U256(258)).bytes[31], 2);
  EXPECT_EQ(number_of(word_of(U256::max())), U256::max());
}

}  // namespace
}  // namespace kaisho
