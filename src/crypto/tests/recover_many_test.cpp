#include "kaisho/crypto/recover_many.hpp"

#include <gtest/gtest.h>

#include <random>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::crypto {
namespace {

SignedDigest signed_by(std::uint64_t number) {
  auto bytes = Secret<32>::copy_of(keccak256(view_of(std::to_string(number))).bytes);
  const auto digest = keccak256(view_of("digest " + std::to_string(number)));
  return {digest, sign(PrivateKey::from(std::move(bytes)).value(), digest)};
}

std::vector<SignedDigest> sample(std::size_t count) {
  std::vector<SignedDigest> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(signed_by(i));
  return all;
}

void expect_as_one_by_one(const std::vector<SignedDigest>& all) {
  const auto found = recover_public_keys(all);
  ASSERT_EQ(found.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto alone = recover_public_key(all[i].digest, all[i].signature);
    ASSERT_EQ(found[i].has_value(), alone.has_value()) << i << " of " << all.size();
    if (alone) {
      EXPECT_EQ(*found[i], *alone) << i << " of " << all.size();
    }
  }
}

TEST(RecoverMany, finds_what_recovery_finds_in_every_size) {
  for (const std::size_t count : {0u, 1u, 2u, 25u, 100u}) expect_as_one_by_one(sample(count));
}

// The numbers of all are inverted together: one that can not be inverted must not touch its neighbours.
TEST(RecoverMany, one_without_a_key_leaves_the_others_alone) {
  const auto bad = [](auto change) {
    for (const std::size_t at : {0u, 3u, 6u}) {
      auto all = sample(7);
      change(all[at]);
      expect_as_one_by_one(all);
    }
  };
  bad([](SignedDigest& one) { one.signature.r = Scalar{}; });
  bad([](SignedDigest& one) { one.signature.s = Scalar{}; });
  bad([](SignedDigest& one) { one.signature.r.bytes.fill(0xff); });
  bad([](SignedDigest& one) { one.signature.s.bytes.fill(0xff); });
  bad([](SignedDigest& one) { one.signature.r = Scalar{}, one.signature.r.bytes[31] = 5; });  // 5^3 + 7 is no square
}

TEST(RecoverMany, the_point_at_infinity_is_no_key) {
  // r and s of a signature whose nonce is 1, R = G: with z = s the key would be (s/r) G - (z/r) G = 0.
  const auto generator = public_key(*PrivateKey::from([] {
    std::array<std::uint8_t, 32> one{};
    one[31] = 1;
    return Secret<32>::copy_of(one);
  }()));
  auto all = sample(3);
  auto& [digest, signature] = all[1];
  signature.r = Scalar::from(std::span(generator.bytes).first<32>());
  signature.y_parity = generator.bytes[63] & 1;
  signature.s = Scalar::from(std::span(digest.bytes));
  ASSERT_FALSE(recover_public_key(digest, signature).has_value());
  expect_as_one_by_one(all);
}

TEST(RecoverMany, judges_like_recovery_whatever_was_changed) {
  std::mt19937_64 random(20261123);
  for (int round = 0; round < 200; ++round) {
    auto all = sample(1 + random() % 6);
    for (auto& [digest, signature] : all) {
      if (random() % 2) signature.r.bytes[random() % 32] ^= static_cast<std::uint8_t>(1u << random() % 8);
      if (random() % 2) signature.s.bytes[random() % 32] ^= static_cast<std::uint8_t>(1u << random() % 8);
      if (random() % 2) signature.y_parity = !signature.y_parity;
      if (random() % 4 == 0) digest = Hash{};
    }
    expect_as_one_by_one(all);
  }
}

}  // namespace
}  // namespace kaisho::crypto
