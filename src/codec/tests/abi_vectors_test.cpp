#include <gtest/gtest.h>

#include <boost/json/value.hpp>

#include "kaisho/codec/abi.hpp"
#include "support/vectors.hpp"

namespace kaisho::codec::abi {
namespace {

std::string_view view_of_text(const boost::json::value& text) {
  return {text.get_string().data(), text.get_string().size()};
}

/// The number of a decimal text, two's complement where it is below zero.
Value number_value(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const U256 magnitude = U256::from_decimal(text.substr(is_negative ? 1 : 0)).value();
  if (!is_negative) return Value::of(magnitude);
  return Value::of(U256::max().checked_sub(magnitude)->wrapping_add(1));
}

/// A value as the vectors write it: {"type": "number" | "boolean" | "string" | "buffer" | "tuple", "value": …}, and an
/// array of such for arrays.
Value value_of(const Type& type, const boost::json::value& json) {
  if (const auto* elements = json.if_array()) {
    Value::List list;
    for (const auto& element : *elements) list.push_back(value_of(type.inner().at(0), element));
    return Value::list(std::move(list));
  }
  const auto& held = json.at("value");
  switch (type.kind()) {
    case Type::Kind::uint:
    case Type::Kind::integer:
      return number_value(view_of_text(held));
    case Type::Kind::boolean:
      return Value::of(held.as_bool());
    case Type::Kind::address:
      return Value::of(fixed_from_hex<Address>(view_of_text(held)).value());
    case Type::Kind::string:
      return Value::of(view_of_text(held));
    case Type::Kind::tuple: {
      Value::List list;
      for (std::size_t i = 0; i < type.inner().size(); ++i) {
        list.push_back(value_of(type.inner()[i], held.as_array().at(i)));
      }
      return Value::list(std::move(list));
    }
    default:
      return Value::of(test::bytes_of_hex(view_of_text(held)));
  }
}

/// Encodes and decodes every vector of the file, whose types and values are JSON texts within the JSON. How many came
/// out as the file says.
std::size_t count_equal(std::string_view file, std::string_view values_key) {
  const auto vectors = test::ethers_vectors(file);
  std::size_t equal = 0;
  for (const auto& vector : vectors.as_array()) {
    SCOPED_TRACE(test::text_at(vector, "name"));
    const auto type_texts = test::parse_json(test::text_at(vector, "types"));
    const auto held = test::parse_json(test::text_at(vector, values_key));
    std::vector<Type> types;
    Values values;
    for (std::size_t i = 0; i < type_texts.as_array().size(); ++i) {
      types.push_back(Type::parse(view_of_text(type_texts.as_array()[i])).value());
      values.push_back(value_of(types.back(), held.as_array().at(i)));
    }
    const Bytes expected = test::bytes_at(vector, "result");
    const bool is_equal = encode(types, values) == expected && decode(types, expected) == values &&
                          decode_canonical(types, expected) == values;
    EXPECT_TRUE(is_equal);
    equal += is_equal;
  }
  return equal;
}

TEST(AbiVectors, equal_the_packaged_ones_of_the_first_encoder) {
  EXPECT_EQ(count_equal("contract-interface", "normalizedValues"), 2045u);
}

TEST(AbiVectors, equal_the_packaged_ones_of_the_second_encoder) {
  EXPECT_EQ(count_equal("contract-interface-abi2", "values"), 1880u);
}

TEST(AbiVectors, give_the_packaged_selectors) {
  const auto vectors = test::ethers_vectors("contract-signatures");
  ASSERT_GE(vectors.as_array().size(), 1800u);
  for (const auto& vector : vectors.as_array()) {
    const std::string signature = test::text_at(vector, "signature");
    const auto function = Function::parse(signature);
    ASSERT_TRUE(function.has_value()) << signature;
    EXPECT_EQ(function->signature(), signature);
    EXPECT_EQ(function->selector(), test::fixed_at<Selector>(vector, "sigHash"));
  }
}

}  // namespace
}  // namespace kaisho::codec::abi
