#include "kaisho/codec/abi.hpp"

#include <gtest/gtest.h>

#include <random>

#include <kaisho/base/hex.hpp>

namespace kaisho::codec::abi {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

/// Words of hexadecimal digits, padded on the left to 32 bytes each.
Bytes words(std::initializer_list<std::string_view> parts) {
  Bytes bytes;
  for (const auto part : parts) append(bytes, hex(std::string(64 - part.size(), '0') + std::string(part)));
  return bytes;
}

std::expected<Values, Error> decode_text(std::string_view types, const Bytes& bytes) {
  return decode(types_of(types), bytes);
}

TEST(AbiType, reads_every_kind_and_writes_it_canonically) {
  for (const auto& [text, canonical] : std::initializer_list<std::pair<const char*, const char*>>{
           {"uint", "uint256"},
           {"int", "int256"},
           {"uint8", "uint8"},
           {"int248", "int248"},
           {"address", "address"},
           {"bool", "bool"},
           {"bytes", "bytes"},
           {"bytes1", "bytes1"},
           {"bytes32", "bytes32"},
           {"string", "string"},
           {"string[]", "string[]"},
           {"uint[2][]", "uint256[2][]"},
           {"(address,uint)[]", "(address,uint256)[]"},
           {"tuple(bool,(bytes,string[3]))", "(bool,(bytes,string[3]))"}}) {
    const auto type = Type::parse(text);
    ASSERT_TRUE(type.has_value()) << text;
    EXPECT_EQ(type->text(), canonical);
    EXPECT_EQ(Type::parse(canonical), type);
  }
}

TEST(AbiType, refuses_a_text_whose_canonical_form_could_not_be_read_again) {
  std::string shorts = "int";  // 4 characters an element here, 7 in canonical form
  for (int i = 1; i < 585; ++i) shorts += ",int";
  const auto at_the_limit = parse_types(shorts);
  ASSERT_TRUE(at_the_limit.has_value());
  EXPECT_EQ(parse_types(text_of(*at_the_limit)), at_the_limit);
  EXPECT_EQ(parse_types(shorts + ",int"), std::unexpected(Error::bad_type));
  EXPECT_EQ(Type::parse('(' + shorts + ",int)"), std::unexpected(Error::bad_type));
}

TEST(AbiType, refuses_what_is_no_type) {
  for (const char* text : {"",
                           "uint0",
                           "uint7",
                           "uint264",
                           "uint08",
                           "int1",
                           "bytes0",
                           "bytes33",
                           "byte",
                           "Address",
                           "bool ",
                           " bool",
                           "()",
                           "(",
                           ")",
                           "(bool",
                           "bool)",
                           "(bool,)",
                           "(,bool)",
                           "bool[",
                           "bool]",
                           "bool[0]",
                           "bool[01]",
                           "bool[-1]",
                           "bool[1",
                           "bool[1000000000]",
                           "uint256[32769]",
                           "tuple",
                           "function",
                           "fixed128x18",
                           "mapping(uint256=>bool)",
                           "(uint256[1000],uint256[1000])[1000]"}) {
    EXPECT_EQ(Type::parse(text), std::unexpected(Error::bad_type)) << text;
  }
  EXPECT_FALSE(Type::parse(std::string(20, '(') + "bool" + std::string(20, ')')).has_value());
  EXPECT_FALSE(Type::parse("bool" + std::string(2000, '[')).has_value());
}

TEST(AbiType, bounds_the_size_of_static_values_at_every_level) {
  std::string text = "uint256";
  for (int i = 0; i < 12; ++i) text += "[1024]";
  EXPECT_FALSE(Type::parse(text).has_value()) << "1024^12 words";
}

TEST(AbiType, knows_what_is_dynamic_and_how_long_a_head_is) {
  EXPECT_TRUE(Type::of("uint256[]").is_dynamic());
  EXPECT_TRUE(Type::of("(uint256,bytes)[2]").is_dynamic());
  EXPECT_EQ(Type::of("(uint256,bytes)[2]").head_size(), 32u);
  EXPECT_FALSE(Type::of("(uint256,bool)[2]").is_dynamic());
  EXPECT_EQ(Type::of("(uint256,bool)[2]").head_size(), 128u);
}

// The examples of the ABI specification of Solidity ("Examples" and "Use of Dynamic Types").
TEST(Abi, encodes_the_examples_of_the_specification) {
  const auto baz = Function::of("baz(uint32,bool)").encode_call(Values{Value::of(69), Value::of(true)});
  EXPECT_EQ(to_hex_plain(*baz), "cdcd77c0" + to_hex_plain(words({"45", "1"})));

  const auto sam = Function::of("sam(bytes,bool,uint[])")
                       .encode_call(Values{Value::of(bytes_of("dave")), Value::of(true),
                                           Value::list({Value::of(1), Value::of(2), Value::of(3)})});
  EXPECT_EQ(to_hex_plain(*sam), "a5643bf2" + to_hex_plain(words({"60", "1", "a0", "4",
                                                                 "6461766500000000000000000000000000000000000000000000"
                                                                 "000000000000",
                                                                 "3", "1", "2", "3"})));
}

TEST(Abi, gives_selectors_and_topics_that_everybody_knows) {
  EXPECT_EQ(to_hex(selector("transfer(address,uint256)")), "0xa9059cbb");
  EXPECT_EQ(to_hex(Function::of("transfer(address,uint)").selector()), "0xa9059cbb");
  EXPECT_EQ(to_hex(event_topic("Transfer(address,address,uint256)")),
            "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

TEST(Abi, refuses_values_that_do_not_fit_their_types) {
  const auto encode_one = [](std::string_view type, const Value& value) {
    const Type parsed = Type::of(type);
    return encode(std::span(&parsed, 1), std::span(&value, 1));
  };
  EXPECT_EQ(encode_one("uint8", Value::of(256)), std::unexpected(Error::out_of_range));
  EXPECT_TRUE(encode_one("uint8", Value::of(255)).has_value());
  EXPECT_EQ(encode_one("int8", Value::of(128)), std::unexpected(Error::out_of_range));
  EXPECT_EQ(encode_one("int8", Value::of_signed(-129)), std::unexpected(Error::out_of_range));
  EXPECT_EQ(encode_one("int8", Value::of_signed(-128)), words({std::string(62, 'f') + "80"}));
  EXPECT_EQ(encode_one("bytes4", Value::of(Bytes(5))), std::unexpected(Error::out_of_range));
  EXPECT_EQ(encode_one("bytes4", Value::of(Bytes(3))), std::unexpected(Error::out_of_range));
  EXPECT_EQ(encode_one("bool", Value::of(1)), std::unexpected(Error::wrong_value));
  EXPECT_EQ(encode_one("string", Value::of(Bytes(3))), std::unexpected(Error::wrong_value));
  EXPECT_EQ(encode_one("bytes", Value::of("text")), std::unexpected(Error::wrong_value));
  EXPECT_EQ(encode_one("uint8[2]", Value::list({Value::of(1)})), std::unexpected(Error::wrong_count));
  EXPECT_EQ(encode_one("(bool,bool)", Value::list({Value::of(true)})), std::unexpected(Error::wrong_count));
  EXPECT_EQ(encode_one("uint8[]", Value::of(1)), std::unexpected(Error::wrong_value));
  EXPECT_EQ(encode(types_of("bool"), Values{}), std::unexpected(Error::wrong_count));
}

TEST(Abi, refuses_dirty_words) {
  EXPECT_EQ(decode_text("uint8", words({"100"})), std::unexpected(Error::dirty_padding));
  EXPECT_EQ(decode_text("address", words({"10000000000000000000000000000000000000000"})),
            std::unexpected(Error::dirty_padding));
  EXPECT_EQ(decode_text("bool", words({"2"})), std::unexpected(Error::bad_bool));
  EXPECT_EQ(decode_text("bool", words({"80" + std::string(62, '0')})), std::unexpected(Error::bad_bool));
  EXPECT_EQ(decode_text("int8", words({"80"})), std::unexpected(Error::dirty_padding));
  EXPECT_EQ(decode_text("int8", words({std::string(62, 'f') + "7f"})), std::unexpected(Error::dirty_padding));
  EXPECT_EQ(decode_text("bytes4", words({"1"})), std::unexpected(Error::dirty_padding));
  EXPECT_EQ(decode_text("bytes", words({"20", "1", "aa" + std::string(60, '0') + "01"})),
            std::unexpected(Error::dirty_padding));
}

TEST(Abi, refuses_input_that_ends_inside_a_value) {
  EXPECT_EQ(decode_text("uint256", {}), std::unexpected(Error::too_short));
  EXPECT_EQ(decode_text("uint256", Bytes(31)), std::unexpected(Error::too_short));
  EXPECT_EQ(decode_text("bytes", words({"20"})), std::unexpected(Error::too_short));
  EXPECT_EQ(decode_text("bytes", words({"20", "1"})), std::unexpected(Error::too_short));
  EXPECT_EQ(decode_text("uint256[]", words({"20", "2", "1"})), std::unexpected(Error::too_short));
  EXPECT_EQ(decode_text("(string,bool)", words({"20", "40"})), std::unexpected(Error::too_short));
}

TEST(Abi, refuses_offsets_and_lengths_that_leave_the_input) {
  const std::string huge(64, 'f');
  EXPECT_EQ(decode_text("bytes", words({huge, "0"})), std::unexpected(Error::offset_out_of_range));
  EXPECT_EQ(decode_text("bytes", words({"20", huge})), std::unexpected(Error::offset_out_of_range));
  EXPECT_EQ(decode_text("uint256[]", words({"20", "ffffffffffffffff"})), std::unexpected(Error::offset_out_of_range));
  EXPECT_EQ(decode_text("uint256[][]", words({"20", "1", "60"})), std::unexpected(Error::offset_out_of_range));
}

TEST(Abi, refuses_parts_that_overlap_to_blow_up_memory) {
  // An array of arrays that all point to one long array: 1,000 words would become 250,000.
  Bytes bytes = words({"20", "1f4"});
  for (int i = 0; i < 500; ++i) append(bytes, words({"3e80"}));
  append(bytes, words({"1f4"}));
  bytes.resize(bytes.size() + 500 * 32);
  EXPECT_EQ(decode_text("uint256[][]", bytes), std::unexpected(Error::too_big));
}

TEST(Abi, accepts_another_layout_but_not_as_canonical) {
  const Bytes gap = words({"40", "0", "1", "aa" + std::string(62, '0')});
  EXPECT_EQ(decode_text("bytes", gap).value()[0].bytes(), Bytes{0xaa});
  EXPECT_EQ(decode_canonical(types_of("bytes"), gap), std::unexpected(Error::not_canonical));
  const Bytes longer = words({"7", "0"});
  EXPECT_TRUE(decode_text("uint256", longer).has_value());
  EXPECT_EQ(decode_canonical(types_of("uint256"), longer), std::unexpected(Error::not_canonical));
  EXPECT_TRUE(decode_canonical(types_of("uint256"), words({"7"})).has_value());
}

TEST(Abi, tells_calls_apart_by_their_selector) {
  const Function transfer = Function::of("transfer(address,uint256)");
  const Values values{Value::of(Address{}), Value::of(5)};
  const Bytes call = transfer.encode_call(values).value();
  EXPECT_EQ(transfer.decode_call(call).value(), values);
  EXPECT_EQ(Function::of("approve(address,uint256)").decode_call(call), std::unexpected(Error::wrong_selector));
  EXPECT_EQ(transfer.decode_call(ByteView(call).first(3)), std::unexpected(Error::too_short));
}

TEST(Abi, refuses_function_texts_that_are_none) {
  for (const char* text : {"", "f", "f(", "f)", "(bool)", "1f()", "f()x", "f (bool)", "f(bool))", "f(uint7)"}) {
    EXPECT_FALSE(Function::parse(text).has_value()) << text;
  }
  EXPECT_EQ(Function::of("_f$1()").signature(), "_f$1()");
}

TEST(Abi, writes_and_reads_the_reasons_of_reverts) {
  const Bytes error = encode_error("no consent");
  EXPECT_EQ(to_hex_plain(ByteView(error).first(4)), "08c379a0");
  EXPECT_EQ(revert_reason(error), "no consent");
  EXPECT_EQ(to_hex_plain(ByteView(encode_panic(0x11)).first(4)), "4e487b71");
  EXPECT_EQ(revert_reason(encode_panic(0x11)), "panic 0x11");
  EXPECT_EQ(revert_reason({}), std::nullopt);
  EXPECT_EQ(revert_reason(hex("08c379a0")), std::nullopt);
  EXPECT_EQ(revert_reason(hex("deadbeef")), std::nullopt);
}

/// A random value of a type.
Value random_value(const Type& type, std::mt19937_64& random) {
  using Kind = Type::Kind;
  const auto some_bytes = [&random](std::size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
  };
  Value::List list;
  switch (type.kind()) {
    case Kind::uint:
      return Value::of(random() & 0xff);
    case Kind::integer:
      return Value::of_signed(static_cast<std::int64_t>(random() % 256) - 128);
    case Kind::address:
      return Value::of(fixed_from<Address>(some_bytes(20)).value());
    case Kind::boolean:
      return Value::of(random() % 2 == 1);
    case Kind::fixed_bytes:
      return Value::of(some_bytes(type.size()));
    case Kind::bytes:
      return Value::of(some_bytes(random() % 70));
    case Kind::string:
      return Value::of(kaisho::text_of(some_bytes(random() % 70)));
    case Kind::tuple:
      for (const Type& inner : type.inner()) list.push_back(random_value(inner, random));
      return Value::list(std::move(list));
    default:
      for (std::uint64_t i = type.kind() == Kind::array ? random() % 4 : type.size(); i > 0; --i) {
        list.push_back(random_value(type.inner()[0], random));
      }
      return Value::list(std::move(list));
  }
}

TEST(Abi, takes_back_random_values_and_has_one_canonical_encoding) {
  std::mt19937_64 random(712);
  int accepted = 0;
  for (const char* text : {"uint256,address,bool", "bytes,string,bytes7", "(uint8,bytes)[],int16[3]",
                           "string[2][],(bool,(bytes,int8[]))", "(address,uint256)[2][]", "((((string))))"}) {
    const auto types = types_of(text);
    for (int round = 0; round < 1000; ++round) {
      Values values;
      for (const Type& type : types) values.push_back(random_value(type, random));
      Bytes bytes = encode(types, values).value();
      ASSERT_EQ(decode_canonical(types, bytes), values);
      bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1u << random() % 8);
      const auto other = decode_canonical(types, bytes);
      if (!other) continue;
      ++accepted;
      ASSERT_NE(*other, values);
      ASSERT_EQ(encode(types, *other), bytes);
    }
  }
  EXPECT_GT(accepted, 100) << "the mutations should not all be refused";
}

}  // namespace
}  // namespace kaisho::codec::abi
