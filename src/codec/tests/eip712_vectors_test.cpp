#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "kaisho/codec/eip712.hpp"
#include "support/vectors.hpp"

namespace kaisho::codec::eip712 {
namespace {

constexpr std::pair<const char*, const char*> kDomainFields[] = {{"name", "string"},
                                                                 {"version", "string"},
                                                                 {"chainId", "uint256"},
                                                                 {"verifyingContract", "address"},
                                                                 {"salt", "bytes32"}};

/// The document that a wallet gets: the vectors leave the domain's type out.
std::string document_of(const boost::json::value& vector) {
  boost::json::array domain_type;
  for (const auto& [name, type] : kDomainFields) {
    if (vector.at("domain").as_object().contains(name)) {
      domain_type.push_back(boost::json::object{{"name", name}, {"type", type}});
    }
  }
  boost::json::object types = vector.at("types").as_object();
  types["EIP712Domain"] = domain_type;
  return boost::json::serialize(boost::json::object{{"types", types},
                                                    {"primaryType", vector.at("primaryType")},
                                                    {"domain", vector.at("domain")},
                                                    {"message", vector.at("data")}});
}

TEST(Eip712Vectors, equal_the_packaged_ones) {
  const auto vectors = test::ethers_vectors("eip712");
  ASSERT_GT(vectors.as_array().size(), 1000u);
  for (const auto& vector : vectors.as_array()) {
    const auto digest = digest_of_json(document_of(vector));
    ASSERT_TRUE(digest.has_value()) << test::text_at(vector, "name") << ": " << describe(digest.error());
    ASSERT_EQ(*digest, test::fixed_at<Hash>(vector, "digest")) << test::text_at(vector, "name");
  }
}

}  // namespace
}  // namespace kaisho::codec::eip712
