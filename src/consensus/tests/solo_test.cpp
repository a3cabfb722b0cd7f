#include "kaisho/consensus/solo.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "test_chain.hpp"

namespace kaisho::consensus {
namespace {

using namespace test;
using testing::HasSubstr;

const Address kShop{{0x51}};

TEST(Solo, answers_when_the_block_is_durable_and_visible) {
  TestChain chain;
  const auto result = chain.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result) << result.error().text;
  ASSERT_TRUE(result->inclusion);
  EXPECT_TRUE(result->inclusion->receipt().success);
  EXPECT_EQ(result->inclusion->receipt().gas_used, 21'000u);
  EXPECT_EQ(chain.store->height(), 1u);
  EXPECT_EQ(chain.store->last_block(), result->inclusion->block);
  EXPECT_EQ(chain.balance(kShop), 5u);
  EXPECT_EQ(*chain.store->find_transaction(result->hash), (storage::TransactionPlace{1, 0}));
}

TEST(Solo, puts_a_batch_into_one_block_in_the_order_of_its_nonces) {
  TestChain chain;
  std::vector<Bytes> wires;
  for (const std::uint64_t nonce : {3u, 1u, 0u, 2u}) wires.push_back(wire({.nonce = nonce, .to = kShop, .value = 1}));
  for (const auto& result : chain.submit(wires)) ASSERT_TRUE(result && result->inclusion);
  const auto block = chain.store->last_block();
  EXPECT_EQ(block->block.header.height, 1u);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(block->block.transactions[i].transaction.nonce, i);
}

TEST(Solo, holds_a_transaction_with_a_gap_and_includes_it_when_the_gap_is_filled) {
  TestChain chain;
  const auto early = chain.submit({.nonce = 1, .to = kShop, .value = 1});
  ASSERT_TRUE(early);
  EXPECT_FALSE(early->inclusion);
  EXPECT_TRUE(chain.engine->pending(early->hash));
  EXPECT_EQ(chain.store->height(), 0u);
  ASSERT_TRUE(chain.submit({.nonce = 0, .to = kShop, .value = 1})->inclusion);
  EXPECT_EQ(chain.nonce(account(1)), 2u);
  EXPECT_FALSE(chain.engine->pending(early->hash));
}

TEST(Solo, returns_what_a_reverting_program_said) {
  TestChain chain;
  const auto created = chain.submit({.to = std::nullopt, .data = reverter(), .gas = 200'000});
  ASSERT_TRUE(created && created->inclusion->receipt().success);
  const auto program = *created->inclusion->receipt().contract_address;
  const auto called = chain.submit({.nonce = 1, .to = program, .gas = 100'000});
  ASSERT_TRUE(called && called->inclusion);
  EXPECT_FALSE(called->inclusion->receipt().success);
  EXPECT_EQ(called->inclusion->output, bytes_of(word_of(U256{42}).view()));
}

TEST(Solo, refuses_at_once_what_can_not_be_included_and_says_why) {
  TestChain chain;
  ASSERT_TRUE(chain.submit({.to = kShop}));
  const auto too_low = chain.submit({.nonce = 0, .to = kShop, .value = 1});
  EXPECT_EQ(too_low.error().invalid, ledger::Invalid::nonce_too_low);
  EXPECT_THAT(too_low.error().text, HasSubstr("nonce too low: nonce 0, account has 1"));
  EXPECT_EQ(chain.submit({.nonce = 1, .to = kShop, .value = kFunds + 1}).error().invalid,
            ledger::Invalid::insufficient_funds);
  // Also where an earlier nonce is missing, which is checked first in the specification's order.
  EXPECT_EQ(chain.submit({.nonce = 5, .to = kShop, .value = kFunds + 1}).error().invalid,
            ledger::Invalid::insufficient_funds);
  EXPECT_EQ(chain.submit({.nonce = 1, .to = kShop, .gas = 20'999}).error().invalid, ledger::Invalid::intrinsic_gas);
  EXPECT_EQ(chain.submit(std::vector<Bytes>{wire({.nonce = 1}, 1)}).front().error().invalid,
            ledger::Invalid::wrong_chain_id);
  EXPECT_EQ(chain.submit({.nonce = 100'000, .to = kShop}).error().pool, pool::Refusal::nonce_too_far_ahead);
  EXPECT_EQ(chain.submit(std::vector<Bytes>{Bytes{1, 2, 3}}).front().error().code, RefusalCode::undecodable);
  EXPECT_EQ(chain.store->height(), 1u);
  EXPECT_EQ(chain.engine->pool_size().transactions, 0u);
  EXPECT_TRUE(chain.submit({.nonce = 1, .to = kShop})->inclusion);
}

TEST(Solo, tells_a_transaction_that_waits_from_a_new_one) {
  TestChain chain;
  const Draft draft{.nonce = 1, .to = kShop};
  ASSERT_TRUE(chain.submit(draft));
  EXPECT_EQ(chain.submit(draft).error().pool, pool::Refusal::already_known);
  EXPECT_EQ(chain.submit({.nonce = 1, .to = kShop, .value = 9}).error().pool, pool::Refusal::replacement_underpriced);
}

TEST(Solo, drops_what_an_earlier_transaction_made_impossible) {
  TestChain chain;
  // Each is payable by itself; the second is not any more when the first is done.
  const auto results =
      chain.submit(std::vector<Bytes>{wire({.nonce = 0, .to = kShop, .value = kFunds}),
                                      wire({.nonce = 1, .to = kShop, .value = 1}), wire({.nonce = 2, .to = kShop})});
  EXPECT_TRUE(results[0]->inclusion);
  EXPECT_EQ(results[1].error().invalid, ledger::Invalid::insufficient_funds);
  ASSERT_TRUE(results[2]);  // waits for another transaction of nonce 1
  EXPECT_FALSE(results[2]->inclusion);
  ASSERT_TRUE(chain.submit({.nonce = 1, .to = kShop})->inclusion);
  EXPECT_EQ(chain.nonce(account(1)), 3u);
}

TEST(Solo, starts_the_next_block_when_one_is_full) {
  TestChain chain({}, genesis(50'000));
  std::vector<Bytes> wires;
  for (std::uint64_t nonce = 0; nonce < 5; ++nonce) wires.push_back(wire({.nonce = nonce, .to = kShop}));
  for (const auto& result : chain.submit(wires)) ASSERT_TRUE(result && result->inclusion);
  EXPECT_EQ(chain.store->height(), 3u);
  EXPECT_EQ((*chain.store->block(1))->block.transactions.size(), 2u);
  EXPECT_EQ((*chain.store->block(3))->block.transactions.size(), 1u);
}

TEST(Solo, gives_blocks_strictly_rising_times) {
  TestChain chain;
  auto time_of_next = [&, nonce = std::uint64_t{0}]() mutable {
    return chain.submit({.nonce = nonce++, .to = kShop})->inclusion->block->block.header.timestamp;
  };
  EXPECT_EQ(time_of_next(), 1'001u);  // genesis has the clock's second already
  EXPECT_EQ(time_of_next(), 1'002u);
  chain.clock.set(5'000'900);
  EXPECT_EQ(time_of_next(), 5'000u);
  chain.clock.set(1'000);
  EXPECT_EQ(time_of_next(), 5'001u);
}

TEST(Solo, makes_a_block_when_asked_even_an_empty_one) {
  TestChain chain;
  const auto block = chain.engine->make_block();
  ASSERT_TRUE(block);
  EXPECT_EQ((*block)->block.header.height, 1u);
  EXPECT_TRUE((*block)->block.transactions.empty());
  EXPECT_EQ((*block)->block.header.state_root, (*chain.store->block(0))->block.header.state_root);
}

TEST(Solo, at_an_interval_answers_from_the_pool_and_counts_what_waits) {
  TestChain chain({.interval = std::chrono::hours{1}});
  const auto first = chain.submit({.nonce = 0, .to = kShop});
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->inclusion);
  ASSERT_TRUE(chain.submit({.nonce = 1, .to = kShop}));
  EXPECT_EQ(chain.engine->pending_nonce(account(1)), 2u);
  EXPECT_EQ(chain.store->height(), 0u);
  EXPECT_EQ((*chain.engine->make_block())->block.transactions.size(), 2u);
  EXPECT_EQ(chain.engine->pending_nonce(account(1)), 2u);
}

TEST(Solo, at_an_interval_makes_blocks_by_itself) {
  TestChain chain({.interval = std::chrono::milliseconds{1}, .empty_blocks = true});
  std::promise<storage::BlockPtr> third;
  const auto subscription = chain.engine->subscribe([&](const storage::BlockPtr& block) {
    if (block->block.header.height == 3) third.set_value(block);
  });
  const auto block = third.get_future().get();  // never comes where the engine waits to be asked: the test times out
  EXPECT_TRUE(block->block.transactions.empty());
  EXPECT_GE(chain.store->height(), 3u);
}

TEST(Solo, counts_a_sent_transaction_before_it_returns) {
  TestChain chain({.interval = std::chrono::hours{1}});
  for (std::uint64_t nonce = 0; nonce < 10; ++nonce) {
    ASSERT_EQ(chain.engine->pending_nonce(account(1)), nonce);
    chain.engine->submit_signed(*ledger::recover_transaction(wire({.nonce = nonce, .to = kShop})),
                                [](const std::vector<SubmitResult>&) {});
  }
}

TEST(Solo, tells_subscribers_of_every_block_in_order_until_they_leave) {
  TestChain chain;
  std::vector<Height> heard;
  auto subscription =
      chain.engine->subscribe([&](const storage::BlockPtr& block) { heard.push_back(block->block.header.height); });
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(chain.engine->make_block());
  subscription.reset();
  ASSERT_TRUE(chain.engine->make_block());
  chain.close();
  EXPECT_EQ(heard, (std::vector<Height>{1, 2, 3}));
}

TEST(Solo, goes_on_where_it_stopped) {
  TestChain chain;
  ASSERT_TRUE(chain.submit({.to = kShop, .value = 7}));
  const auto last = chain.store->last_block()->hash;
  chain.close();
  chain.open();
  EXPECT_EQ(chain.store->last_block()->hash, last);
  const auto next = chain.submit({.nonce = 1, .to = kShop, .value = 1});
  ASSERT_TRUE(next && next->inclusion);
  EXPECT_EQ(next->inclusion->block->block.header.parent_hash, last);
  EXPECT_EQ(chain.balance(kShop), 8u);
}

TEST(Solo, answers_every_client_when_it_ends) {
  TestChain chain;
  std::atomic<int> answered = 0;
  for (std::uint64_t nonce = 0; nonce < 200; ++nonce) {
    chain.engine->submit({wire({.nonce = nonce, .to = kShop})}, [&](const std::vector<SubmitResult>&) { ++answered; });
  }
  chain.close();
  EXPECT_EQ(answered, 200);
}

}  // namespace
}  // namespace kaisho::consensus
