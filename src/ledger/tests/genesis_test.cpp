#include "kaisho/ledger/genesis.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <kaisho/crypto/hash.hpp>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

Genesis a_genesis() {
  Genesis genesis;
  genesis.timestamp = 5;
  genesis.state.accounts[address(1)].account = Account{.nonce = 0, .balance = 100};
  auto& contract = genesis.state.accounts[address(2)];
  const auto code = std::make_shared<const Bytes>(Bytes{kSystemContractCode});
  contract.account = Account{.nonce = 1, .balance = 0, .code_hash = crypto::keccak256(*code)};
  contract.storage = {{word(1), word(2)}, {word(3), word(4)}};
  genesis.state.codes[crypto::keccak256(*code)] = code;
  return genesis;
}

TEST(Genesis, takes_back_what_it_writes) {
  const auto bytes = encode_genesis(a_genesis());
  const auto genesis = decode_genesis(bytes);
  ASSERT_TRUE(genesis.has_value());
  EXPECT_EQ(genesis->state.accounts, a_genesis().state.accounts);
  EXPECT_EQ(*genesis->state.codes.begin()->second, Bytes{kSystemContractCode});
  EXPECT_EQ(encode_genesis(*genesis), bytes);
}

TEST(Genesis, refuses_truncations_and_other_orders) {
  const auto bytes = encode_genesis(a_genesis());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_genesis(ByteView(bytes).first(size)).has_value()) << size;
  }
  auto swapped = bytes;
  const auto third = word(3);
  const auto at = std::search(swapped.begin(), swapped.end(), third.bytes.begin(), third.bytes.end());
  ASSERT_NE(at, swapped.end());
  *(at + 31) = 1;  // slot 1 a second time
  EXPECT_FALSE(decode_genesis(swapped).has_value());
}

TEST(Genesis, differs_where_any_part_of_it_differs) {
  const auto same = genesis_document_hash(a_genesis());
  const auto changed = [](auto change) {
    auto genesis = a_genesis();
    change(genesis);
    return genesis_document_hash(genesis);
  };
  EXPECT_NE(same, changed([](Genesis& g) { g.chain_id = 1; }));
  EXPECT_NE(same, changed([](Genesis& g) { g.timestamp = 6; }));
  EXPECT_NE(same, changed([](Genesis& g) { g.gas_limit = 1; }));
  EXPECT_NE(same, changed([](Genesis& g) { g.base_fee = 1; }));
  EXPECT_NE(same, changed([](Genesis& g) { g.state.accounts[address(1)].account->balance = 101; }));
  EXPECT_NE(same, changed([](Genesis& g) { g.state.accounts[address(2)].storage[word(1)] = word(9); }));
  EXPECT_NE(same, changed([](Genesis& g) { g.state.codes.clear(); }));
}

TEST(Genesis, header_is_block_0_and_holds_the_hash_of_the_document) {
  const auto header = genesis_header(a_genesis());
  EXPECT_EQ(header.height, 0u);
  EXPECT_TRUE(header.parent_hash.is_zero());
  EXPECT_EQ(header.extra, bytes_of(genesis_document_hash(a_genesis()).view()));
  EXPECT_EQ(header.transactions_root, transactions_root({}));
  EXPECT_EQ(decode_header(encode_header(header)), header);
}

}  // namespace
}  // namespace kaisho::ledger
