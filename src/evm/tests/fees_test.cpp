#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

const Address kTo = address(0x70);
constexpr std::uint64_t kFunds = 1'000'000'000'000'000'000u;

Message with_fees(std::uint64_t max_fee, std::uint64_t priority_fee) {
  Message message = message_to(kTo);
  message.max_fee_per_gas = U256{max_fee};
  message.max_priority_fee_per_gas = U256{priority_fee};
  return message;
}

U256 balance(const ExecutionResult& result, const Address& who) {
  return result.diff.accounts.at(who).account->balance;
}

// EIP-1559: price = min(max fee, base fee + priority fee); the base fee is burnt, the rest goes to the beneficiary.
TEST(EvmFees, charges_base_fee_and_priority_fee_and_burns_the_first) {
  Chain chain;
  chain.block.base_fee = U256{7};
  const auto result = chain.run(with_fees(10, 2));
  EXPECT_EQ(balance(result, kSender), U256{kFunds - 21'000 * 9});
  EXPECT_EQ(balance(result, chain.block.beneficiary), U256{21'000 * 2});
}

TEST(EvmFees, never_charges_more_than_the_max_fee) {
  Chain chain;
  chain.block.base_fee = U256{7};
  const auto result = chain.run(with_fees(8, 2));
  EXPECT_EQ(balance(result, kSender), U256{kFunds - 21'000 * 8});
  EXPECT_EQ(balance(result, chain.block.beneficiary), U256{21'000});
}

TEST(EvmFees, with_a_base_fee_of_0_only_the_priority_fee_is_paid) {
  Chain chain;
  const auto result = chain.run(with_fees(10, 3));
  EXPECT_EQ(balance(result, kSender), U256{kFunds - 21'000 * 3});
  EXPECT_EQ(balance(result, chain.block.beneficiary), U256{21'000 * 3});
}

TEST(EvmFees, a_price_of_0_moves_no_money) {
  Chain chain;
  const auto result = chain.run(with_fees(0, 0));
  EXPECT_EQ(balance(result, kSender), U256{kFunds});
  EXPECT_FALSE(result.diff.accounts.contains(chain.block.beneficiary));
}

TEST(EvmFees, shows_programs_the_effective_price) {
  Chain chain;
  chain.block.base_fee = U256{7};
  chain.world.put(kTo, Program{}.op(Op::gasprice).return_word());
  EXPECT_EQ(chain.run(with_fees(10, 2)).output, data_of(9));
}

TEST(EvmFees, charges_a_legacy_transaction_its_gas_price) {
  Chain chain;
  chain.block.base_fee = U256{7};
  Message message = with_fees(10, 10);
  message.type = ledger::TransactionType::legacy;
  const auto result = chain.run(message);
  EXPECT_EQ(balance(result, kSender), U256{kFunds - 21'000 * 10});
  EXPECT_EQ(balance(result, chain.block.beneficiary), U256{21'000 * 3});
}

TEST(EvmFees, refuses_a_fee_below_the_base_fee_and_fees_that_do_not_fit) {
  Chain chain;
  chain.block.base_fee = U256{7};
  EXPECT_FALSE(chain.try_run(with_fees(6, 0)));
  EXPECT_FALSE(chain.try_run(with_fees(8, 9))) << "priority above max";
  Message message = with_fees(8, 0);
  message.max_fee_per_gas = U256::max();
  EXPECT_FALSE(chain.try_run(message));
  chain.block.base_fee = U256::max();
  EXPECT_FALSE(chain.try_run(with_fees(8, 0)));
}

}  // namespace
}  // namespace kaisho::evm::testing
