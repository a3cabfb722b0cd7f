#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_comet.hpp"

namespace kaisho::consensus {
namespace {

using namespace test;
using testing::HasSubstr;

const Address kShop{{0x51}};

TEST(Cometbft, answers_when_the_pool_has_it_and_makes_it_final_with_the_decided_block) {
  CometMember member;
  std::vector<Height> heads;
  const auto subscription =
      member.engine->subscribe([&](const storage::BlockPtr& block) { heads.push_back(block->block.header.height); });
  const auto result = member.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result) << result.error().text;
  EXPECT_FALSE(result->inclusion);
  EXPECT_TRUE(member.engine->pending(result->hash));
  EXPECT_EQ(member.engine->pending_nonce(account(1)), 1u);
  ASSERT_TRUE(member.comet.wait_for(1));
  EXPECT_EQ(member.store->height(), 0u);
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 5u);
  EXPECT_EQ(member.store->find_transaction(result->hash)->value(), (storage::TransactionPlace{1, 0}));
  EXPECT_FALSE(member.engine->pending(result->hash));
  EXPECT_EQ(member.engine->pool_size().transactions, 0u);
  EXPECT_EQ(member.engine->status().batches_in_flight, 0u);
  EXPECT_EQ(heads, std::vector<Height>{1});
  EXPECT_EQ(member.comet.last().app_hash, bytes_of(member.store->last_block()->hash.view()));
}

TEST(Cometbft, makes_no_ledger_block_of_a_block_without_transactions_and_keeps_its_hash) {
  CometMember member;
  ASSERT_TRUE(member.comet.decide());
  const auto first = member.comet.last().app_hash;
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.comet.last().app_hash, first);
  EXPECT_EQ(member.store->height(), 0u);
  EXPECT_EQ(member.engine->info({}).last_block_height, 2u);
  EXPECT_EQ(member.engine->status().consensus_height, 2u);
}

TEST(Cometbft, packs_what_came_together_into_one_batch) {
  CometMember member;
  std::vector<Bytes> wires;
  for (std::uint8_t from = 1; from < 10; ++from) {
    for (std::uint64_t nonce = 0; nonce < 20; ++nonce) {
      wires.push_back(wire({.from = from, .nonce = nonce, .to = kShop, .value = 1}));
    }
  }
  for (const auto& result : member.submit(wires)) ASSERT_TRUE(result);
  ASSERT_TRUE(member.comet.wait_for(1));
  EXPECT_LE(member.comet.waiting(), 2u);
  while (member.balance(kShop) < 180) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  EXPECT_EQ(member.engine->times().transactions, 180u);
}

TEST(Cometbft, sends_again_what_cometbft_lost_and_what_it_did_not_take) {
  CometMember member({.resend_after = 20ms});
  member.comet.go_away();
  const auto result = member.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result);
  ASSERT_TRUE(member.comet.wait_for_broadcasts(2));
  EXPECT_THAT(member.engine->status().reason, HasSubstr("nobody listens; transactions wait"));
  EXPECT_TRUE(member.engine->status().accepts);
  member.comet.come_back();
  ASSERT_TRUE(member.comet.wait_for(1));
  member.comet.lose_mempool();
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 5u);
  EXPECT_EQ(member.engine->status().batches_in_flight, 0u);
}

TEST(Cometbft, tells_why_a_decided_transaction_was_skipped_and_forgets_it) {
  CometMember member;
  // Each is payable by itself; the second is not any more when the first is done.
  const auto results =
      member.submit(std::vector<Bytes>{wire({.nonce = 0, .to = kShop, .value = kFunds}),
                                       wire({.nonce = 1, .to = kShop, .value = 1}), wire({.nonce = 2, .to = kShop})});
  for (const auto& result : results) ASSERT_TRUE(result);
  while (member.engine->pool_size().transactions > 1) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  ASSERT_TRUE(member.engine->skipped(results[1]->hash));
  EXPECT_THAT(*member.engine->skipped(results[1]->hash), HasSubstr("insufficient funds"));
  EXPECT_FALSE(member.engine->pending(results[1]->hash));
  // The third waits for another transaction of nonce 1, and goes on with it.
  EXPECT_TRUE(member.engine->pending(results[2]->hash));
  ASSERT_TRUE(member.submit({.nonce = 1, .to = kShop}));
  while (member.engine->pool_size().transactions > 0) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  EXPECT_EQ(member.store->latest()->account(account(1))->nonce, 3u);
}

TEST(Cometbft, reuses_what_the_proposal_gave_and_works_once_on_each_signature) {
  CometMember sender;
  const auto result = sender.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result);
  ASSERT_TRUE(sender.comet.wait_for(1));
  ASSERT_TRUE(sender.comet.decide());
  EXPECT_EQ(sender.engine->times().blocks, 1u);
}

TEST(Cometbft, comes_back_with_what_it_had_committed_and_executes_a_repeated_block_once) {
  CometMember member;
  ASSERT_TRUE(member.submit({.to = kShop, .value = 5}));
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  const auto before = member.engine->info({});
  EXPECT_EQ(before.last_block_height, 1u);
  member.close();
  member.open();
  const auto after = member.engine->info({});
  EXPECT_EQ(after.last_block_height, 1u);
  EXPECT_EQ(after.last_block_app_hash, before.last_block_app_hash);
  ASSERT_TRUE(member.submit({.nonce = 1, .to = kShop, .value = 5}));
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 10u);
}

TEST(Cometbft, begins_only_with_the_genesis_of_its_own_chain) {
  CometMember member;
  EXPECT_EQ(member.init(member.store->genesis_hash()).app_hash, bytes_of(member.store->genesis_hash().view()));
  try {
    std::ignore = member.init(Hash{{7}});
    FAIL() << "began with a foreign genesis";
  } catch (const abci::Halt& halt) {
    EXPECT_THAT(halt.what(), HasSubstr("of another chain"));
  }
  EXPECT_TRUE(member.engine->status().halted);
  EXPECT_FALSE(member.engine->status().accepts);
  EXPECT_EQ(member.submit({.to = kShop}).error().code, RefusalCode::stopped);
}

TEST(Cometbft, lets_only_members_nodes_connect) {
  CometMember member;
  EXPECT_EQ(member.asked("/p2p/filter/id/aa"), 0u);
  member.node_ids = {"aa", "bb"};
  EXPECT_EQ(member.asked("/p2p/filter/id/bb"), 0u);
  EXPECT_NE(member.asked("/p2p/filter/id/cc"), 0u);
  EXPECT_EQ(member.asked("/p2p/filter/addr/127.0.0.1:5"), 0u);
  EXPECT_NE(member.asked("/store"), 0u);
}

TEST(Cometbft, leaves_it_to_the_members_when_a_block_is_made) {
  CometMember member;
  const auto block = member.engine->make_block();
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, RefusalCode::not_alone);
}

TEST(Cometbft, halts_when_the_others_decided_on_a_block_that_contradicts_its_state) {
  CometMember member({.watch_period = 10ms});
  ASSERT_TRUE(member.comet.decide());
  member.comet.contradict({.height = 2, .proposal = "AA", .validators = 4, .precommitted = 2}, Bytes(32, 7));
  ASSERT_TRUE(member.comet.wait_for_looks(3));
  EXPECT_FALSE(member.engine->status().halted);  // two of four decide nothing
  member.comet.contradict({.height = 2, .proposal = "AA", .validators = 4, .precommitted = 3}, Bytes(32, 7));
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!member.engine->status().halted && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_THAT(member.engine->status().reason, HasSubstr("3 of 4 members decided on next names 0x0707"));
  EXPECT_EQ(member.submit({.to = kShop}).error().code, RefusalCode::stopped);
}

TEST(Cometbft, refuses_a_proposal_that_no_correct_member_makes) {
  CometMember member;
  abci::BlockInfo info;
  info.height = 1;
  EXPECT_FALSE(member.comet.decide(info, {Bytes{9, 9, 9}}));
  abci::CheckTxResponse answer;
  member.engine->check_tx({.tx = {9, 9, 9}, .recheck = false},
                          [&](const abci::CheckTxResponse& response) { answer = response; });
  EXPECT_NE(answer.code, 0u);
  EXPECT_FALSE(answer.log.empty());
}

}  // namespace
}  // namespace kaisho::consensus
