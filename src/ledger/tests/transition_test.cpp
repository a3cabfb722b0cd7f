#include "kaisho/ledger/transition.hpp"

#include <gtest/gtest.h>

#include <kaisho/crypto/hash.hpp>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

class Transition : public ::testing::Test {
 protected:
  Transition() {
    state_.accounts[address_of_key(1)] = {.nonce = 0, .balance = 1'000};
    state_.accounts[address_of_key(2)] = {.nonce = 0, .balance = 1'000};
  }
  [[nodiscard]] Rules rules(const Executor& executor) const { return {.executor = executor, .system_contracts = {}}; }

  MemoryState state_;
  BlockContext block_ = block_context();
  FakeExecutor transfer_{transfer};
};

TEST_F(Transition, makes_a_receipt_of_what_the_executor_gave) {
  const FakeExecutor executor([](const StateView& state, const Message& message) {
    auto result = transfer(state, message);
    result.logs = {{address(5), {word(1)}, {9}}};
    result.output = {7};
    return result;
  });
  const auto applied = apply(state_, block_, signed_by(1, plain_transaction()), 100, rules(executor));
  ASSERT_TRUE(applied.has_value());
  EXPECT_EQ(applied->receipt.type, TransactionType::dynamic_fee);
  EXPECT_TRUE(applied->receipt.success);
  EXPECT_EQ(applied->receipt.gas_used, 21'000u);
  EXPECT_EQ(applied->receipt.cumulative_gas_used, 21'100u);
  EXPECT_EQ(applied->receipt.bloom, bloom_of(applied->receipt.logs));
  EXPECT_EQ(applied->receipt.contract_address, std::nullopt);
  EXPECT_EQ(applied->output, Bytes{7});
  EXPECT_EQ(applied->diff.accounts.at(address(0xaa)).account->balance, U256(5));
}

TEST_F(Transition, passes_the_whole_transaction_to_the_executor) {
  auto tx = plain_transaction();
  tx.data = {1, 2};
  tx.gas_limit = 60'000;
  tx.access_list = {{address(1), {word(1)}}};
  const FakeExecutor executor([&](const StateView& state, const Message& message) {
    EXPECT_EQ(message.from, address_of_key(1));
    EXPECT_EQ(message.to, tx.to);
    EXPECT_EQ(message.value, tx.value);
    EXPECT_EQ(message.data, tx.data);
    EXPECT_EQ(message.gas_limit, tx.gas_limit);
    EXPECT_EQ(message.type, tx.type);
    EXPECT_EQ(message.access_list, tx.access_list);
    return transfer(state, message);
  });
  EXPECT_TRUE(apply(state_, block_, signed_by(1, tx), 0, rules(executor)).has_value());
}

TEST_F(Transition, names_the_contract_of_a_creation_even_where_it_failed) {
  auto tx = plain_transaction();
  tx.to = std::nullopt;
  tx.value = 0;
  tx.gas_limit = 60'000;
  const FakeExecutor executor([](const StateView& state, const Message& message) {
    ExecutionResult result;
    result.outcome = Outcome::revert;
    result.gas_used = 53'000;
    auto from = *state.account(message.from);
    ++from.nonce;
    result.diff.accounts[message.from].account = from;
    return result;
  });
  const auto applied = apply(state_, block_, signed_by(1, tx), 0, rules(executor));
  ASSERT_TRUE(applied.has_value());
  EXPECT_FALSE(applied->receipt.success);
  EXPECT_EQ(applied->receipt.contract_address, contract_address(address_of_key(1), 0));
}

TEST_F(Transition, does_not_execute_an_invalid_transaction) {
  const FakeExecutor executor([](const StateView&, const Message&) -> std::expected<ExecutionResult, ExecutionRefused> {
    ADD_FAILURE() << "executed";
    return std::unexpected(ExecutionRefused{});
  });
  const auto applied = apply(state_, block_, signed_by(1, plain_transaction(1)), 0, rules(executor));
  EXPECT_EQ(applied.error().code, Invalid::nonce_too_high);
}

TEST_F(Transition, reports_what_only_the_executor_refuses) {
  const FakeExecutor executor([](const StateView&, const Message&) -> std::expected<ExecutionResult, ExecutionRefused> {
    return std::unexpected(ExecutionRefused{"a further rule"});
  });
  const auto applied = apply(state_, block_, signed_by(1, plain_transaction()), 0, rules(executor));
  EXPECT_EQ(applied.error().code, Invalid::refused_by_executor);
  EXPECT_EQ(applied.error().detail, "a further rule");
}

TEST_F(Transition, stops_the_program_where_an_executor_makes_wei) {
  const FakeExecutor forger([](const StateView& state, const Message& message) {
    auto result = transfer(state, message);
    auto& to = result.diff.accounts[*message.to].account;
    to->balance = *to->balance.checked_add(1);
    return result;
  });
  const auto tx = signed_by(1, plain_transaction());
  EXPECT_DEATH((void)apply(state_, block_, tx, 0, rules(forger)), "conserves_value");
}

TEST_F(Transition, stops_the_program_where_an_executor_uses_more_gas_than_allowed) {
  const FakeExecutor forger([](const StateView& state, const Message& message) {
    auto result = transfer(state, message);
    result.gas_used = message.gas_limit + 1;
    return result;
  });
  const auto tx = signed_by(1, plain_transaction());
  EXPECT_DEATH((void)apply(state_, block_, tx, 0, rules(forger)), "gas_limit");
}

TEST_F(Transition, stops_the_program_where_a_failed_execution_has_logs) {
  const FakeExecutor forger([](const StateView& state, const Message& message) {
    auto result = transfer(state, message);
    result.outcome = Outcome::halt;
    result.logs.emplace_back();
    return result;
  });
  const auto tx = signed_by(1, plain_transaction());
  EXPECT_DEATH((void)apply(state_, block_, tx, 0, rules(forger)), "logs");
}

TEST_F(Transition, each_transaction_of_a_block_sees_the_ones_before_it) {
  BlockBuilder builder(state_, block_, rules(transfer_));
  for (std::uint64_t nonce = 0; nonce < 3; ++nonce) {
    ASSERT_TRUE(builder.add(signed_by(1, plain_transaction(nonce))).has_value());
  }
  EXPECT_EQ(builder.size(), 3u);
  EXPECT_EQ(builder.gas_left(), block_.gas_limit - 63'000);
  EXPECT_EQ(builder.state().account(address(0xaa))->balance, U256(15));
  EXPECT_EQ(builder.applied(2).receipt.cumulative_gas_used, 63'000u);
}

TEST_F(Transition, an_invalid_transaction_changes_nothing_in_the_block) {
  BlockBuilder builder(state_, block_, rules(transfer_));
  ASSERT_TRUE(builder.add(signed_by(1, plain_transaction())).has_value());
  const auto before = builder.state().diff().accounts;
  EXPECT_EQ(builder.add(signed_by(1, plain_transaction())).error().code, Invalid::nonce_too_low);
  EXPECT_EQ(builder.state().diff().accounts, before);
  EXPECT_EQ(builder.size(), 1u);
  EXPECT_EQ(builder.gas_left(), block_.gas_limit - 21'000);
}

TEST_F(Transition, a_block_ends_when_its_gas_does) {
  block_.gas_limit = 50'000;
  BlockBuilder builder(state_, block_, rules(transfer_));
  EXPECT_TRUE(builder.add(signed_by(1, plain_transaction(0))).has_value());
  EXPECT_TRUE(builder.add(signed_by(1, plain_transaction(1))).has_value());
  EXPECT_EQ(builder.add(signed_by(1, plain_transaction(2))).error().code, Invalid::gas_above_block);
}

TEST_F(Transition, a_finished_block_commits_to_all_of_it) {
  block_.prev_randao = crypto::keccak256("randao");
  block_.beneficiary = address(0xbb);
  BlockBuilder builder(state_, block_, rules(transfer_));
  ASSERT_TRUE(builder.add(signed_by(1, plain_transaction())).has_value());
  ASSERT_TRUE(builder.add(signed_by(2, plain_transaction())).has_value());
  const auto parent = crypto::keccak256("parent");
  const auto [block, diff] = std::move(builder).finish(parent, {1, 2});
  EXPECT_EQ(block.header.revision, kLatestRevision);
  EXPECT_EQ(block.header.chain_id, block_.chain_id);
  EXPECT_EQ(block.header.height, block_.height);
  EXPECT_EQ(block.header.timestamp, block_.timestamp);
  EXPECT_EQ(block.header.beneficiary, block_.beneficiary);
  EXPECT_EQ(block.header.prev_randao, block_.prev_randao);
  EXPECT_EQ(block.header.parent_hash, parent);
  EXPECT_EQ(block.header.gas_limit, block_.gas_limit);
  EXPECT_EQ(block.header.gas_used, 42'000u);
  EXPECT_EQ(block.header.transaction_count, 2u);
  EXPECT_EQ(block.header.transactions_root, transactions_root(block.transactions));
  EXPECT_EQ(block.header.receipts_root, receipts_root(block.receipts));
  EXPECT_TRUE(block.header.state_root.is_zero()) << "the state tree gives it";
  EXPECT_EQ(block.header.extra, (Bytes{1, 2}));
  EXPECT_EQ(diff.accounts.at(address(0xaa)).account->balance, U256(10));
}

TEST_F(Transition, an_empty_block_is_a_block) {
  const auto [block, diff] = BlockBuilder(state_, block_, rules(transfer_)).finish(Hash{}, {});
  EXPECT_EQ(block.header.transactions_root, crypto::sha256(ByteView{}));
  EXPECT_TRUE(diff.accounts.empty());
}

}  // namespace
}  // namespace kaisho::ledger
