#include "kaisho/crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>

namespace kaisho::crypto::ed25519 {
namespace {

KeyPair pair_of(std::string_view seed) {
  const Bytes bytes = from_hex(seed).value();
  return KeyPair::from_seed(Secret<32>::copy_of(std::span<const std::uint8_t, 32>(bytes)));
}

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

// RFC 8032, 7.1, TEST 1 to 3.
constexpr Vector kVectors[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39"
                                "701cf9b46bd25bf5f0595bbe24655"
                                "141438e7a100b"},
                               {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f36"
                                "13d0f11d8c387b2eaeb4302aeeb00"
                                "d291612bb0c00"},
                               {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                                "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7"
                                "60984dc6594a7c15e9716ed28dc02"
                                "7beceea1ec40a"}};

TEST(Ed25519, equals_the_vectors_of_rfc_8032) {
  for (const Vector& vector : kVectors) {
    const KeyPair pair = pair_of(vector.seed);
    EXPECT_EQ(to_hex_plain(pair.public_key().view()), vector.public_key);
    const Bytes message = from_hex(vector.message).value();
    const Signature signature = pair.sign(message);
    EXPECT_EQ(to_hex_plain(signature.view()), vector.signature);
    EXPECT_TRUE(verify(pair.public_key(), message, signature));
  }
}

TEST(Ed25519, refuses_every_changed_bit) {
  const KeyPair pair = pair_of(kVectors[1].seed);
  const Bytes message{0x72};
  const Signature signature = pair.sign(message);
  for (std::size_t bit = 0; bit < 512; ++bit) {
    Signature forged = signature;
    forged.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(verify(pair.public_key(), message, forged)) << "bit " << bit;
  }
  EXPECT_FALSE(verify(pair.public_key(), Bytes{0x73}, signature));
  EXPECT_FALSE(verify(pair_of(kVectors[0].seed).public_key(), message, signature));
}

TEST(Ed25519, refuses_the_second_form_of_a_signature) {
  // s + the group's order is the same number modulo the order; only the canonical one may pass.
  constexpr std::uint8_t kOrder[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                       0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                       0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  const KeyPair pair = pair_of(kVectors[1].seed);
  const Bytes message{0x72};
  Signature forged = pair.sign(message);
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned>(forged.bytes[32 + i]) + kOrder[i];
    forged.bytes[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(verify(pair.public_key(), message, forged));
}

TEST(Ed25519, refuses_a_key_of_small_order) {
  PublicKey neutral;
  neutral.bytes[0] = 1;  // the neutral point: it would verify a signature of anything
  Signature signature;
  signature.bytes[0] = 1;
  EXPECT_FALSE(verify(neutral, {}, signature));
}

}  // namespace
}  // namespace kaisho::crypto::ed25519
