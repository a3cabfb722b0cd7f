#include <gtest/gtest.h>

#include <random>

#include "world.hpp"

/// Random programs that call each other and a system contract that creates, stores and reverts at random: the engine
/// must neither break nor give two answers, gas stays within its limit, and no wei is made or lost.
namespace kaisho::evm::testing {
namespace {

using ledger::Host;
using ledger::SystemAnswer;
using ledger::SystemCall;
using Random = std::mt19937_64;

const Address kSystem = address(0x4b, 0x10);

std::uint32_t below(std::uint32_t limit, Random& random) { return static_cast<std::uint32_t>(random() % limit); }

/// Does what the first byte of its input asks for, with the rest of it.
SystemAnswer obey(Host& host, const SystemCall& call) {
  const std::uint8_t wish = call.input.empty() ? 0 : call.input[0] % 6;
  const ByteView rest = call.input.empty() ? call.input : call.input.subspan(1);
  if (wish == 1) host.store(word(rest.size()), word(1));
  if (wish == 2) host.log({word(1)}, bytes_of(rest));
  if (wish == 3) return {.success = true, .output = bytes_of(word_of(host.create(rest).address).view())};
  if (wish == 4) return {.success = false, .output = bytes_of(rest)};
  if (wish == 5) (void)host.code_hash(call.caller);
  return {.success = true, .output = bytes_of(host.load(word(1)).view())};
}

Address any_program(Random& random) { return address(static_cast<std::uint8_t>(0x70 + below(4, random))); }

/// A call to a program or the system contract with some memory as input, with a little value now and then.
void add_call(Program& program, Random& random) {
  constexpr std::array kCalls{Op::call, Op::call, Op::staticcall, Op::delegatecall, Op::callcode};
  const Op call = kCalls[below(kCalls.size(), random)];
  program.push(below(64, random)).push(below(64, random)).push(below(96, random)).push(below(64, random));
  if (call == Op::call || call == Op::callcode) program.push(below(4, random) == 0 ? 1 : 0);
  program.push(below(2, random) == 0 ? kSystem : any_program(random)).op(Op::gas, call);
}

void add_step(Program& program, Random& random) {
  switch (below(9, random)) {
    case 0:
      program.sstore(below(3, random), below(3, random));
      break;
    case 1:
      program.push(below(3, random)).op(Op::sload);
      break;
    case 2:
      program.push(word_of(hash_of(word(random())))).push(below(256, random)).op(Op::mstore);
      break;
    case 3:
      add_call(program, random);
      break;
    case 4:
      program.op(Op::returndatasize).push(0).push(below(64, random)).op(Op::returndatacopy);
      break;
    case 5:
      program.push(below(64, random)).push(below(64, random)).push(0).op(Op::create);
      break;
    case 6:
      program.push(below(3, random)).push(below(3, random)).push(8).push(0).op(Op::log2);
      break;
    case 7:
      program.copy_calldata();
      break;
    default:
      program.raw(Bytes{static_cast<std::uint8_t>(below(0xff, random))});  // anything but SELFDESTRUCT
  }
}

Program any_code(Random& random) {
  Program program;
  for (std::size_t steps = below(24, random); steps > 0; --steps) add_step(program, random);
  return below(3, random) == 0 ? program.push(64).push(0).op(Op::revert) : program.push(64).push(0).op(Op::return_);
}

Bytes any_data(Random& random) {
  Bytes data(below(200, random));
  for (auto& byte : data) byte = static_cast<std::uint8_t>(below(256, random));
  return data;
}

/// Sum of the balances of all accounts that the diff names.
U256 total(const World& world, const ledger::StateDiff& diff) {
  U256 sum;
  for (const auto& [where, change] : diff.accounts) {
    if (const auto found = world.account(where)) sum = sum.wrapping_add(found->balance);
  }
  return sum;
}

TEST(EvmRandom, programs_and_system_contracts_together_keep_gas_and_value_and_answer_alike) {
  Random random(20'261'123);  // NOLINT(cert-msc51-cpp): the same programs every time
  int successes = 0;
  int creations = 0;
  for (int round = 0; round < 3'000; ++round) {
    const Scripted contract(kSystem, obey);
    Chain chain;
    chain.add(contract);
    for (std::uint8_t i = 0; i < 4; ++i) {
      chain.world.put(address(static_cast<std::uint8_t>(0x70 + i)), any_code(random));
      chain.world.accounts[address(static_cast<std::uint8_t>(0x70 + i))].balance = U256{100};
    }
    if (round % 2 == 0) chain.rules.create_mode = CreateMode::governed;
    const Address to = below(3, random) == 0 ? kSystem : any_program(random);
    Message message = message_to(to, any_data(random));
    if (to == kSystem && below(2, random) == 0) {
      message.data = any_code(random).bytes();
      message.data.insert(message.data.begin(), 3);
    }
    message.gas_limit = 100'000 + below(3'000'000, random);

    const auto result = chain.run(message);
    const auto again = chain.run(message);
    ASSERT_LE(result.gas_used, message.gas_limit) << round;
    ASSERT_EQ(result.output, again.output) << round;
    ASSERT_EQ(result.gas_used, again.gas_used) << round;
    ASSERT_EQ(result.diff.accounts, again.diff.accounts) << round;
    ASSERT_EQ(result.logs, again.logs) << round;
    World after = chain.world;
    after.apply(result.diff);
    ASSERT_EQ(total(chain.world, result.diff), total(after, result.diff)) << round;
    successes += result.outcome == Outcome::success;
    creations += !result.diff.codes.empty();
  }
  EXPECT_GT(successes, 300) << "the programs are not all nonsense";
  EXPECT_GT(creations, 30);
}

}  // namespace
}  // namespace kaisho::evm::testing
