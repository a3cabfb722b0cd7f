#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

const Address kTo = address(0x70);

TEST(EvmMessage, moves_value_for_21000_gas) {
  Chain chain;
  Message message = message_to(kTo);
  message.value = U256{5};
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.gas_used, 21'000u);
  EXPECT_EQ(result.diff.accounts.at(kTo).account->balance, U256{5});
  const auto& sender = *result.diff.accounts.at(kSender).account;
  EXPECT_EQ(sender.nonce, 1u);
  EXPECT_EQ(sender.balance, U256{1'000'000'000'000'000'000u - 5});
  EXPECT_EQ(result.diff.accounts.size(), 2u) << "an account that is only touched does not appear";
}

TEST(EvmMessage, leaves_no_trace_of_an_account_that_stays_empty) {
  Chain chain;
  const auto result = chain.run(message_to(kTo));
  EXPECT_FALSE(result.diff.accounts.contains(kTo));
}

TEST(EvmMessage, runs_a_program_and_returns_its_data) {
  Chain chain;
  chain.world.put(kTo, Program{}.push(0).op(Op::calldataload).push(2).op(Op::add).return_word());
  const auto result = chain.run(message_to(kTo, data_of(40)));
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.output, data_of(42));
}

TEST(EvmMessage, gives_the_block_to_programs) {
  Chain chain;
  chain.block.base_fee = U256{7};
  chain.rules.check_base_fee = false;
  const auto answer = [&](const Program& program) {
    chain.world.put(kTo, program);
    return chain.run(message_to(kTo)).output;
  };
  EXPECT_EQ(answer(Program{}.op(Op::number).return_word()), data_of(100));
  EXPECT_EQ(answer(Program{}.op(Op::chainid).return_word()), data_of(31337));
  EXPECT_EQ(answer(Program{}.push(99).op(Op::blockhash).return_word()), data_of(1'099));
  EXPECT_EQ(answer(Program{}.push(100).op(Op::blockhash).return_word()), data_of(0));
}

TEST(EvmMessage, keeps_the_data_of_a_revert_and_undoes_its_writes) {
  Chain chain;
  chain.world.put(kTo, Program{}.sstore(1, 2).push(7).end_with_word(Op::revert));
  const auto result = chain.run(message_to(kTo));
  EXPECT_EQ(result.outcome, Outcome::revert);
  EXPECT_EQ(result.output, data_of(7));
  EXPECT_LT(result.gas_used, 100'000u);
  EXPECT_FALSE(result.diff.accounts.contains(kTo));
  EXPECT_EQ(result.diff.accounts.at(kSender).account->nonce, 1u);
}

TEST(EvmMessage, gives_logs_in_order_with_topics_and_data) {
  Chain chain;
  Program program;
  program.push(0xabc).push(0).op(Op::mstore);
  for (const std::uint32_t topic : {1u, 3u}) program.push(topic + 1).push(topic).push(32).push(0).op(Op::log2);
  chain.world.put(kTo, program);
  const auto result = chain.run(message_to(kTo));
  ASSERT_EQ(result.logs.size(), 2u);
  EXPECT_EQ(result.logs[0], (ledger::Log{kTo, {word(1), word(2)}, data_of(0xabc)}));
  EXPECT_EQ(result.logs[1].topics, (std::vector{word(3), word(4)}));
}

TEST(EvmMessage, gives_no_logs_of_a_reverted_transaction) {
  Chain chain;
  chain.world.put(kTo, Program{}.push(2).push(1).push(0).push(0).op(Op::log2).push(0).push(0).op(Op::revert));
  EXPECT_TRUE(chain.run(message_to(kTo)).logs.empty());
}

TEST(EvmMessage, creates_a_program_at_the_address_of_sender_and_nonce) {
  Chain chain;
  const Program runtime = Program{}.push(9).return_word();
  const auto first = chain.commit(message_to(std::nullopt, deployment_of(runtime).bytes()));
  EXPECT_EQ(first.outcome, Outcome::success);
  EXPECT_EQ(first.created, kCreatedAtNonce0);
  EXPECT_EQ(first.output, runtime.bytes());
  const auto& account = *first.diff.accounts.at(kCreatedAtNonce0).account;
  EXPECT_EQ(account.nonce, 1u);
  EXPECT_EQ(*first.diff.codes.at(account.code_hash), runtime.bytes());

  Message again = message_to(std::nullopt, deployment_of(runtime).bytes());
  again.nonce = 1;
  EXPECT_EQ(chain.commit(again).created, kCreatedAtNonce1);

  Message call = message_to(kCreatedAtNonce1);
  call.nonce = 2;
  EXPECT_EQ(chain.run(call).output, data_of(9));
}

TEST(EvmMessage, refuses_what_may_not_be_in_a_block) {
  Chain chain;
  Message message = message_to(kTo);
  message.nonce = 3;
  EXPECT_FALSE(chain.try_run(message));
  message.nonce = 0;
  message.value = U256::max();
  EXPECT_FALSE(chain.try_run(message));
  message.value = U256{};
  message.gas_limit = 20'999;
  EXPECT_FALSE(chain.try_run(message));
  message.gas_limit = (Gas{1} << 24) + 1;
  EXPECT_FALSE(chain.try_run(message)) << "EIP-7825";
  chain.rules.limit_gas_to_2_24 = false;
  EXPECT_TRUE(chain.try_run(message));
}

TEST(EvmMessage, simulates_without_nonce_funds_and_for_a_contract_as_sender) {
  Chain chain;
  chain.rules = {.check_nonce = false, .check_funds = false, .check_base_fee = false, .check_sender_code = false};
  chain.block.base_fee = U256{1'000'000'000};
  chain.world.put(kTo, Program{}.op(Op::caller).return_word());
  const Address contract = address(0xcc);
  chain.world.put(contract, Program{}.op(Op::stop));
  Message message = message_to(kTo);
  message.from = contract;
  message.nonce = 77;
  EXPECT_EQ(chain.run(message).output, bytes_of(word_of(contract).view()));
}

}  // namespace
}  // namespace kaisho::evm::testing
