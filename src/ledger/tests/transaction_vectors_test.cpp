#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "support/vectors.hpp"

/// The thousands of signed transactions that ethers tests itself with (npm @ethersproject/testcases, MIT).
namespace kaisho::ledger {
namespace {

using test::bytes_at;
using test::text_at;

crypto::PrivateKey key_at(const boost::json::value& object, std::string_view name) {
  const auto bytes = test::fixed_at<Word>(object, name);
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes.bytes));
}

/// The wire form decodes, recovers to `sender`, and comes out again when its content is signed with `key`.
void expect_round_trip(const Bytes& wire, const Address& sender, const crypto::PrivateKey& key) {
  const auto tx = recover_transaction(wire);
  ASSERT_TRUE(tx.has_value()) << tx.error().describe();
  EXPECT_EQ(tx->sender, sender);
  EXPECT_EQ(encode_transaction(tx->transaction), wire);
  EXPECT_EQ(encode_transaction(sign_transaction(tx->transaction, key)), wire);
}

/// Some vectors have gas limits of 9 bytes; this ledger takes 8, as geth does.
bool has_huge_gas_limit(const boost::json::value& vector) {
  return vector.as_object().contains("gasLimit") && bytes_at(vector, "gasLimit").size() > 8;
}

TEST(TransactionVectors, legacy_ones_of_ethers_with_and_without_a_chain) {
  const auto vectors = test::ethers_vectors("transactions");
  ASSERT_GT(vectors.as_array().size(), 1'000u);
  for (const auto& vector : vectors.as_array()) {
    SCOPED_TRACE(text_at(vector, "name"));
    const auto key = key_at(vector, "privateKey");
    const auto sender = test::fixed_at<Address>(vector, "accountAddress");
    const auto unprotected = bytes_at(vector, "signedTransaction");
    const auto protected_5 = bytes_at(vector, "signedTransactionChainId5");
    if (has_huge_gas_limit(vector)) {
      EXPECT_EQ(decode_transaction(unprotected), std::unexpected(DecodeError::field_out_of_range));
      continue;
    }
    expect_round_trip(unprotected, sender, key);
    expect_round_trip(protected_5, sender, key);
    EXPECT_EQ(decode_transaction(unprotected)->chain_id, std::nullopt);
    EXPECT_EQ(decode_transaction(protected_5)->chain_id, 5u);
  }
}

TEST(TransactionVectors, typed_ones_of_ethers) {
  const auto vectors = test::ethers_vectors("typed-transactions");
  ASSERT_GT(vectors.as_array().size(), 1'000u);
  for (const auto& vector : vectors.as_array()) {
    SCOPED_TRACE(text_at(vector, "name"));
    expect_round_trip(bytes_at(vector, "signed"), test::fixed_at<Address>(vector, "address"), key_at(vector, "key"));
  }
}

}  // namespace
}  // namespace kaisho::ledger
