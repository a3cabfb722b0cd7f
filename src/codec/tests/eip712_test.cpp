#include "kaisho/codec/eip712.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/codec/json.hpp"

namespace kaisho::codec::eip712 {
namespace {

using abi::Value;
using abi::Values;

Address address_of(std::string_view hex) { return fixed_from_hex<Address>(hex).value(); }

// The example of EIP-712 ("Ether Mail").
Domain mail_domain() {
  return {.name = "Ether Mail",
          .version = "1",
          .chain_id = 1,
          .verifying_contract = address_of("CcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"),
          .salt = std::nullopt};
}
constexpr auto kMailType = "Mail(Person from,Person to,string contents)Person(string name,address wallet)";
constexpr auto kMailDigest = "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2";

Values mail_values() {
  const auto person = [](const char* name, const char* wallet) {
    return Value::list({Value::of(name), Value::of(address_of(wallet))});
  };
  return {person("Cow", "CD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"),
          person("Bob", "bBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"), Value::of("Hello, Bob!")};
}

constexpr auto kMailDocument = R"({
  "types": {
    "EIP712Domain": [
      {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
      {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
    "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
    "Mail": [{"name": "from", "type": "Person"}, {"name": "to", "type": "Person"}, {"name": "contents", "type": "string"}]
  },
  "primaryType": "Mail",
  "domain": {"name": "Ether Mail", "version": "1", "chainId": 1,
             "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"},
  "message": {
    "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
    "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
    "contents": "Hello, Bob!"}
})";

TEST(Eip712, equals_the_example_of_the_eip_from_values) {
  EXPECT_EQ(to_hex(domain_separator(mail_domain())),
            "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f");
  const auto hash = struct_hash(kMailType, mail_values());
  EXPECT_EQ(to_hex(*hash), "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e");
  EXPECT_EQ(to_hex(digest(mail_domain(), *hash)), kMailDigest);
}

TEST(Eip712, equals_the_example_of_the_eip_from_the_document) {
  EXPECT_EQ(to_hex(digest_of_json(kMailDocument).value()), kMailDigest);
}

TEST(Eip712, writes_the_document_that_gives_the_same_digest) {
  const auto document = to_json(mail_domain(), kMailType, mail_values());
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(to_hex(digest_of_json(*document).value()), kMailDigest);
  EXPECT_EQ(json::canonicalize(*document), *document);
  EXPECT_NE(document->find(R"("chainId":1,)"), std::string::npos) << "a number, as wallets compare it";
}

constexpr auto kAllType =
    "All(uint8 small,int256 negative,bool flag,bytes4 tag,bytes blob,string text,uint256[] list,Leaf[2][] leaves)"
    "Leaf(int8 value,Leaf[] inner)";

Values all_values() {
  const auto leaf = [](std::int64_t value, Value::List inner) {
    return Value::list({Value::of_signed(value), Value::list(std::move(inner))});
  };
  return {Value::of(255),
          Value::of_signed(-5),
          Value::of(true),
          Value::of(Bytes{1, 2, 3, 4}),
          Value::of(Bytes{0xff}),
          Value::of("\xe2\x82\xac\""),
          Value::list({Value::of(U256::max()), Value::of(0)}),
          Value::list({Value::list({leaf(-128, {}), leaf(127, {leaf(0, {})})})})};
}

TEST(Eip712, hashes_every_kind_of_field_alike_from_values_and_from_the_document) {
  const Domain domain{
      .name = "d", .version = "", .chain_id = ~std::uint64_t{0}, .verifying_contract = {}, .salt = Hash{}};
  const auto document = to_json(domain, kAllType, all_values());
  ASSERT_TRUE(document.has_value()) << describe(document.error());
  const auto hash = struct_hash(kAllType, all_values());
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(digest_of_json(*document), digest(domain, *hash));
}

TEST(Eip712, refuses_values_that_do_not_fit) {
  Values values = all_values();
  values[0] = Value::of(256);
  EXPECT_EQ(struct_hash(kAllType, values), std::unexpected(Error::bad_value));
  values = all_values();
  values.pop_back();
  EXPECT_EQ(struct_hash(kAllType, values), std::unexpected(Error::bad_value));
  values = all_values();
  values[7] = Value::list({Value::list({})});
  EXPECT_EQ(struct_hash(kAllType, values), std::unexpected(Error::bad_value)) << "an array of 2 with none";
  EXPECT_EQ(to_json(mail_domain(), kAllType, values), std::unexpected(Error::bad_value));
}

TEST(Eip712, refuses_types_that_are_not_canonical) {
  for (const char* type :
       {"", "A", "A(", "A)", "A(uint256)", "A(uint x)", "A(uint256 x", "A(uint256 x,)", "A(uint256  x)",
        "A(uint256 x)B(bool y)", "A(uint256 x,bool x)", "A(B b)B(bool y)A(bool z)", "A(uint7 x)",
        "A(C c,B b)C(bool x)B(bool y)", "uint8(bool x)", "A(bool[0] x)", "A((bool) x)", "A(bool x) "}) {
    EXPECT_EQ(struct_hash(type, Values{Value::of(true)}), std::unexpected(Error::bad_type)) << type;
  }
  EXPECT_EQ(struct_hash("A(B b)", Values{}), std::unexpected(Error::unknown_type));
}

TEST(Eip712, bounds_the_depth_of_recursive_structs) {
  Value node = Value::list({Value::list({})});
  for (int i = 0; i < 100; ++i) node = Value::list({Value::list({node})});
  EXPECT_EQ(struct_hash("Node(Node[] next)", node.elements()), std::unexpected(Error::too_deep));
}

/// The mail document with one part replaced.
std::expected<Hash, Error> digest_with(std::string_view part, std::string_view replacement) {
  std::string document = kMailDocument;
  const std::size_t at = document.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  document.replace(at, part.size(), replacement);
  return digest_of_json(document);
}

TEST(Eip712, changes_its_digest_with_every_part_of_the_document) {
  for (const auto& [part, replacement] :
       std::initializer_list<std::pair<const char*, const char*>>{{"Hello, Bob!", "Hello, Bob?"},
                                                                  {"\"Cow\"", "\"Sow\""},
                                                                  {"0xbBbB", "0xbBbC"},
                                                                  {"\"chainId\": 1", "\"chainId\": 2"},
                                                                  {"\"version\": \"1\"", "\"version\": \"2\""}}) {
    const auto digest = digest_with(part, replacement);
    ASSERT_TRUE(digest.has_value()) << replacement;
    EXPECT_NE(to_hex(*digest), kMailDigest) << replacement;
  }
  EXPECT_EQ(to_hex(digest_with("\"chainId\": 1", "\"chainId\": \"0x01\"").value()), kMailDigest);
  EXPECT_EQ(to_hex(digest_with("\"chainId\": 1", "\"chainId\": \"1\"").value()), kMailDigest);
}

TEST(Eip712, refuses_documents_by_name) {
  const auto expect = [](std::string_view part, std::string_view replacement, Error error) {
    EXPECT_EQ(digest_with(part, replacement), std::unexpected(error)) << replacement;
  };
  expect("\"contents\": \"Hello, Bob!\"", "\"contents\": \"Hello\", \"hidden\": 1", Error::unknown_field);
  expect(",\n    \"contents\": \"Hello, Bob!\"", "", Error::missing_field);
  expect("\"contents\": \"Hello, Bob!\"", "\"contents\": \"a\", \"contents\": \"b\"", Error::bad_json);
  expect("\"Hello, Bob!\"", "7", Error::bad_value);
  expect("\"chainId\": 1", "\"chainId\": 1.5", Error::bad_value);
  expect("\"chainId\": 1", "\"chainId\": -1", Error::bad_value);
  expect("\"chainId\": 1", "\"chainId\": 9007199254740992", Error::bad_value);
  expect("\"chainId\": 1", "\"chainId\": \"0x\"", Error::bad_value);
  expect("\"chainId\": 1", "\"chainId\": \"\"", Error::bad_value);
  expect("0xbBbB", "0xbB", Error::bad_value);
  expect("\"primaryType\": \"Mail\"", "\"primaryType\": \"Post\"", Error::unknown_type);
  expect("\"primaryType\": \"Mail\"", "\"primaryType\": 1", Error::bad_json);
  expect("\"EIP712Domain\"", "\"Domain\"", Error::unknown_type);
  expect("\"type\": \"Person\"", "\"type\": \"Human\"", Error::unknown_type);
  expect("\"type\": \"address\"", "\"type\": \"uint\"", Error::bad_type);
  expect("\"message\"", "\"massage\"", Error::bad_json);
  EXPECT_EQ(digest_of_json("[]"), std::unexpected(Error::bad_json));
  EXPECT_EQ(digest_of_json(""), std::unexpected(Error::bad_json));
  EXPECT_EQ(digest_of_json(std::string(kMaxDocumentSize + 1, ' ')), std::unexpected(Error::bad_json));
}

TEST(Eip712, knows_the_borders_of_signed_numbers) {
  const auto with = [](std::string_view type, std::string_view number) {
    return digest_of_json(R"({"types":{"EIP712Domain":[],"N":[{"name":"n","type":")" + std::string(type) +
                          R"("}]},"primaryType":"N","domain":{},"message":{"n":)" + std::string(number) + "}}");
  };
  const std::string half = "57896044618658097711785492504343953926634992332820282019728792003956564819968";  // 2^255
  EXPECT_TRUE(with("int256", "\"-" + half + "\"").has_value());
  EXPECT_FALSE(with("int256", "\"" + half + "\"").has_value());
  EXPECT_TRUE(with("uint256", "\"" + half + "\"").has_value());
  EXPECT_FALSE(with("int256", "\"-" + half.substr(0, half.size() - 1) + "9\"").has_value());
  EXPECT_TRUE(with("int8", "-128").has_value());
  EXPECT_FALSE(with("int8", "-129").has_value());
  EXPECT_FALSE(with("int8", "128").has_value());
  EXPECT_EQ(with("int8", "-1"), with("int8", "\"-0x1\""));
  EXPECT_FALSE(with("uint8", "\"-1\"").has_value());
  EXPECT_FALSE(with("uint256", "\"0x1" + std::string(64, '0') + "\"").has_value());
}

}  // namespace
}  // namespace kaisho::codec::eip712
