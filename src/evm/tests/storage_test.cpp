#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

const Address kTo = address(0x70);

TEST(EvmStorage, reads_and_writes_slots_and_reports_only_real_changes) {
  Chain chain;
  chain.world.slots[{kTo, word(1)}] = word(10);
  chain.world.slots[{kTo, word(2)}] = word(20);
  // Slot 3 becomes slot 1 + 5; slot 2 is written with what it holds; slot 4 is set and taken back.
  chain.world.put(kTo, Program{}
                           .push(1)
                           .op(Op::sload)
                           .push(5)
                           .op(Op::add)
                           .push(3)
                           .op(Op::sstore)
                           .sstore(2, 20)
                           .sstore(4, 1)
                           .sstore(4, 0));
  const auto result = chain.run(message_to(kTo));
  const auto& diff = result.diff.accounts.at(kTo);
  EXPECT_EQ(diff.storage, (std::map<Word, Word>{{word(3), word(15)}}));
  EXPECT_EQ(diff.account, chain.world.account(kTo)) << "the account itself is as before";
}

TEST(EvmStorage, charges_a_new_slot_22100_gas) {
  Chain chain;
  chain.world.put(kTo, Program{}.sstore(1, 2));
  EXPECT_EQ(chain.run(message_to(kTo)).gas_used, 21'000u + 3 + 3 + 22'100);
}

TEST(EvmStorage, refunds_a_cleared_slot_and_reports_it_as_zero) {
  Chain chain;
  chain.world.slots[{kTo, word(1)}] = word(2);
  chain.world.put(kTo, Program{}.sstore(1, 0));
  const auto result = chain.run(message_to(kTo));
  EXPECT_EQ(result.gas_refunded, 4'800u);
  EXPECT_EQ(result.gas_used, 21'000u + 3 + 3 + 5'000 - 4'800);
  EXPECT_EQ(result.diff.accounts.at(kTo).storage.at(word(1)), Word{});
}

TEST(EvmStorage, makes_the_slots_of_an_access_list_warm) {
  Chain chain;
  chain.world.put(kTo, Program{}.push(1).op(Op::sload, Op::pop));
  Message message = message_to(kTo);
  EXPECT_EQ(chain.run(message).gas_used, 21'000u + 3 + 2'100 + 2);
  message.access_list = {{kTo, {word(1)}}};
  EXPECT_EQ(chain.run(message).gas_used, 21'000u + 2'400 + 1'900 + 3 + 100 + 2);
  message.type = ledger::TransactionType::access_list;
  EXPECT_EQ(chain.run(message).gas_used, 21'000u + 2'400 + 1'900 + 3 + 100 + 2);
}

TEST(EvmStorage, forgets_transient_storage_after_the_transaction) {
  Chain chain;
  chain.world.put(kTo, Program{}.push(0).op(Op::tload).push(7).push(0).op(Op::tstore).return_word());
  EXPECT_EQ(chain.commit(message_to(kTo)).output, data_of(0));
  Message again = message_to(kTo);
  again.nonce = 1;
  EXPECT_EQ(chain.run(again).output, data_of(0));
}

// EIP-6780: a program goes only in the transaction that made it.
TEST(EvmStorage, a_program_that_ends_itself_in_its_own_transaction_never_was) {
  Chain chain;
  const Address heir = address(0x4e);
  Message message = message_to(std::nullopt, Program{}.sstore(1, 2).push(heir).op(Op::selfdestruct).bytes());
  message.value = U256{12};
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.diff.accounts.at(kCreatedAtNonce0), ledger::AccountDiff{}) << "named, without account and storage";
  EXPECT_EQ(result.diff.accounts.at(heir).account->balance, U256{12});
}

TEST(EvmStorage, names_the_program_that_took_its_balance_with_it) {
  Chain chain;
  Message message = message_to(std::nullopt, Program{}.push(kCreatedAtNonce0).op(Op::selfdestruct).bytes());
  message.value = U256{12};
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.diff.accounts.at(kCreatedAtNonce0), ledger::AccountDiff{});
}

TEST(EvmStorage, an_older_program_that_ends_itself_only_loses_its_balance) {
  Chain chain;
  const Address heir = address(0x4e);
  chain.world.put(kTo, Program{}.push(heir).op(Op::selfdestruct));
  chain.world.accounts[kTo].balance = U256{12};
  const auto result = chain.run(message_to(kTo));
  ASSERT_TRUE(result.diff.accounts.at(kTo).account);
  EXPECT_EQ(result.diff.accounts.at(kTo).account->balance, U256{});
  EXPECT_EQ(result.diff.accounts.at(kTo).account->code_hash, chain.world.account(kTo)->code_hash);
}

TEST(EvmStorage, deletes_an_account_that_existed_and_ends_itself) {
  Chain chain;
  chain.world.accounts[kCreatedAtNonce0].balance = U256{3};  // funded before there was code
  const auto result = chain.run(message_to(std::nullopt, Program{}.push(address(0x4e)).op(Op::selfdestruct).bytes()));
  ASSERT_TRUE(result.diff.accounts.contains(kCreatedAtNonce0));
  EXPECT_FALSE(result.diff.accounts.at(kCreatedAtNonce0).account);
}

}  // namespace
}  // namespace kaisho::evm::testing
