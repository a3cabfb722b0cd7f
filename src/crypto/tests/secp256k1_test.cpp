#include "kaisho/crypto/secp256k1.hpp"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <type_traits>

#include <kaisho/base/hex.hpp>

#include "kaisho/crypto/hash.hpp"
#include "support/vectors.hpp"

namespace kaisho::crypto {
namespace {

static_assert(!std::is_copy_constructible_v<PrivateKey>);
static_assert(!std::is_convertible_v<Scalar, Hash> && !std::is_convertible_v<Hash, Scalar>);

std::expected<PrivateKey, Error> try_key(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  return PrivateKey::from(Secret<32>::copy_of(std::span<const std::uint8_t, 32>(bytes)));
}
PrivateKey key_of(std::string_view hex) { return try_key(hex).value(); }

// The first of the accounts that every Ethereum development tool funds.
constexpr auto kKey = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
constexpr auto kOne = "0000000000000000000000000000000000000000000000000000000000000001";
constexpr auto kOrder = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
constexpr auto kOrderLess1 = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";
constexpr auto kHalfOrder = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

TEST(PrivateKey, is_in_the_range_of_the_group) {
  EXPECT_EQ(try_key(std::string(64, '0')), std::unexpected(Error::scalar_out_of_range));
  EXPECT_EQ(try_key(kOrder), std::unexpected(Error::scalar_out_of_range));
  EXPECT_TRUE(try_key(kOne).has_value());
  EXPECT_TRUE(try_key(kOrderLess1).has_value());
}

TEST(Address, is_the_one_that_the_packaged_wallets_have) {
  EXPECT_EQ(to_hex(address_of(key_of(kKey))), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  const auto vectors = test::ethers_vectors("wallets");
  ASSERT_FALSE(vectors.as_array().empty());
  for (const auto& vector : vectors.as_array()) {
    EXPECT_EQ(address_of(key_of(test::text_at(vector, "privateKey"))), test::fixed_at<Address>(vector, "address"));
  }
}

struct KnownSignature {
  const char* key;
  const char* message;
  const char* r;
  const char* s;
};

// Deterministic nonces of RFC 6979 over secp256k1 with SHA-256: vectors that Bitcoin's libraries share (the RFC itself
// lists NIST curves only).
constexpr KnownSignature kKnown[] = {
    {kOne, "Satoshi Nakamoto", "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
     "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"},
    {kOne, "All those moments will be lost in time, like tears in rain. Time to die...",
     "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
     "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"},
    {kOrderLess1, "Satoshi Nakamoto", "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0",
     "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"}};

TEST(Sign, equals_known_deterministic_signatures) {
  for (const KnownSignature& known : kKnown) {
    const PrivateKey key = key_of(known.key);
    const Hash digest = sha256(view_of(known.message));
    const Signature signature = sign(key, digest);
    EXPECT_EQ(to_hex_plain(signature.r.view()), known.r);
    EXPECT_EQ(to_hex_plain(signature.s.view()), known.s);
    EXPECT_EQ(recover(digest, signature), address_of(key));
    EXPECT_EQ(recover_public_key(digest, signature), public_key(key));
  }
}

TEST(Sign, gives_low_s_and_the_signer_back_for_many_digests) {
  const PrivateKey key = key_of(kKey);
  Hash digest;
  int odd = 0;
  for (int i = 0; i < 200; ++i) {
    digest = keccak256(digest.view());
    const Signature signature = sign(key, digest);
    EXPECT_TRUE(is_low_s(signature));
    EXPECT_EQ(recover(digest, signature), address_of(key));
    odd += signature.y_parity ? 1 : 0;
  }
  EXPECT_GT(odd, 50);
  EXPECT_LT(odd, 150);
}

/// order - s, the other s that verifies.
Scalar mirrored(const Scalar& s) {
  const auto order = U256::from_be_bytes(fixed_from_hex<Scalar>(kOrder)->bytes);
  return Scalar{order.checked_sub(U256::from_be_bytes(s.bytes))->to_be_bytes()};
}

TEST(Recover, takes_the_mirrored_signature_that_is_low_s_refuses) {
  const PrivateKey key = key_of(kKey);
  const Hash digest = keccak256("digest");
  Signature signature = sign(key, digest);
  signature.s = mirrored(signature.s);
  signature.y_parity = !signature.y_parity;
  EXPECT_EQ(recover(digest, signature), address_of(key));
  EXPECT_FALSE(is_low_s(signature));
}

TEST(Recover, knows_the_border_of_low_s) {
  Signature signature;
  signature.s = *fixed_from_hex<Scalar>(kHalfOrder);
  EXPECT_TRUE(is_low_s(signature));
  signature.s.bytes[31] += 1;
  EXPECT_FALSE(is_low_s(signature));
}

TEST(Recover, refuses_scalars_out_of_range_and_points_off_the_curve) {
  const Hash digest = keccak256("digest");
  const Signature good = sign(key_of(kKey), digest);
  for (const char* hex : {kOrder, "0000000000000000000000000000000000000000000000000000000000000000",
                          "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    Signature bad = good;
    bad.r = *fixed_from_hex<Scalar>(hex);
    EXPECT_EQ(recover(digest, bad), std::unexpected(Error::scalar_out_of_range)) << hex;
    bad = good;
    bad.s = *fixed_from_hex<Scalar>(hex);
    EXPECT_EQ(recover(digest, bad), std::unexpected(Error::scalar_out_of_range)) << hex;
  }
  Signature off_curve = good;
  off_curve.r = Scalar{};
  off_curve.r.bytes[31] = 5;  // 5³ + 7 = 132 has no square root modulo the field's prime
  EXPECT_EQ(recover(digest, off_curve), std::unexpected(Error::not_recoverable));
}

TEST(Recover, never_gives_the_signer_for_another_digest) {
  const PrivateKey key = key_of(kKey);
  const Hash digest = keccak256("digest");
  const Signature signature = sign(key, digest);
  for (std::size_t i = 0; i < 256; ++i) {
    Hash other = digest;
    other.bytes[i / 8] ^= static_cast<std::uint8_t>(1u << i % 8);
    EXPECT_NE(recover(other, signature), address_of(key));
  }
}

TEST(Rsv, takes_back_what_it_gave_and_both_kinds_of_v) {
  const Signature signature = sign(key_of(kKey), keccak256("digest"));
  auto bytes = to_rsv(signature);
  EXPECT_EQ(bytes[64], signature.y_parity ? 28 : 27);
  EXPECT_EQ(parse_rsv(bytes), signature);
  bytes[64] -= 27;
  EXPECT_EQ(parse_rsv(bytes), signature);
}

TEST(Rsv, refuses_other_sizes_and_other_v) {
  auto bytes = to_rsv(sign(key_of(kKey), keccak256("digest")));
  EXPECT_EQ(parse_rsv(ByteView(bytes).first(64)), std::unexpected(Error::wrong_size));
  EXPECT_EQ(parse_rsv({}), std::unexpected(Error::wrong_size));
  for (const std::uint8_t v : Bytes{2, 26, 29, 37, 255}) {
    bytes[64] = v;
    EXPECT_EQ(parse_rsv(bytes), std::unexpected(Error::bad_recovery_byte)) << int{v};
  }
}

}  // namespace
}  // namespace kaisho::crypto
