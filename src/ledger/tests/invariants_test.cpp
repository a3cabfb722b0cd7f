#include <gtest/gtest.h>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

class Conservation : public ::testing::Test {
 protected:
  Conservation() {
    state_.accounts[address(1)] = {.nonce = 0, .balance = 100};
    state_.accounts[address(2)] = {.nonce = 0, .balance = 50};
  }
  /// A diff that leaves the two accounts with these balances.
  static StateDiff leaving(const Amount& first, const Amount& second) {
    StateDiff diff;
    diff.accounts[address(1)].account = Account{.nonce = 1, .balance = first};
    diff.accounts[address(2)].account = Account{.nonce = 0, .balance = second};
    return diff;
  }
  MemoryState state_;
};

TEST_F(Conservation, holds_where_value_only_moves) {
  EXPECT_TRUE(conserves_value(state_, leaving(90, 60), 0));
  EXPECT_TRUE(conserves_value(state_, StateDiff{}, 0));
}

TEST_F(Conservation, breaks_where_one_wei_is_made) { EXPECT_FALSE(conserves_value(state_, leaving(90, 61), 0)); }

TEST_F(Conservation, breaks_where_one_wei_is_lost) { EXPECT_FALSE(conserves_value(state_, leaving(90, 59), 0)); }

TEST_F(Conservation, counts_the_burnt_base_fee) {
  EXPECT_TRUE(conserves_value(state_, leaving(90, 55), 5));
  EXPECT_FALSE(conserves_value(state_, leaving(90, 55), 4));
  EXPECT_FALSE(conserves_value(state_, leaving(90, 55), 6));
}

TEST_F(Conservation, lets_value_end_with_a_contract_that_destroyed_itself_but_never_begin) {
  auto diff = leaving(90, 50);
  diff.accounts[address(3)].account = std::nullopt;
  EXPECT_TRUE(conserves_value(state_, diff, 0));
  diff = leaving(101, 50);
  diff.accounts[address(3)].account = std::nullopt;
  EXPECT_FALSE(conserves_value(state_, diff, 0));
}

TEST_F(Conservation, does_not_wrap_where_the_sum_leaves_256_bits) {
  state_.accounts[address(1)].balance = U256::max();
  state_.accounts[address(2)].balance = U256::max();
  EXPECT_TRUE(conserves_value(state_, leaving(U256::max(), U256::max()), 0));
  state_.accounts[address(1)].balance = 0;
  state_.accounts[address(2)].balance = 0;
  EXPECT_FALSE(conserves_value(state_, leaving(U256::max(), 1), 0)) << "2^256 is not 0";
}

}  // namespace
}  // namespace kaisho::ledger
