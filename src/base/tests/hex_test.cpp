#include "kaisho/base/hex.hpp"

#include <gtest/gtest.h>

#include "kaisho/base/types.hpp"

namespace kaisho {
namespace {

TEST(Hex, takes_back_what_it_gave) {
  const Bytes bytes{0x00, 0x01, 0xab, 0xff};
  EXPECT_EQ(to_hex(ByteView(bytes)), "0x0001abff");
  EXPECT_EQ(from_hex("0x0001ABff"), bytes);
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, refuses_odd_lengths_and_foreign_characters) {
  EXPECT_EQ(from_hex("0x0"), std::nullopt);
  EXPECT_EQ(from_hex("0x0g"), std::nullopt);
  EXPECT_EQ(from_hex("0x 1"), std::nullopt);
  EXPECT_EQ(fixed_from_hex<Address>("0x00"), std::nullopt);
}

TEST(Quantity, has_no_leading_zeros) {
  EXPECT_EQ(to_quantity(0), "0x0");
  EXPECT_EQ(to_quantity(0x41), "0x41");
  EXPECT_EQ(from_quantity("0x0"), U256(0));
  EXPECT_EQ(from_quantity("0x" + std::string(64, 'f')), U256::max());
  for (const auto* text : {"", "0x", "41", "0x041", "0xg", "0X1"}) EXPECT_EQ(from_quantity(text), std::nullopt) << text;
  EXPECT_EQ(from_quantity("0x1" + std::string(64, '0')), std::nullopt);
}

}  // namespace
}  // namespace kaisho
