#include "kaisho/crypto/aead.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>

namespace kaisho::crypto::aead {
namespace {

Bytes bytes(std::string_view hex) { return from_hex(hex).value(); }
Key key_of(std::string_view hex) { return Key::copy_of(std::span<const std::uint8_t, 32>(bytes(hex))); }

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
constexpr auto kKey = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f";
constexpr auto kNonce = "404142434445464748494a4b4c4d4e4f5051525354555657";
constexpr auto kBound = "50515253c0c1c2c3c4c5c6c7";
constexpr auto kText =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be "
    "it.";
constexpr auto kTag = "c0875924c1c7987947deafd8780acf49";

Nonce nonce() { return Nonce::from(std::span<const std::uint8_t, 24>(bytes(kNonce))); }

TEST(Aead, seals_the_vector_of_the_specification) {
  const auto sealed = seal(key_of(kKey), nonce(), view_of(kText), bytes(kBound));
  EXPECT_EQ(to_hex(ByteView(sealed).first(16)), "0xbd6d179d3e83d43b9576579493c0e939");
  EXPECT_EQ(to_hex(ByteView(sealed).last(16)), "0x" + std::string(kTag));
  EXPECT_EQ(open(key_of(kKey), nonce(), sealed, bytes(kBound)), bytes_of(view_of(kText)));
}

TEST(Aead, opens_nothing_where_any_bit_differs) {
  const auto sealed = seal(key_of(kKey), nonce(), view_of("secret"), bytes(kBound));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= 0x80;
    EXPECT_FALSE(open(key_of(kKey), nonce(), changed, bytes(kBound))) << i;
  }
  EXPECT_FALSE(open(key_of(kKey), nonce(), sealed, {}));
  EXPECT_FALSE(open(key_of(kKey), Nonce{}, sealed, bytes(kBound)));
  EXPECT_FALSE(open(key_of(std::string(64, '1')), nonce(), sealed, bytes(kBound)));
  EXPECT_FALSE(open(key_of(kKey), nonce(), ByteView(sealed).first(15), bytes(kBound)));
  EXPECT_EQ(open(key_of(kKey), nonce(), seal(key_of(kKey), nonce(), {}, {}), {}), Bytes{});
}

}  // namespace
}  // namespace kaisho::crypto::aead
