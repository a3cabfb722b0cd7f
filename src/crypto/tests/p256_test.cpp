#include "kaisho/crypto/p256.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>

namespace kaisho::crypto::p256 {
namespace {

Bytes bytes(std::string_view hex) { return from_hex(hex).value(); }
PublicKey key_from(std::string_view hex) { return PublicKey::from(std::span<const std::uint8_t, 64>(bytes(hex))); }
Signature signature_from(std::string_view hex) {
  return Signature::from(std::span<const std::uint8_t, 64>(bytes(hex)));
}

// RFC 6979, appendix A.2.5: one key, two messages, SHA-256. The s of "sample" is high, that of "test" is low.
const PublicKey kKey = key_from(
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
const Signature kSample = signature_from(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
const Signature kTest = signature_from(
    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");

TEST(P256, verifies_the_vectors_of_RFC_6979) {
  EXPECT_TRUE(verify(kKey, view_of("test"), kTest));
  EXPECT_TRUE(verify(kKey, view_of("sample"), with_low_s(kSample)));
}

TEST(P256, takes_only_the_low_form_of_a_signature) {
  EXPECT_FALSE(verify(kKey, view_of("sample"), kSample));
  EXPECT_NE(with_low_s(kSample), kSample);
  EXPECT_EQ(with_low_s(kTest), kTest);
  EXPECT_EQ(with_low_s(with_low_s(kSample)), with_low_s(kSample));
}

TEST(P256, refuses_another_message_another_key_and_changed_bytes) {
  EXPECT_FALSE(verify(kKey, view_of("Test"), kTest));
  for (const std::size_t at : {0u, 31u, 32u, 63u}) {
    auto signature = kTest;
    signature.bytes[at] ^= 1;
    EXPECT_FALSE(verify(kKey, view_of("test"), signature)) << at;
    auto key = kKey;
    key.bytes[at] ^= 1;  // no point of the curve any more
    EXPECT_FALSE(verify(key, view_of("test"), kTest)) << at;
  }
  EXPECT_FALSE(verify(PublicKey{}, view_of("test"), kTest));
}

TEST(P256, refuses_numbers_outside_the_group) {
  const std::string r = "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367";
  const std::string order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  const std::string zero(64, '0');
  EXPECT_FALSE(verify(kKey, view_of("test"), signature_from(r + zero)));
  EXPECT_FALSE(verify(kKey, view_of("test"), signature_from(r + order)));
  EXPECT_FALSE(verify(kKey, view_of("test"), signature_from(zero + r)));
  EXPECT_FALSE(verify(kKey, view_of("test"), signature_from(order + zero)));
}

TEST(P256, reads_the_forms_of_authenticators_and_browsers) {
  const auto der = bytes(
      "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
      "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_EQ(from_der(der), with_low_s(kSample));
  auto longer = der;
  longer.push_back(0);
  EXPECT_FALSE(from_der(longer));
  EXPECT_FALSE(from_der(ByteView(der).first(der.size() - 1)));
  EXPECT_FALSE(from_der({}));

  auto spki = bytes("3059301306072a8648ce3d020106082a8648ce3d03010703420004" + to_hex(kKey).substr(2));
  EXPECT_EQ(from_spki(spki), kKey);
  spki.back() ^= 1;
  EXPECT_FALSE(from_spki(spki));
  EXPECT_FALSE(from_spki({}));
}

}  // namespace
}  // namespace kaisho::crypto::p256
