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
constexpr std::size_t kAnswer = 64;

/// Calls the program with the input's rest; the first byte says how. Answers success and what came back.
SystemAnswer call_program(Host& host, const SystemCall& call) {
  const ByteView rest = call.input.subspan(1);
  const auto called = call.input.front() == 's' ? host.static_call(kProgram, rest, 1'000'000, kAnswer)
                                                : host.call(kProgram, rest, 1'000'000, kAnswer);
  host.store(word(1), word(called.success ? 1 : 2));
  return {.success = true, .output = called.output};
}

struct CallingChain : Chain {
  Scripted contract{kSystem, call_program};
  CallingChain() {
    rules.create_mode = CreateMode::governed;
    add(contract);
  }
  [[nodiscard]] ExecutionResult send(char how, ByteView rest = {}) const {
    Bytes data{static_cast<std::uint8_t>(how)};
    append(data, rest);
    return run(message_to(kSystem, data));
  }
  [[nodiscard]] static Word told(const ExecutionResult& result) {
    return result.diff.accounts.at(kSystem).storage.at(word(1));
  }
};

TEST(SystemCalls, G7_a_called_program_sees_the_system_contract_and_keeps_what_it_wrote) {
  CallingChain chain;
  chain.world.put(kProgram, Program{}.op(Op::caller).push(3).op(Op::sstore).op(Op::callvalue).return_word());
  const auto result = chain.send('c');
  EXPECT_EQ(result.output, data_of(0)) << "no coins";
  EXPECT_EQ(result.diff.accounts.at(kProgram).storage.at(word(3)), word_of(kSystem));
  EXPECT_EQ(CallingChain::told(result), word(1));
}

TEST(SystemCalls, G7_the_arguments_arrive_and_the_answer_is_cut_at_the_limit) {
  CallingChain chain;
  chain.world.put(kProgram, Program{}.copy_calldata().push(200).push(0).op(Op::return_));
  EXPECT_EQ(chain.send('c', data_of(77)).output, [] {
    Bytes expected = data_of(77);
    expected.resize(kAnswer);
    return expected;
  }());
}

TEST(SystemCalls, G7_what_a_program_did_that_reverts_is_undone_and_its_reason_is_known) {
  CallingChain chain;
  chain.world.put(kProgram, Program{}.sstore(3, 4).push(0xbad).end_with_word(Op::revert));
  const auto result = chain.send('c');
  EXPECT_EQ(result.output, data_of(0xbad));
  EXPECT_EQ(CallingChain::told(result), word(2));
  EXPECT_FALSE(result.diff.accounts.contains(kProgram));
}

TEST(SystemCalls, G7_what_a_called_program_did_is_undone_with_an_outer_frame) {
  CallingChain chain;
  const Address outer = address(0x71);
  chain.world.put(kProgram, Program{}.sstore(3, 4));
  chain.world.put(outer, Program{}.copy_calldata().forward_calldata(Op::call, kSystem).end_with_word(Op::revert));
  const auto result = chain.run(message_to(outer, Bytes{'c'}));
  EXPECT_EQ(result.output, data_of(1)) << "the system contract itself had succeeded";
  EXPECT_FALSE(result.diff.accounts.contains(kProgram));
  EXPECT_FALSE(result.diff.accounts.contains(kSystem));
}

// EIP-214
TEST(SystemCalls, G10_a_static_call_can_not_write) {
  CallingChain chain;
  chain.world.put(kProgram, Program{}.sstore(3, 4));
  const auto result = chain.send('s');
  EXPECT_EQ(CallingChain::told(result), word(2));
  EXPECT_FALSE(result.diff.accounts.contains(kProgram));
  chain.world.put(kProgram, Program{}.push(9).return_word());
  EXPECT_EQ(chain.send('s').output, data_of(9));
}

TEST(SystemCalls, G10_inside_a_static_call_only_static_calls_are_made) {
  const auto answers = [](char how) {
    const Scripted contract(kSystem, [how](Host& host, const SystemCall&) {
      const auto called =
          how == 's' ? host.static_call(kProgram, {}, 100'000, kAnswer) : host.call(kProgram, {}, 100'000, kAnswer);
      return SystemAnswer{.success = called.success, .output = called.output};
    });
    Chain chain;
    chain.add(contract);
    chain.world.put(kProgram, Program{}.push(9).return_word());
    chain.world.put(address(0x71), Program{}.forward_calldata(Op::staticcall, kSystem).return_word());
    return chain.run(message_to(address(0x71))).output;
  };
  EXPECT_EQ(answers('s'), data_of(1));
  EXPECT_EQ(answers('c'), data_of(0)) << "a call that may write fails the whole system call";
}

TEST(SystemCalls, G7_a_program_that_halts_costs_its_limit_and_no_more) {
  CallingChain chain;
  chain.world.put(kProgram, Bytes{0xfe});
  const auto result = chain.send('c');
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(CallingChain::told(result), word(2));
  const Gas own = SystemGas::kCall + SystemGas::kInputWord + SystemGas::kCallProgram + SystemGas::kStoreSet;
  EXPECT_EQ(result.gas_used, 21'000 + 16 + own + 1'000'000);
}

// EIP-150
TEST(SystemCalls, G7_a_64th_of_the_gas_stays_behind) {
  CallingChain chain;
  chain.world.put(kProgram, Bytes{0xfe});
  Message message = message_to(kSystem, Bytes{'c'});
  message.gas_limit = 21'016 + SystemGas::kCall + SystemGas::kInputWord + SystemGas::kCallProgram + 640'000;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::halt) << "a 64th does not pay for the write after it";
  message.gas_limit = 21'016 + SystemGas::kCall + SystemGas::kInputWord + SystemGas::kCallProgram + 64 * 22'100;
  EXPECT_EQ(chain.run(message).outcome, Outcome::success);
}

TEST(SystemCalls, G7_an_account_without_code_answers_with_nothing) {
  CallingChain chain;
  const auto result = chain.send('c');
  EXPECT_TRUE(result.output.empty());
  EXPECT_EQ(CallingChain::told(result), word(1));
}

/// Calls the program when a user calls; a caller that is the program wants to write.
SystemAnswer write_or_call(Host& host, const SystemCall& call) {
  if (call.caller == kProgram) {
    if (!call.input.empty()) return {.success = true, .output = bytes_of(host.load(word(7)).view())};
    host.store(word(7), word(666));
    return {.success = true, .output = {}};
  }
  host.store(word(7), word(7));
  const auto called = host.call(kProgram, call.input, 1'000'000, kAnswer);
  return {.success = true, .output = called.output};
}

TEST(SystemCalls, G7_a_hostile_program_that_comes_back_can_read_but_not_write) {
  const Scripted contract(kSystem, write_or_call);
  Chain chain;
  chain.add(contract);
  // Without calldata: tries to write, and answers whether that succeeded.
  chain.world.put(kProgram, Program{}
                                .copy_calldata()
                                .push(0)
                                .push(0)
                                .push(0)
                                .push(0)
                                .push(0)
                                .push(kSystem)
                                .push(100'000)
                                .op(Op::call)
                                .return_word());
  const auto hostile = chain.run(message_to(kSystem));
  EXPECT_EQ(hostile.output, data_of(0));
  EXPECT_EQ(hostile.diff.accounts.at(kSystem).storage.at(word(7)), word(7));
  // With calldata: reads, and sees what was written before the call.
  chain.world.put(
      kProgram,
      Program{}.copy_calldata().forward_calldata(Op::call, kSystem).op(Op::pop).end_with_returned(Op::return_));
  EXPECT_EQ(chain.run(message_to(kSystem, Bytes{1})).output, data_of(7));
}

TEST(SystemCalls, G7_the_lock_ends_with_the_call) {
  const Scripted contract(kSystem, [](Host& host, const SystemCall& call) {
    if (call.input.empty()) (void)host.call(kProgram, {}, 100'000, kAnswer);
    if (call.caller != kProgram) host.store(word(7), word(9));
    return SystemAnswer{.success = true, .output = {}};
  });
  Chain chain;
  chain.add(contract);
  chain.world.put(kProgram, Bytes{0xfe});
  const Address twice = address(0x71);
  chain.world.put(twice, Program{}
                             .forward_calldata(Op::call, kSystem)
                             .push(0)
                             .push(0)
                             .push(1)
                             .push(0)
                             .push(0)
                             .push(kSystem)
                             .push(100'000)
                             .op(Op::call)
                             .return_word());
  EXPECT_EQ(chain.run(message_to(twice)).output, data_of(1));
}

TEST(SystemCalls, G7_a_called_program_creates_nothing_in_governed_mode) {
  CallingChain chain;
  chain.world.put(kProgram, Program{}.push(0).push(0).push(0).op(Op::create).return_word());
  EXPECT_EQ(CallingChain::told(chain.send('c')), word(2));
  chain.rules.create_mode = CreateMode::open;
  EXPECT_EQ(CallingChain::told(chain.send('c')), word(1));
}

// ERC-1967: where a proxy points.
TEST(SystemCalls, G7_reads_another_accounts_slot_as_it_is_now) {
  const Scripted contract(kSystem, [](Host& host, const SystemCall&) {
    const Word before = host.load_of(kProgram, word(3));
    (void)host.call(kProgram, {}, 100'000, 0);
    const Word after = host.load_of(kProgram, word(3));
    Bytes both = bytes_of(before.view());
    append(both, after.view());
    append(both, host.load_of(address(0x99), word(3)).view());
    return SystemAnswer{.success = true, .output = both};
  });
  Chain chain;
  chain.add(contract);
  chain.world.put(kProgram, Program{}.sstore(3, 4));
  chain.world.slots[{kProgram, word(3)}] = word(2);
  Bytes expected = data_of(2);
  append(expected, data_of(4));
  append(expected, data_of(0));
  EXPECT_EQ(chain.run(message_to(kSystem)).output, expected);
}

TEST(SystemCalls, G7_stop_at_eight_one_inside_the_other) {
  int begun = 0;
  const Scripted contract(kSystem, [&](Host& host, const SystemCall&) {
    ++begun;
    const bool success = host.static_call(kProgram, {}, 10'000'000, kAnswer).success;
    return SystemAnswer{.success = success, .output = {}};
  });
  Chain chain;
  chain.add(contract);
  chain.world.put(kProgram, Program{}.push(0).push(0).push(0).push(0).push(kSystem).op(Op::gas, Op::staticcall));
  EXPECT_EQ(chain.run(message_to(kSystem)).outcome, Outcome::success);
  EXPECT_EQ(begun, 9);
}

}  // namespace
}  // namespace kaisho::evm::testing
