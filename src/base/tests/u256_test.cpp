#include "kaisho/base/u256.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaisho {
namespace {

const std::string kMaxDecimal = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

TEST(U256, reads_and_writes_decimals) {
  EXPECT_EQ(U256(0).to_decimal(), "0");
  EXPECT_EQ(U256::max().to_decimal(), kMaxDecimal);
  EXPECT_EQ(U256::from_decimal(kMaxDecimal), U256::max());
  EXPECT_EQ(U256::from_decimal("18446744073709551616")->bit_width(), 65);
}

TEST(U256, refuses_texts_that_are_no_canonical_decimal) {
  for (const auto* text : {"", "-1", "+1", "01", "1.0", "1e3", "0x1", " 1", "1 "}) {
    EXPECT_EQ(U256::from_decimal(text), std::nullopt) << text;
  }
  auto above = kMaxDecimal;
  above.back() = '6';
  EXPECT_EQ(U256::from_decimal(above), std::nullopt);
  EXPECT_EQ(U256::from_decimal(kMaxDecimal + "0"), std::nullopt);
}

TEST(U256, notices_when_a_result_leaves_the_range) {
  EXPECT_EQ(U256::max().checked_add(1), std::nullopt);
  EXPECT_EQ(U256(0).checked_sub(1), std::nullopt);
  EXPECT_EQ(U256::max().checked_mul(2), std::nullopt);
  EXPECT_EQ(U256::max().checked_mul(1), U256::max());
  EXPECT_EQ(U256::max().wrapping_add(1), U256(0));
}

TEST(U256, agrees_with_128_bit_arithmetic_of_the_machine) {
  __extension__ using Wide = unsigned __int128;
  std::mt19937_64 random{256};  // deterministic
  const auto widen = [](Wide v) {
    return *U256(static_cast<std::uint64_t>(v >> 64))
                .checked_mul(U256(1ull << 32))
                .value()
                .checked_mul(U256(1ull << 32))
                ->checked_add(U256(static_cast<std::uint64_t>(v)));
  };
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t a = random() >> (random() % 64);
    const std::uint64_t b = (random() >> (random() % 64)) | 1;
    EXPECT_EQ(*U256(a).checked_mul(b), widen(Wide{a} * b));
    EXPECT_EQ(*U256(a).checked_add(b), widen(Wide{a} + b));
    const auto division = widen(Wide{a} * b).divide_by(b);
    EXPECT_EQ(division.quotient, U256(a));
    EXPECT_EQ(division.remainder, 0u);
    EXPECT_EQ(U256(a) < U256(b), a < b);
    EXPECT_EQ(widen(Wide{a} * b).checked_sub(a), widen(Wide{a} * b - a));
  }
}

TEST(U256, round_trips_through_big_endian_bytes) {
  const auto value = *U256::from_decimal("340282366920938463463374607431768211457");  // 2^128 + 1
  const auto bytes = value.to_be_bytes();
  EXPECT_EQ(bytes[15], 1);
  EXPECT_EQ(bytes[31], 1);
  EXPECT_EQ(U256::from_be_bytes(bytes), value);
}

}  // namespace
}  // namespace kaisho
