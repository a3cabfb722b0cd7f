#include <gtest/gtest.h>

#include "world.hpp"

namespace kaisho::evm::testing {
namespace {

const Address kTo = address(0x70);
constexpr std::uint32_t kMaxCode = 24'576;        // EIP-170
constexpr std::size_t kMaxInitCode = 2 * 24'576;  // EIP-3860

TEST(EvmLimits, takes_all_gas_of_a_program_that_runs_out) {
  Chain chain;
  chain.world.put(kTo, Program{}.op(Op::jumpdest).push(0).op(Op::jump));
  Message message = message_to(kTo);
  message.gas_limit = 100'000;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::halt);
  EXPECT_EQ(result.gas_used, 100'000u);
  EXPECT_NE(result.halt_reason.find("out of gas"), std::string::npos) << result.halt_reason;
  EXPECT_TRUE(result.output.empty());
}

TEST(EvmLimits, names_an_invalid_opcode_and_a_bad_jump) {
  Chain chain;
  chain.world.put(kTo, Bytes{0xfe});
  EXPECT_NE(chain.run(message_to(kTo)).halt_reason.find("opcode"), std::string::npos);
  chain.world.put(kTo, Program{}.push(3).op(Op::jump));
  EXPECT_NE(chain.run(message_to(kTo)).halt_reason.find("jump"), std::string::npos);
}

TEST(EvmLimits, calls_itself_down_to_depth_1024_and_no_further) {
  Chain chain;
  chain.rules.limit_gas_to_2_24 = false;
  // slot 0 = depth given; call itself with depth + 1
  Program program;
  program.push(0).op(Op::calldataload, Op::dup1).push(0).op(Op::sstore);
  program.push(1).op(Op::add).push(0).op(Op::mstore);
  program.push(0).push(0).push(32).push(0).push(0).op(Op::address, Op::gas, Op::call, Op::stop);
  chain.world.put(kTo, program);
  Message message = message_to(kTo, data_of(0));
  message.gas_limit = 50'000'000'000'000;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.diff.accounts.at(kTo).storage.at(word(0)), word(1'024));
}

TEST(EvmLimits, returns_10_megabytes_to_whoever_pays_for_them) {
  Chain chain;
  chain.rules.limit_gas_to_2_24 = false;
  constexpr std::uint32_t kSize = 10'000'000;
  chain.world.put(kTo, Program{}.push(kSize).push(0).op(Op::return_));
  Message message = message_to(kTo);
  message.gas_limit = 400'000'000;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.output.size(), kSize);
  message.gas_limit = 16'000'000;
  EXPECT_EQ(chain.run(message).outcome, Outcome::halt);
}

TEST(EvmLimits, gives_no_program_more_than_128_megabytes_whatever_its_gas) {
  Chain chain;
  chain.rules.limit_gas_to_2_24 = false;
  chain.world.put(kTo, Program{}.push(200'000'000).push(0).op(Op::return_));
  Message message = message_to(kTo);
  message.gas_limit = 1'000'000'000'000;
  const auto result = chain.run(message);
  EXPECT_EQ(result.outcome, Outcome::halt);
  EXPECT_NE(result.halt_reason.find("memory limit"), std::string::npos) << result.halt_reason;
}

TEST(EvmLimits, deploys_code_of_24576_bytes_and_not_one_more) {
  Chain chain;
  EXPECT_EQ(chain.run(message_to(std::nullopt, deployment_of_size(kMaxCode).bytes())).outcome, Outcome::success);
  const Message larger = message_to(std::nullopt, deployment_of_size(kMaxCode + 1).bytes());
  const auto refused = chain.run(larger);
  EXPECT_EQ(refused.outcome, Outcome::halt);
  EXPECT_NE(refused.halt_reason.find("size limit"), std::string::npos) << refused.halt_reason;
  EXPECT_FALSE(refused.created);
  chain.rules.limit_code_size = false;
  EXPECT_EQ(chain.run(larger).outcome, Outcome::success);
}

TEST(EvmLimits, takes_init_code_of_49152_bytes_and_not_one_more) {
  Chain chain;
  Message message = message_to(std::nullopt, Bytes(kMaxInitCode, 0));
  EXPECT_TRUE(chain.try_run(message));
  message.data.push_back(0);
  EXPECT_FALSE(chain.try_run(message));
}

// EIP-3541
TEST(EvmLimits, refuses_code_that_starts_with_ef) {
  Chain chain;
  const auto result = chain.run(message_to(std::nullopt, deployment_of(Bytes{0xef, 0x00}).bytes()));
  EXPECT_EQ(result.outcome, Outcome::halt);
  EXPECT_NE(result.halt_reason.find("0xEF"), std::string::npos) << result.halt_reason;
}

TEST(EvmLimits, answers_the_precompiles_of_osaka) {
  Chain chain;
  const Address sha256 = address(0, 2);
  EXPECT_EQ(chain.run(message_to(sha256)).output.size(), 32u);
  // EIP-7951: P-256 signatures (passkeys). An empty input verifies nothing and returns nothing, for 6,900 gas.
  Address p256 = address(0, 0);
  p256.bytes[18] = 1;
  const auto result = chain.run(message_to(p256));
  EXPECT_EQ(result.outcome, Outcome::success);
  EXPECT_EQ(result.gas_used, 21'000u + 6'900);
}

}  // namespace
}  // namespace kaisho::evm::testing
