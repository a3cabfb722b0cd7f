#include "kaisho/crypto/all_signed.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <vector>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::crypto {
namespace {

struct Sample {
  std::vector<SignedBy> claims;
  std::vector<PublicKey> keys;
  [[nodiscard]] bool good() const { return all_signed(claims, keys); }
};

PrivateKey key(std::uint64_t number) {
  Secret<32> bytes = Secret<32>::copy_of(keccak256(view_of(std::to_string(number))).bytes);
  return *PrivateKey::from(std::move(bytes));
}

Sample sample(std::size_t signatures, std::size_t keys) {
  Sample made;
  for (std::size_t i = 0; i < keys; ++i) made.keys.push_back(public_key(key(i)));
  for (std::size_t i = 0; i < signatures; ++i) {
    const auto digest = keccak256(view_of("digest " + std::to_string(i)));
    made.claims.push_back({digest, sign(key(i % keys), digest), static_cast<std::uint32_t>(i % keys)});
  }
  return made;
}

TEST(AllSigned, takes_what_recovery_takes_in_every_size) {
  for (const std::size_t count : {0u, 1u, 2u, 3u, 17u, 87u, 88u, 89u, 300u}) {
    EXPECT_TRUE(sample(count, std::max<std::size_t>(1, count)).good()) << count << " signatures of as many keys";
    EXPECT_TRUE(sample(count, 1 + count / 7).good()) << count << " signatures of some keys";
  }
}

TEST(AllSigned, one_wrong_claim_anywhere_is_enough) {
  const std::vector<std::function<void(SignedBy&)>> changes{
      [](SignedBy& claim) { claim.digest.bytes[31] ^= 1; },
      [](SignedBy& claim) { claim.signature.r.bytes[31] ^= 1; },
      [](SignedBy& claim) { claim.signature.s.bytes[0] ^= 0x10; },
      [](SignedBy& claim) { claim.signature.y_parity = !claim.signature.y_parity; },
      [](SignedBy& claim) { claim.key ^= 1; },
      [](SignedBy& claim) { claim.signature.r = Scalar{}; },
      [](SignedBy& claim) { claim.signature.s = Scalar{}; },
      [](SignedBy& claim) { claim.signature.s.bytes.fill(0xff); },
      [](SignedBy& claim) { claim.key = 1'000'000; },
  };
  for (const std::size_t count : {2u, 10u, 200u}) {
    for (const std::size_t at : {std::size_t{0}, count / 2, count - 1}) {
      for (std::size_t change = 0; change < changes.size(); ++change) {
        auto made = sample(count, 2);
        changes[change](made.claims[at]);
        EXPECT_FALSE(made.good()) << "change " << change << " at " << at << " of " << count;
      }
    }
  }
}

/// The digest as a number, one more or one less.
Hash next_to(Hash digest, bool more) {
  const std::uint8_t carries = more ? 0xff : 0x00;
  for (std::size_t i = digest.bytes.size(); i-- > 0;) {
    const bool goes_on = digest.bytes[i] == carries;
    digest.bytes[i] = static_cast<std::uint8_t>(more ? digest.bytes[i] + 1 : digest.bytes[i] - 1);
    if (!goes_on) break;
  }
  return digest;
}

// What is added up is (z/s)G + (r/s)Q - R of each. One signature over z, claimed for z + 1 and for z - 1, is wrong by
// G/s and by -G/s: with equal weights the sum would be right.
TEST(AllSigned, two_errors_that_cancel_each_other_without_weights_do_not_pass) {
  for (std::size_t others = 0; others < 100; others += 33) {
    auto made = sample(others + 1, 1);
    const auto signed_claim = made.claims.back();
    made.claims.push_back(signed_claim);
    EXPECT_TRUE(made.good()) << "the same twice, beside " << others;
    made.claims[others].digest = next_to(signed_claim.digest, true);
    made.claims[others + 1].digest = next_to(signed_claim.digest, false);
    EXPECT_FALSE(made.good()) << "beside " << others;
  }
}

TEST(AllSigned, a_key_beside_the_curve_is_refused) {
  auto made = sample(5, 5);
  made.keys[4].bytes[63] ^= 1;
  EXPECT_FALSE(made.good());
  made.keys[4].bytes.fill(0xff);
  EXPECT_FALSE(made.good());
  made.keys[4].bytes.fill(0);
  EXPECT_FALSE(made.good());
}

TEST(AllSigned, judges_like_recovery_whatever_was_changed) {
  std::mt19937_64 random(20261123);
  for (int round = 0; round < 300; ++round) {
    auto made = sample(1 + random() % 6, 3);
    auto& claim = made.claims[random() % made.claims.size()];
    auto& field = random() % 2 ? claim.signature.r : claim.signature.s;
    const bool change = random() % 2;
    if (change) field.bytes[random() % 32] ^= static_cast<std::uint8_t>(1u << random() % 8);
    bool each = true;
    for (const auto& [digest, signature, of] : made.claims) {
      const auto recovered = recover_public_key(digest, signature);
      each = each && recovered && *recovered == made.keys[of];
    }
    EXPECT_EQ(made.good(), each) << "round " << round;
    EXPECT_EQ(each, !change) << "round " << round;
  }
}

}  // namespace
}  // namespace kaisho::crypto
