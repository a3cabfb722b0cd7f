#include "kaisho/codec/base64.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaisho::codec::base64 {
namespace {

// RFC 4648, section 10.
constexpr std::pair<const char*, const char*> kVectors[] = {{"", ""},
                                                            {"f", "Zg=="},
                                                            {"fo", "Zm8="},
                                                            {"foo", "Zm9v"},
                                                            {"foob", "Zm9vYg=="},
                                                            {"fooba", "Zm9vYmE="},
                                                            {"foobar", "Zm9vYmFy"}};

TEST(Base64, equals_the_vectors_of_rfc_4648) {
  for (const auto& [plain, text] : kVectors) {
    EXPECT_EQ(encode(view_of(plain)), text);
    EXPECT_EQ(decode(text), bytes_of(std::string_view(plain)));
  }
}

TEST(Base64, takes_back_every_byte_at_every_place) {
  for (std::size_t size = 1; size <= 4; ++size) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const Bytes bytes(size, static_cast<std::uint8_t>(byte));
      EXPECT_EQ(decode(encode(bytes)), bytes);
    }
  }
}

TEST(Base64, refuses_what_encode_does_not_make) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "=", "====", "Zm9v=", "Zg==Zg==", "Zm9v\n", " Zg==", "Zm 9", "Zm-_",
                           "Zm9!", "Zh==", "Zm9=", "Z==="}) {
    EXPECT_EQ(decode(text), std::nullopt) << text;
  }
  EXPECT_EQ(decode(std::string_view("Zg=\0", 4)), std::nullopt);
}

TEST(Base64, refuses_bytes_outside_ASCII_at_every_place) {
  for (unsigned byte = 0x80; byte < 256; ++byte) {
    for (std::size_t at = 0; at < 8; ++at) {
      std::string text = "Zm9vYmFy";
      text[at] = static_cast<char>(byte);
      EXPECT_EQ(decode(text), std::nullopt) << byte << " at " << at;
    }
  }
}

TEST(Base64, for_URLs_has_other_signs_and_no_padding) {
  EXPECT_EQ(encode_url(Bytes{0xfb, 0xff}), "-_8");
  EXPECT_EQ(encode_url(Bytes{}), "");
  EXPECT_EQ(decode_url("-_8"), (Bytes{0xfb, 0xff}));
  for (const char* text : {"+/8", "-_8=", "-_9", "-", "-_8 ", "Zm9v="})
    EXPECT_EQ(decode_url(text), std::nullopt) << text;
  for (std::size_t size = 0; size <= 4; ++size) {
    const Bytes bytes(size, 0xef);
    EXPECT_EQ(decode_url(encode_url(bytes)), bytes);
  }
}

}  // namespace
}  // namespace kaisho::codec::base64
