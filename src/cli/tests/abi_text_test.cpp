#include "../src/abi_text.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

namespace kaisho::cli {
namespace {

using codec::abi::Type;

std::string back_and_forth(std::string_view type, std::string_view text) {
  const auto parsed = parse_value(Type::of(type), text);
  return parsed ? value_to_text(Type::of(type), *parsed) : parsed.error().code;
}

TEST(AbiText, gives_back_what_was_typed) {
  for (const auto& [type, text] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"uint256", "1000000000000000000000"},
           {"int8", "-128"},
           {"int256", "-1"},
           {"address", "0x4b00000000000000000000000000000000000001"},
           {"bool", "true"},
           {"bytes", "0x"},
           {"bytes4", "0xdeadbeef"},
           {"string", "A bond, 5 years"},
           {"uint8[]", "[1,2,3]"},
           {"uint8[]", "[]"},
           {"(uint8,(bool,string))[]", "[(1,(true,a)),(2,(false,b))]"},
       }) {
    EXPECT_EQ(back_and_forth(type, text), text);
  }
}

TEST(AbiText, refuses_texts_that_are_no_value_of_their_type) {
  for (const auto& [type, text] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"uint256", "-1"},
           {"uint256", "0x"},
           {"uint256", "1.5"},
           {"address", "0x4b"},
           {"bool", "1"},
           {"bytes", "dead"},
           {"bytes4", "0xdead"},
           {"uint8[]", "1,2"},
           {"uint8[2]", "[1]"},
           {"(uint8,bool)", "(1)"},
       }) {
    EXPECT_EQ(back_and_forth(type, text), "bad_argument") << type << " " << text;
  }
}

TEST(AbiText, keeps_commas_within_quotes_brackets_and_parentheses) {
  const auto type = Type::of("string[]");
  const auto value = parse_value(type, "[\"a,b\",c]");
  ASSERT_TRUE(value);
  EXPECT_EQ(boost::json::serialize(value_to_json(type, *value)), R"(["a,b","c"])");
}

TEST(AbiText, takes_an_array_that_the_command_line_was_told_to_keep_whole) {
  const auto type = codec::abi::Type::of("uint256[]");
  const auto whole = parse_value(type, std::string(1, kWholeText) + "[1,2]");
  ASSERT_TRUE(whole);
  EXPECT_EQ(value_to_text(type, *whole), "[1,2]");
}

TEST(AbiText, reads_a_function_with_and_without_results) {
  EXPECT_EQ(parse_signature("mint(address,uint256)")->outputs.size(), 0u);
  const auto balance = parse_signature("balanceOf(address)(uint256)");
  ASSERT_TRUE(balance);
  EXPECT_EQ(balance->function.signature(), "balanceOf(address)");
  EXPECT_EQ(balance->outputs.at(0).text(), "uint256");
  EXPECT_EQ(parse_signature("balanceOf").error().code, "bad_signature");
  EXPECT_EQ(parse_signature("balanceOf(address)(uint").error().code, "bad_signature");
}

TEST(AbiText, says_how_many_arguments_a_function_takes) {
  const auto values =
      parse_values(codec::abi::types_of("address,uint256"), {"0x4b00000000000000000000000000000000000001"});
  ASSERT_FALSE(values);
  EXPECT_NE(values.error().text.find("takes 2 arguments, 1 are given"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::cli
