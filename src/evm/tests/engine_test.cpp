#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

using ledger::Host;
using ledger::SystemAnswer;
using ledger::SystemCall;

const Address kSystem = address(0x4b, 0x10);
const Address kProgram = address(0x70);
const Word kBroken = word(0xdead);
const Address kBrokenAccount = address(0xde, 0xad);

struct BrokenChain : Chain {
  BrokenChain() {
    world.broken_slot = kBroken;
    world.broken_account = kBrokenAccount;
  }

  void expect_works() {
    world.put(kProgram, Program{}.push(9).return_word());
    EXPECT_EQ(run(message_to(kProgram)).output, data_of(9));
  }
};

TEST(EvmEngine, passes_on_what_a_look_up_threw_and_goes_on_working) {
  BrokenChain chain;
  chain.world.put(kProgram, Program{}.sstore(1, 2).push(kBroken).op(Op::sload));
  EXPECT_THROW((void)chain.run(message_to(kProgram)), ledger::StateError);
  chain.expect_works();
}

TEST(EvmEngine, passes_on_what_a_look_up_threw_beneath_a_caller_that_would_ignore_it) {
  BrokenChain chain;
  chain.world.put(kProgram, Program{}.push(kBroken).op(Op::sload));
  const Address outer = address(0x71);
  chain.world.put(outer, Program{}.forward_calldata(Op::call, kProgram).return_word());
  EXPECT_THROW((void)chain.run(message_to(outer)), ledger::StateError);
  chain.expect_works();
}

TEST(EvmEngine, passes_on_what_a_system_contracts_look_up_threw_even_if_it_answers_success) {
  BrokenChain chain;
  const Scripted contract(kSystem, [](Host& host, const SystemCall&) {
    (void)host.load(kBroken);
    return SystemAnswer{.success = true, .output = {}};
  });
  chain.add(contract);
  EXPECT_THROW((void)chain.run(message_to(kSystem)), ledger::StateError);
  chain.expect_works();
}

TEST(EvmEngine, passes_on_what_a_look_up_threw_inside_a_system_contracts_creation) {
  BrokenChain chain;
  const Program direct = Program{}.push(kBrokenAccount).op(Op::balance);
  chain.world.put(kProgram, Program{}.push(kBroken).op(Op::sload));
  const Program beneath = Program{}.forward_calldata(Op::call, kProgram);
  for (const Program& constructor : {direct, beneath}) {
    const Scripted contract(kSystem, [&](Host& host, const SystemCall&) {
      (void)host.create(constructor);
      return SystemAnswer{.success = true, .output = {}};
    });
    chain.add(contract);
    EXPECT_THROW((void)chain.run(message_to(kSystem)), ledger::StateError);
    chain.systems.clear();
  }
  chain.expect_works();
}

TEST(EvmEngine, passes_on_what_a_system_contract_throws_itself) {
  BrokenChain chain;
  const Scripted contract(kSystem, [](Host& host, const SystemCall&) -> SystemAnswer {
    host.store(word(1), word(2));
    throw std::length_error("no memory");
  });
  chain.add(contract);
  EXPECT_THROW((void)chain.run(message_to(kSystem)), std::length_error);
  chain.expect_works();
}

TEST(EvmEngine, reports_an_account_whose_code_the_state_does_not_hold) {
  Chain chain;
  chain.world.put(kProgram, Program{}.op(Op::stop));
  chain.world.codes.clear();
  EXPECT_THROW((void)chain.run(message_to(kProgram)), ledger::StateError);
}

TEST(EvmEngine, remembers_nothing_of_one_state_when_it_runs_on_another) {
  Chain first;
  Chain second;
  first.world.put(kProgram, Program{}.push(1).op(Op::sload).return_word());
  second.world.put(kProgram, Program{}.push(1).op(Op::sload).return_word());
  first.world.slots[{kProgram, word(1)}] = word(11);
  second.world.slots[{kProgram, word(1)}] = word(22);
  const auto run = [&](const World& world) {
    return first.evm.execute(world, first.block, message_to(kProgram), first.rules, {})->output;
  };
  EXPECT_EQ(run(first.world), data_of(11));
  EXPECT_EQ(run(second.world), data_of(22));
  EXPECT_EQ(run(first.world), data_of(11));
}

TEST(EvmEngine, changes_its_system_contracts_from_one_execution_to_the_next) {
  Chain chain;
  const auto answering = [](std::uint64_t number) {
    return [number](Host&, const SystemCall&) { return SystemAnswer{.success = true, .output = data_of(number)}; };
  };
  const Scripted one(kSystem, answering(1));
  const Scripted two(kSystem, answering(2));
  chain.add(one);
  EXPECT_EQ(chain.run(message_to(kSystem)).output, data_of(1));
  chain.systems = {&two};
  EXPECT_EQ(chain.run(message_to(kSystem)).output, data_of(2));
  chain.systems.clear();
  EXPECT_EQ(chain.run(message_to(kSystem)).outcome, Outcome::halt);
}

TEST(EvmEngine, serves_several_threads_at_once) {
  Chain chain;
  const Scripted contract(kSystem, [](Host& host, const SystemCall& call) {
    host.store(word(1), word(call.input.size()));
    const auto created = host.create(deployment_of(Program{}.push(1).return_word()));
    return SystemAnswer{.success = created.success, .output = bytes_of(word_of(created.address).view())};
  });
  chain.add(contract);
  chain.world.put(
      kProgram,
      Program{}.copy_calldata().forward_calldata(Op::call, kSystem).op(Op::pop).end_with_returned(Op::return_));
  const auto expected = chain.run(message_to(kProgram, data_of(3)));
  ASSERT_EQ(expected.outcome, Outcome::success);
  std::atomic<int> wrong = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 200; ++round) {
          const auto result = chain.run(message_to(kProgram, data_of(3)));
          if (result.output != expected.output || result.gas_used != expected.gas_used) ++wrong;
          if (result.diff.accounts != expected.diff.accounts) ++wrong;
        }
      });
    }
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace kaisho::evm::testing
