#include "kaisho/codec/rlp.hpp"

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <random>

#include "support/vectors.hpp"

namespace kaisho::codec::rlp {
namespace {

Bytes hex(std::string_view text) { return test::bytes_of_hex(text); }

/// Writes what the vectors call "decoded": a text of bytes, or an array of such.
void write(Writer& out, const boost::json::value& decoded) {
  if (const auto* text = decoded.if_string()) {
    out.string(hex({text->data(), text->size()}));
    return;
  }
  out.begin_list();
  for (const auto& element : decoded.as_array()) write(out, element);
  out.end_list();
}

void expect_equal(const Item& item, const boost::json::value& decoded) {
  if (const auto* text = decoded.if_string()) {
    ASSERT_TRUE(item.as_string().has_value());
    EXPECT_EQ(to_hex(*item.as_string()), std::string_view(text->data(), text->size()));
    return;
  }
  const auto& expected = decoded.as_array();
  const ListView list = item.as_list().value();
  ASSERT_EQ(list.size(), expected.size());
  std::size_t index = 0;
  for (const Item& inner : list) expect_equal(inner, expected[index++]);
}

TEST(Rlp, equals_the_packaged_vectors_in_both_directions) {
  const auto vectors = test::ethers_vectors("rlp-coder");
  ASSERT_GT(vectors.as_array().size(), 50u);
  for (const auto& vector : vectors.as_array()) {
    SCOPED_TRACE(test::text_at(vector, "name"));
    const Bytes encoded = test::bytes_at(vector, "encoded");
    Writer out;
    write(out, vector.at("decoded"));
    EXPECT_EQ(std::move(out).take(), encoded);
    const auto item = decode(encoded, 64);
    ASSERT_TRUE(item.has_value()) << describe(item.error());
    expect_equal(*item, vector.at("decoded"));
  }
}

TEST(Rlp, writes_numbers_without_leading_zeros) {
  Writer out;
  out.number(0).number(1).number(0x7f).number(0x80).number(0x0400).number(U256::max());
  EXPECT_EQ(std::move(out).take(), hex("80"
                                       "01"
                                       "7f"
                                       "8180"
                                       "820400"
                                       "a0" +
                                       std::string(64, 'f')));
}

TEST(Rlp, reads_numbers_and_refuses_those_that_do_not_fit) {
  EXPECT_EQ(decode(hex("80"))->as_u64(), 0u);
  EXPECT_EQ(decode(hex("88ffffffffffffffff"))->as_u64(), ~std::uint64_t{0});
  EXPECT_EQ(decode(hex("89010000000000000000"))->as_u64(), std::unexpected(Error::number_too_big));
  EXPECT_EQ(decode(hex("a0" + std::string(64, 'f')))->as_u256(), U256::max());
  EXPECT_EQ(decode(hex("a101" + std::string(64, '0')))->as_u256(), std::unexpected(Error::number_too_big));
  EXPECT_EQ(decode(hex("c0"))->as_u64(), std::unexpected(Error::expected_string));
}

TEST(Rlp, refuses_a_number_with_leading_zeros) {
  EXPECT_EQ(decode(hex("00"))->as_u64(), std::unexpected(Error::leading_zero));
  EXPECT_EQ(decode(hex("820001"))->as_u64(), std::unexpected(Error::leading_zero));
  EXPECT_EQ(decode(hex("820001"))->as_u256(), std::unexpected(Error::leading_zero));
}

TEST(Rlp, refuses_what_has_a_shorter_encoding) {
  EXPECT_EQ(decode(hex("8100")), std::unexpected(Error::non_canonical_byte));
  EXPECT_EQ(decode(hex("817f")), std::unexpected(Error::non_canonical_byte));
  EXPECT_TRUE(decode(hex("8180")).has_value());
  EXPECT_EQ(decode(hex("b837" + std::string(110, 'a'))), std::unexpected(Error::non_canonical_length));
  EXPECT_TRUE(decode(hex("b838" + std::string(112, 'a'))).has_value());
  EXPECT_EQ(decode(hex("b90038" + std::string(112, 'a'))), std::unexpected(Error::non_canonical_length));
  EXPECT_EQ(decode(hex("f837" + std::string(110, '0'))), std::unexpected(Error::non_canonical_length));
  EXPECT_EQ(decode(hex("f90038" + std::string(112, '0'))), std::unexpected(Error::non_canonical_length));
}

TEST(Rlp, refuses_input_that_ends_early_or_goes_on) {
  for (const char* text : {"", "81", "83aaaa", "b8", "b838aa", "c1", "c281", "c2c1", "f8", "f9ffff", "bf", "ff",
                           "bfffffffffffffffff", "ffffffffffffffffff", "c3c2c1"}) {
    EXPECT_EQ(decode(hex(text)), std::unexpected(Error::too_short)) << text;
  }
  for (const char* text : {"0000", "80ff", "c080", "8180ff"}) {
    EXPECT_EQ(decode(hex(text)), std::unexpected(Error::trailing_bytes)) << text;
  }
}

TEST(Rlp, checks_nested_lists_before_it_gives_them_out) {
  EXPECT_EQ(decode(hex("c2c181")), std::unexpected(Error::too_short));
  EXPECT_EQ(decode(hex("c4c38100c0")), std::unexpected(Error::non_canonical_byte));
  EXPECT_EQ(decode(hex("c3c1c2c0")), std::unexpected(Error::too_short))
      << "an inner list may not reach out of the outer";
}

/// Lists in lists, `depth` of them.
Bytes nested(unsigned depth) {
  Writer out;
  for (unsigned i = 0; i < depth; ++i) out.begin_list();
  for (unsigned i = 0; i < depth; ++i) out.end_list();
  return std::move(out).take();
}

TEST(Rlp, bounds_the_depth) {
  EXPECT_TRUE(decode(nested(kMaxDepth)).has_value());
  EXPECT_EQ(decode(nested(kMaxDepth + 1)), std::unexpected(Error::too_deep));
  EXPECT_EQ(decode(nested(1), 0), std::unexpected(Error::too_deep));
  EXPECT_EQ(decode(nested(100'000)), std::unexpected(Error::too_deep));
}

TEST(Rlp, reads_values_of_a_fixed_size) {
  const Bytes twenty = hex("94" + std::string(40, 'b'));
  EXPECT_EQ(decode(twenty)->as_fixed<Address>().value(), fixed_from_hex<Address>(std::string(40, 'b')));
  EXPECT_EQ(decode(twenty)->as_fixed<Hash>(), std::unexpected(Error::wrong_size));
  EXPECT_EQ(decode(hex("80"))->as_optional_fixed<Address>().value(), std::nullopt);
  EXPECT_EQ(decode(hex("80"))->as_fixed<Address>(), std::unexpected(Error::wrong_size));
  EXPECT_EQ(decode(hex("c0"))->as_optional_fixed<Address>(), std::unexpected(Error::expected_string));
}

TEST(Fields, reads_a_record_in_order) {
  const Address address = *fixed_from_hex<Address>(std::string(40, 'c'));
  Writer out;
  out.begin_list().number(7).number(U256::max()).fixed(address).optional_fixed(std::optional<Address>{});
  out.string(Bytes{1, 2}).begin_list().number(1).number(2).end_list().end_list();
  const Bytes bytes = std::move(out).take();

  Fields fields(*decode(bytes));
  EXPECT_EQ(fields.u64(), 7u);
  EXPECT_EQ(fields.u256(), U256::max());
  EXPECT_EQ(fields.fixed<Address>(), address);
  EXPECT_EQ(fields.optional_fixed<Address>(), std::nullopt);
  EXPECT_TRUE(equal(fields.string(), Bytes{1, 2}));
  EXPECT_EQ(fields.finish(), std::unexpected(Error::too_many_items));
  EXPECT_EQ(fields.list().size(), 2u);
  EXPECT_TRUE(fields.finish().has_value());
}

TEST(Fields, keeps_the_first_error) {
  const Bytes bytes =
      hex("c3"
          "820001");
  Fields fields(*decode(bytes));
  EXPECT_EQ(fields.u64(), 0u);
  EXPECT_EQ(fields.fixed<Address>(), Address{});
  EXPECT_EQ(fields.finish(), std::unexpected(Error::leading_zero));
}

TEST(Fields, misses_items_at_the_end_and_items_of_a_string) {
  const Bytes list = hex("c0");
  Fields empty(*decode(list));
  empty.item();
  EXPECT_EQ(empty.finish(), std::unexpected(Error::too_few_items));
  const Bytes text = hex("80");
  Fields string(*decode(text));
  EXPECT_EQ(string.finish(), std::unexpected(Error::expected_list));
}

/// A random tree of at most `budget` items.
void write_random(Writer& out, std::mt19937_64& random, unsigned depth) {
  if (depth == 0 || random() % 3 != 0) {
    Bytes bytes(random() % 5 == 0 ? random() % 300 : random() % 4);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    out.string(bytes);
    return;
  }
  out.begin_list();
  for (std::uint64_t i = random() % 6; i > 0; --i) write_random(out, random, depth - 1);
  out.end_list();
}

void rewrite(Writer& out, const Item& item) {
  if (!item.is_list()) {
    out.string(item.payload());
    return;
  }
  out.begin_list();
  const ListView list = item.as_list().value();
  for (const Item& inner : list) rewrite(out, inner);
  out.end_list();
}

TEST(Rlp, has_one_encoding_for_each_value_under_random_mutation) {
  std::mt19937_64 random(20250712);
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    Writer out;
    write_random(out, random, 5);
    Bytes bytes = std::move(out).take();
    ASSERT_TRUE(decode(bytes).has_value());
    bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    const auto item = decode(bytes);
    if (!item) continue;
    ++accepted;
    Writer again;
    rewrite(again, *item);
    ASSERT_EQ(std::move(again).take(), bytes);
  }
  EXPECT_GT(accepted, 1000) << "the mutations should not all be refused";
}

}  // namespace
}  // namespace kaisho::codec::rlp
