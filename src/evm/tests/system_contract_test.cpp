#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

using ledger::Host;
using ledger::SystemAnswer;
using ledger::SystemCall;
using ledger::SystemGas;

const Address kSystem = address(0x4b, 0x10);
const Address kProgram = address(0x70);
const Address kOuter = address(0x71);

/// Stores the input's first word in slot 1, logs it, and answers it plus the old value's slot.
SystemAnswer store_input(Host& host, const SystemCall& call) {
  Word value;
  std::copy_n(call.input.begin(), std::min<std::size_t>(call.input.size(), 32), value.bytes.begin());
  const Word before = host.load(word(1));
  host.store(word(1), value);
  host.log({word(0xe7e), word_of(call.caller)}, bytes_of(value.view()));
  return {.success = true, .output = bytes_of(before.view())};
}

Program forwarder(Op call, const Address& to = kSystem) {
  return Program{}.copy_calldata().forward_calldata(call, to).op(Op::pop).end_with_returned(Op::return_);
}

/// Forwards, and answers whether the call succeeded.
Program witness(Op call, const Address& to) {
  return Program{}.copy_calldata().forward_calldata(call, to).return_word();
}

struct StoringChain : Chain {
  Scripted contract{kSystem, store_input};
  StoringChain() { add(contract); }
};

TEST(SystemContract, answers_a_transaction_and_keeps_its_records_as_storage) {
  StoringChain chain;
  const auto result = chain.commit(message_to(kSystem, data_of(5)));
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.output, data_of(0));
  EXPECT_EQ(result.diff.accounts.at(kSystem).storage, (std::map<Word, Word>{{word(1), word(5)}}));
  EXPECT_EQ(result.diff.accounts.at(kSystem).account->nonce, 1u);
  ASSERT_EQ(result.logs.size(), 1u);
  EXPECT_EQ(result.logs[0], (ledger::Log{kSystem, {word(0xe7e), word_of(kSender)}, data_of(5)}));

  Message again = message_to(kSystem, data_of(6));
  again.nonce = 1;
  EXPECT_EQ(chain.run(again).output, data_of(5)) << "the record of the first call";
}

TEST(SystemContract, costs_what_the_published_table_says) {
  StoringChain chain;
  const Gas calldata = 31 * 4 + 16;
  const Gas expected = SystemGas::kCall + SystemGas::kInputWord + SystemGas::kLoad + SystemGas::kStoreSet +
                       SystemGas::kLog + 2 * SystemGas::kLogTopic + 32 * SystemGas::kLogByte;
  EXPECT_EQ(chain.run(message_to(kSystem, data_of(5))).gas_used, 21'000 + calldata + expected);
}

TEST(SystemContract, takes_all_gas_and_undoes_all_when_gas_runs_out) {
  StoringChain chain;
  Message message = message_to(kSystem, data_of(5));
  message.gas_limit = 21'000 + 31 * 4 + 16 + SystemGas::kCall + SystemGas::kLoad + SystemGas::kStoreSet + 10;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::halt);
  EXPECT_EQ(result.gas_used, message.gas_limit);
  EXPECT_NE(result.halt_reason.find("out of gas"), std::string::npos) << result.halt_reason;
  EXPECT_FALSE(result.diff.accounts.contains(kSystem));
}

TEST(SystemContract, sees_who_calls_and_is_reached_from_inside_the_EVM) {
  StoringChain chain;
  chain.world.put(kProgram, forwarder(Op::call));
  const auto result = chain.run(message_to(kProgram, data_of(5)));
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.diff.accounts.at(kSystem).storage.at(word(1)), word(5));
  ASSERT_EQ(result.logs.size(), 1u);
  EXPECT_EQ(result.logs[0].topics[1], word_of(kProgram)) << "msg.sender is the program";
}

TEST(SystemContract, tells_origin_value_and_block) {
  SystemCall seen{.self = {}, .caller = {}, .origin = {}, .value = {}, .input = {}, .block = block_100()};
  Height height = 0;
  const Scripted contract(kSystem, [&](Host&, const SystemCall& call) {
    seen.self = call.self;
    seen.caller = call.caller;
    seen.origin = call.origin;
    seen.value = call.value;
    height = call.block.height;
    return SystemAnswer{.success = true, .output = {}};
  });
  Chain chain;
  chain.add(contract);
  chain.world.put(kProgram, forwarder(Op::call));
  (void)chain.run(message_to(kProgram));
  EXPECT_EQ(seen.self, kSystem);
  EXPECT_EQ(seen.caller, kProgram);
  EXPECT_EQ(seen.origin, kSender);
  EXPECT_EQ(height, 100u);
  Message paying = message_to(kSystem);
  paying.value = U256{31};
  const auto result = chain.run(paying);
  EXPECT_EQ(seen.value, U256{31});
  EXPECT_EQ(result.diff.accounts.at(kSystem).account->balance, U256{31});
}

TEST(SystemContract, its_revert_undoes_its_writes_and_gives_the_value_back) {
  const Scripted contract(kSystem, [](Host& host, const SystemCall&) {
    host.store(word(1), word(2));
    host.log({word(1)}, {});
    return SystemAnswer{.success = false, .output = data_of(0xbad)};
  });
  Chain chain;
  chain.add(contract);
  Message message = message_to(kSystem);
  message.value = U256{31};
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::revert);
  EXPECT_EQ(result.output, data_of(0xbad));
  EXPECT_TRUE(result.logs.empty());
  EXPECT_FALSE(result.diff.accounts.contains(kSystem));
  EXPECT_LT(result.gas_used, 60'000u) << "unused gas goes back";
}

TEST(SystemContract, its_writes_are_undone_when_the_calling_program_reverts) {
  StoringChain chain;
  chain.world.put(kProgram, Program{}.copy_calldata().forward_calldata(Op::call, kSystem).end_with_word(Op::revert));
  const auto reverted = chain.run(message_to(kProgram, data_of(5)));
  EXPECT_EQ(reverted.outcome, Outcome::revert);
  EXPECT_EQ(reverted.output, data_of(1)) << "the system contract itself had succeeded";
  EXPECT_FALSE(reverted.diff.accounts.contains(kSystem));

  chain.world.put(kOuter, witness(Op::call, kProgram));
  const auto caught = chain.run(message_to(kOuter, data_of(5)));
  EXPECT_EQ(caught.outcome, Outcome::success);
  EXPECT_EQ(caught.output, data_of(0)) << "the program below reverted";
  EXPECT_FALSE(caught.diff.accounts.contains(kSystem));
  EXPECT_TRUE(caught.logs.empty());
}

// EIP-214
TEST(SystemContract, may_read_but_not_write_in_a_static_call) {
  StoringChain chain;
  chain.world.put(kProgram, witness(Op::staticcall, kSystem));
  const auto refused = chain.run(message_to(kProgram, data_of(5)));
  EXPECT_EQ(refused.output, data_of(0));
  EXPECT_FALSE(refused.diff.accounts.contains(kSystem));

  const Scripted reader(address(0x4b, 0x11), [](Host& host, const SystemCall& call) {
    return SystemAnswer{.success = call.is_static, .output = bytes_of(host.load(word(7)).view())};
  });
  chain.add(reader);
  chain.world.slots[{reader.address(), word(7)}] = word(77);
  chain.world.put(kProgram, forwarder(Op::staticcall, reader.address()));
  EXPECT_EQ(chain.run(message_to(kProgram)).output, data_of(77));
}

TEST(SystemContract, is_never_run_over_another_accounts_storage) {
  StoringChain chain;
  for (const Op call : {Op::delegatecall, Op::callcode}) {
    chain.world.put(kProgram, witness(call, kSystem));
    const auto result = chain.run(message_to(kProgram, data_of(5)));
    EXPECT_EQ(result.output, data_of(0));
    EXPECT_FALSE(result.diff.accounts.contains(kSystem));
    EXPECT_FALSE(result.diff.accounts.contains(kProgram));
  }
  chain.world.put(kProgram, forwarder(Op::delegatecall));
  const auto reason = chain.run(message_to(kProgram, data_of(5))).output;
  EXPECT_NE(text_of(reason).find("delegatecall is refused"), std::string_view::npos);
  EXPECT_EQ(reason.size() % 32, 4u) << "Error(string)";
}

TEST(SystemContract, tells_the_code_hash_of_a_program_and_zero_for_nothing) {
  std::vector<Hash> seen;
  const Scripted contract(kSystem, [&](Host& host, const SystemCall&) {
    seen = {host.code_hash(kProgram), host.code_hash(address(0x99))};
    return SystemAnswer{.success = true, .output = {}};
  });
  Chain chain;
  chain.add(contract);
  chain.world.put(kProgram, Program{}.op(Op::stop));
  (void)chain.run(message_to(kSystem));
  EXPECT_EQ(seen, (std::vector{chain.world.account(kProgram)->code_hash, Hash{}}));
}

TEST(SystemContract, has_code_for_EXTCODESIZE_and_is_ordinary_code_where_it_is_not_registered) {
  StoringChain chain;
  chain.world.put(kProgram, Program{}.push(kSystem).op(Op::extcodesize).return_word());
  EXPECT_EQ(chain.run(message_to(kProgram)).output, data_of(1));
  chain.systems.clear();
  EXPECT_EQ(chain.run(message_to(kSystem, data_of(5))).outcome, Outcome::halt) << "INVALID";
}

}  // namespace
}  // namespace kaisho::evm::testing
