#include "kaisho/codec/json.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "kaisho/codec/json_value.hpp"

namespace kaisho::codec::json {
namespace {

// RFC 8785, appendix B: IEEE 754 bits and ECMAScript's text.
constexpr std::pair<std::uint64_t, const char*> kNumbers[] = {{0x0000000000000000, "0"},
                                                              {0x8000000000000000, "0"},
                                                              {0x0000000000000001, "5e-324"},
                                                              {0x8000000000000001, "-5e-324"},
                                                              {0x7fefffffffffffff, "1.7976931348623157e+308"},
                                                              {0xffefffffffffffff, "-1.7976931348623157e+308"},
                                                              {0x4340000000000000, "9007199254740992"},
                                                              {0xc340000000000000, "-9007199254740992"},
                                                              {0x4430000000000000, "295147905179352830000"},
                                                              {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                                                              {0x44b52d02c7e14af6, "1e+23"},
                                                              {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                                                              {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                                                              {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                                                              {0x444b1ae4d6e2ef50, "1e+21"},
                                                              {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                                                              {0x3eb0c6f7a0b5ed8d, "0.000001"},
                                                              {0x41b3de4355555553, "333333333.3333332"},
                                                              {0x41b3de4355555554, "333333333.33333325"},
                                                              {0x41b3de4355555555, "333333333.3333333"},
                                                              {0x41b3de4355555556, "333333333.3333334"},
                                                              {0x41b3de4355555557, "333333333.33333343"},
                                                              {0xbecbf647612f3696, "-0.0000033333333333333333"},
                                                              {0x43143ff3c1cb0959, "1424953923781206.2"}};

TEST(Json, formats_the_numbers_of_rfc_8785_appendix_b) {
  for (const auto& [bits, text] : kNumbers) EXPECT_EQ(format_number(std::bit_cast<double>(bits)), text);
}

TEST(Json, reads_back_the_double_that_it_wrote) {
  std::mt19937_64 random(8785);
  int tried = 0;
  while (tried < 20'000) {
    const double number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    ++tried;
    const std::string text = format_number(number);
    const auto value = parse(text);
    ASSERT_TRUE(value.has_value()) << text;
    ASSERT_EQ(value->is_double() ? value->get_double() : value->to_number<double>(), number) << text;
    ASSERT_EQ(canonicalize(text), text);
  }
}

TEST(Json, rounds_to_the_nearest_double) {
  EXPECT_EQ(canonicalize("9007199254740993"), "9007199254740992");
  EXPECT_EQ(canonicalize("18446744073709551615"), "18446744073709552000");
  EXPECT_EQ(canonicalize("100000000000000000000000"), "1e+23");
  EXPECT_EQ(canonicalize("0.1e1"), "1");
  EXPECT_EQ(canonicalize("-0"), "0");
  EXPECT_EQ(canonicalize("-0.0"), "0");
  EXPECT_EQ(canonicalize("1E2"), "100");
  EXPECT_EQ(canonicalize("1e-400"), "0");
  EXPECT_EQ(canonicalize("0.00000000000000000000000000000000000001"), "1e-38");
}

// RFC 8785, 3.2.2 and 3.2.3.
TEST(Json, canonicalizes_the_example_of_rfc_8785) {
  const char* text = R"({
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    })";
  EXPECT_EQ(canonicalize(text),
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

TEST(Json, sorts_keys_by_utf16_code_units) {
  const char* text = R"({
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    })";
  EXPECT_EQ(canonicalize(text),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
            "\"\U0001f600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Json, sorts_a_prefix_first_and_nested_objects_too) {
  EXPECT_EQ(canonicalize(R"({"aa":1,"a":{"z":1,"y":[{"b":1,"a":2}]},"":0})"),
            R"({"":0,"a":{"y":[{"a":2,"b":1}],"z":1},"aa":1})");
  EXPECT_EQ(canonicalize(R"([[],{},[[]],""])"), R"([[],{},[[]],""])");
}

TEST(Json, escapes_as_little_as_it_may) {
  EXPECT_EQ(quote("\b\t\n\f\r\x01\x1f\"\\/\x7f"), "\"\\b\\t\\n\\f\\r\\u0001\\u001f\\\"\\\\/\x7f\"");
  EXPECT_EQ(canonicalize(R"("\u0000")"), R"("\u0000")");
}

TEST(Json, refuses_a_key_twice_wherever_it_is) {
  for (const char* text : {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"([{"b":{"a":1,"c":2,"a":{}}}])",
                           R"({"x":{"a":1,"a":2},"x":3})", R"({"":1,"":2})"}) {
    EXPECT_EQ(canonicalize(text), std::unexpected(Error::duplicate_key)) << text;
  }
  EXPECT_TRUE(canonicalize(R"({"a":{"a":{"a":1}},"b":{"a":1}})").has_value());
}

TEST(Json, refuses_halves_of_surrogate_pairs) {
  for (const char* text :
       {R"("\ud800")", R"("\ud800a")", R"("\ud800\n")", R"("\udc00")", R"("\ud800\ud800")", R"({"\udfff":1})"}) {
    const auto result = canonicalize(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_TRUE(result.error() == Error::bad_text || result.error() == Error::malformed) << text;
  }
}

TEST(Json, refuses_what_is_not_utf8) {
  for (const char* text : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\"",
                           "\"\x80\"", "\"\xf0\x80\x80\x80\"", "\xef\xbb\xbf{}"}) {
    EXPECT_EQ(canonicalize(text), std::unexpected(Error::malformed)) << text;
  }
}

TEST(Json, refuses_what_is_no_json) {
  for (const char* text :
       {"",         " ",   "{",   "[1,]",  "{\"a\":1,}", "+1",      ".5",    "1.",      "1e",    "NaN",
        "Infinity", "nul", "'a'", "{a:1}", "\"\t\"",     "\"\\x\"", "[1 2]", "// c\n1", "/**/1", "\"a"}) {
    EXPECT_EQ(canonicalize(text), std::unexpected(Error::malformed)) << text;
  }
  for (const char* text : {"1 2", "{}{}", "null,", "[]]", "01", "0x1"}) {
    EXPECT_EQ(canonicalize(text), std::unexpected(Error::trailing_bytes)) << text;
  }
  EXPECT_EQ(canonicalize(" \t\r\n1\n "), "1");
}

TEST(Json, refuses_numbers_beyond_doubles) {
  for (const char* text : {"1e309", "-1e309", "1e99999999999999999999", "1.8e308"}) {
    EXPECT_EQ(canonicalize(text), std::unexpected(Error::bad_number)) << text;
  }
  EXPECT_EQ(canonicalize("1.7976931348623157e308"), "1.7976931348623157e+308");
  EXPECT_EQ(canonicalize(std::string(400, '9')), std::unexpected(Error::bad_number));
}

TEST(Json, bounds_depth_and_size) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(canonicalize(nested(64)).has_value());
  EXPECT_EQ(canonicalize(nested(65)), std::unexpected(Error::too_deep));
  EXPECT_EQ(canonicalize(nested(1'000'000)), std::unexpected(Error::too_deep));
  EXPECT_EQ(canonicalize("[1,2]", {.max_size = 4}), std::unexpected(Error::too_big));
  EXPECT_TRUE(canonicalize("[1,2]", {.max_size = 5}).has_value());
}

TEST(Json, keeps_integers_of_64_bits_exact_for_readers) {
  EXPECT_EQ(parse("18446744073709551615")->get_uint64(), ~std::uint64_t{0});
  EXPECT_EQ(parse("-9223372036854775808")->get_int64(), INT64_MIN);
}

}  // namespace
}  // namespace kaisho::codec::json
