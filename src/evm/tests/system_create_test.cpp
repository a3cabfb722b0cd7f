#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

using ledger::Host;
using ledger::SystemAnswer;
using ledger::SystemCall;

// The well-known sender's address stands for the system contract, so that the created addresses are known too.
const Address kSystem = kSender;
const Address kUser = address(0x05);
const Address kProgram = address(0x70);

/// Creates what the input says; answers the address, or reverts with the constructor's revert data.
SystemAnswer create_input(Host& host, const SystemCall& call) {
  const auto created = host.create(call.input);
  if (!created.success) return {.success = false, .output = created.output};
  host.store(word(1), word_of(created.address));
  return {.success = true, .output = bytes_of(word_of(created.address).view())};
}

struct GovernedChain : Chain {
  Scripted contract{kSystem, create_input};
  GovernedChain() {
    rules.create_mode = CreateMode::governed;
    world.accounts[kUser].balance = U256{1'000'000'000};
    add(contract);
  }
  [[nodiscard]] ExecutionResult send(const Address& to, Bytes data) const {
    Message message = message_to(to, std::move(data));
    message.from = kUser;
    return run(message);
  }
};

const Program kRuntime = Program{}.push(9).return_word();

TEST(SystemCreate, creates_a_program_with_the_system_contract_as_creator) {
  GovernedChain chain;
  const auto result = chain.send(kSystem, deployment_of(kRuntime).bytes());
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.output, bytes_of(word_of(kCreatedAtNonce1).view())) << "the system contract's nonce was 1";
  EXPECT_EQ(result.diff.accounts.at(kSystem).account->nonce, 2u);
  const auto& program = *result.diff.accounts.at(kCreatedAtNonce1).account;
  EXPECT_EQ(*result.diff.codes.at(program.code_hash), kRuntime.bytes());
  EXPECT_EQ(program.nonce, 1u);
}

TEST(SystemCreate, charges_what_an_ordinary_creation_costs) {
  GovernedChain chain;
  const Bytes init_code = deployment_of(kRuntime).bytes();
  const auto created = chain.send(kSystem, init_code);
  const Gas deposit = 200 * kRuntime.bytes().size();
  EXPECT_GT(created.gas_used, 21'000 + 700 + 32'000 + deposit + 22'100);
  EXPECT_LT(created.gas_used, 21'000 + 700 + 32'000 + deposit + 22'100 + 16 * init_code.size() + 200);
}

TEST(SystemCreate, the_constructor_sees_its_creator_and_its_memory_is_its_own) {
  GovernedChain chain;
  // The caller's memory is full of calldata when the constructor starts at its own offset 0.
  const Program constructor =
      Program{}.push(0).op(Op::mload).push(1).op(Op::sstore).op(Op::caller).push(2).op(Op::sstore);
  chain.world.put(
      kProgram,
      Program{}.copy_calldata().forward_calldata(Op::call, kSystem).op(Op::pop).push(0).op(Op::mload).return_word());
  const auto result = chain.send(kProgram, constructor.bytes());
  EXPECT_EQ(result.outcome, Outcome::success);
  const auto& storage = result.diff.accounts.at(kCreatedAtNonce1).storage;
  EXPECT_FALSE(storage.contains(word(1))) << "fresh memory is zero";
  EXPECT_EQ(storage.at(word(2)), word_of(kSystem));
  Word first;
  std::copy_n(constructor.bytes().begin(), std::min<std::size_t>(32, constructor.bytes().size()), first.bytes.begin());
  EXPECT_EQ(result.output, bytes_of(first.view())) << "the caller's memory is as it was";
}

TEST(SystemCreate, is_undone_with_everything_when_an_outer_frame_reverts) {
  GovernedChain chain;
  chain.world.put(kProgram, Program{}.copy_calldata().forward_calldata(Op::call, kSystem).end_with_word(Op::revert));
  const auto result = chain.send(kProgram, deployment_of(kRuntime).bytes());
  EXPECT_EQ(result.output, data_of(1)) << "the creation itself had succeeded";
  EXPECT_FALSE(result.diff.accounts.contains(kCreatedAtNonce1));
  EXPECT_FALSE(result.diff.accounts.contains(kSystem));
  EXPECT_TRUE(result.diff.codes.empty());
}

TEST(SystemCreate, hands_a_constructors_revert_data_to_the_system_contract) {
  GovernedChain chain;
  const auto result = chain.send(kSystem, Program{}.sstore(1, 1).push(0xbad).end_with_word(Op::revert).bytes());
  EXPECT_EQ(result.outcome, Outcome::revert);
  EXPECT_EQ(result.output, data_of(0xbad));
}

TEST(SystemCreate, a_constructor_that_halts_costs_63_of_64_parts_of_the_gas) {
  const Scripted contract(kSystem, [](Host& host, const SystemCall& call) {
    const bool success = host.create(call.input).success;
    return SystemAnswer{.success = !success && host.gas_left() > 0, .output = {}};
  });
  GovernedChain chain;
  chain.systems = {&contract};
  const auto result = chain.send(kSystem, Bytes{0xfe});
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_GT(result.gas_used, 9'800'000u);
  EXPECT_LT(result.gas_used, 10'000'000u);
}

TEST(SystemCreate, is_refused_in_a_static_call) {
  GovernedChain chain;
  chain.world.put(kProgram, Program{}.copy_calldata().forward_calldata(Op::staticcall, kSystem).return_word());
  const auto result = chain.send(kProgram, deployment_of(kRuntime).bytes());
  EXPECT_EQ(result.output, data_of(0));
  EXPECT_FALSE(result.diff.accounts.contains(kCreatedAtNonce1));
}

TEST(SystemCreate, keeps_the_limits_of_code_size) {
  GovernedChain chain;
  EXPECT_EQ(chain.send(kSystem, deployment_of_size(24'577).bytes()).outcome, Outcome::revert);
  EXPECT_EQ(chain.send(kSystem, deployment_of_size(24'576).bytes()).outcome, Outcome::success);
  EXPECT_EQ(chain.send(kSystem, Bytes(2 * 24'576 + 1, 0)).outcome, Outcome::revert);
}

TEST(SystemCreate, stops_at_eight_creations_one_inside_the_other) {
  int begun = 0;
  int refused = 0;
  const Scripted contract(kSystem, [&](Host& host, const SystemCall&) {
    ++begun;
    const Program again = Program{}.push(0).push(0).push(0).push(0).push(0).push(kSystem).op(Op::gas, Op::call);
    if (!host.create(again).success) ++refused;
    return SystemAnswer{.success = true, .output = {}};
  });
  GovernedChain chain;
  chain.systems = {&contract};
  EXPECT_EQ(chain.send(kSystem, {}).outcome, Outcome::success);
  EXPECT_EQ(begun, 9);
  EXPECT_EQ(refused, 1);
}

// G7: nobody but governance brings programs into being.
TEST(GovernedMode, G7_refuses_a_creation_transaction) {
  GovernedChain chain;
  Message message = message_to(std::nullopt, deployment_of(kRuntime).bytes());
  message.from = kUser;
  const auto result = chain.try_run(message);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().reason.find("governed deployment"), std::string::npos);
  chain.rules.create_mode = CreateMode::open;
  EXPECT_TRUE(chain.try_run(message));
}

TEST(GovernedMode, G7_halts_a_program_at_CREATE_and_CREATE2) {
  GovernedChain chain;
  const Program create = Program{}.push(0).push(0).push(0).op(Op::create).return_word();
  const Program create2 = Program{}.push(0).push(0).push(0).push(0).op(Op::create2).return_word();
  for (const Program& program : {create, create2}) {
    chain.world.put(kProgram, program);
    chain.rules.create_mode = CreateMode::governed;
    const auto refused = chain.send(kProgram, {});
    EXPECT_EQ(refused.outcome, Outcome::halt);
    EXPECT_NE(refused.halt_reason.find("governed deployment"), std::string::npos) << refused.halt_reason;
    chain.rules.create_mode = CreateMode::open;
    EXPECT_EQ(chain.send(kProgram, {}).outcome, Outcome::success);
  }
}

TEST(GovernedMode, G7_lets_a_governed_constructor_create_helpers_itself_or_through_a_factory) {
  GovernedChain chain;
  const Program create_one = Program{}.push(0).push(0).push(0).op(Op::create);
  const auto direct = chain.send(kSystem, Program{create_one}.push(1).op(Op::sstore).bytes());
  EXPECT_EQ(direct.outcome, Outcome::success);
  EXPECT_FALSE(direct.diff.accounts.at(kCreatedAtNonce1).storage.at(word(1)).is_zero());

  chain.world.put(kProgram, Program{create_one}.return_word());
  const Program through_factory =
      Program{}.push(32).push(0).push(0).push(0).push(0).push(kProgram).op(Op::gas, Op::call).push(0).op(Op::mload);
  const auto indirect = chain.send(kSystem, Program{through_factory}.push(1).op(Op::sstore).bytes());
  EXPECT_EQ(indirect.outcome, Outcome::success);
  EXPECT_FALSE(indirect.diff.accounts.at(kCreatedAtNonce1).storage.at(word(1)).is_zero());

  EXPECT_EQ(chain.send(kProgram, {}).outcome, Outcome::halt) << "the factory alone may not";
}

}  // namespace
}  // namespace kaisho::evm::testing
