#include "../src/outbox.hpp"

#include <gtest/gtest.h>

namespace kaisho::consensus {
namespace {

using namespace std::chrono_literals;

Hash hash(std::uint8_t number) {
  Hash made;
  made.bytes[0] = number;
  return made;
}

pool::TransactionPtr transaction(std::uint8_t number) {
  ledger::SignedTransaction tx;
  tx.hash = hash(number);
  return std::make_shared<const ledger::SignedTransaction>(std::move(tx));
}

OutBatch batch(std::uint8_t id, std::initializer_list<std::uint8_t> transactions) {
  OutBatch made{hash(id), std::make_shared<const Bytes>(Bytes{id}), {}};
  for (const auto number : transactions) made.transactions.push_back(transaction(number));
  return made;
}

constexpr SteadyTime kStart{1h};
constexpr Outbox::Options kOptions{.retry = 100ms, .resend_after = 5s};

TEST(Outbox, sends_a_new_batch_at_once_and_again_when_no_block_decided_it_in_time) {
  Outbox outbox(kOptions);
  EXPECT_FALSE(outbox.next_due());
  outbox.add(batch(100, {1, 2}), kStart);
  ASSERT_TRUE(outbox.due(kStart));
  EXPECT_EQ(outbox.due(kStart)->id, hash(100));
  EXPECT_EQ(*outbox.due(kStart)->bytes, Bytes{100});
  outbox.taken(hash(100), kStart);
  EXPECT_FALSE(outbox.due(kStart + 4999ms));
  EXPECT_EQ(outbox.next_due(), kStart + 5s);
  EXPECT_TRUE(outbox.due(kStart + 5s));
}

TEST(Outbox, tries_again_soon_what_the_engine_did_not_take_and_meanwhile_sends_the_others) {
  Outbox outbox(kOptions);
  outbox.add(batch(100, {1}), kStart);
  outbox.add(batch(101, {2}), kStart + 1ms);
  outbox.not_taken(hash(100), kStart + 1ms);
  ASSERT_TRUE(outbox.due(kStart + 1ms));
  EXPECT_EQ(outbox.due(kStart + 1ms)->id, hash(101));
  outbox.taken(hash(101), kStart + 1ms);
  EXPECT_FALSE(outbox.due(kStart + 100ms));
  ASSERT_TRUE(outbox.due(kStart + 101ms));
  EXPECT_EQ(outbox.due(kStart + 101ms)->id, hash(100));
}

TEST(Outbox, sends_everything_again_to_an_engine_that_started_anew) {
  Outbox outbox(kOptions);
  for (const std::uint8_t id : std::initializer_list<std::uint8_t>{100, 101}) {
    outbox.add(batch(id, {id}), kStart);
    outbox.taken(hash(id), kStart);
  }
  EXPECT_FALSE(outbox.due(kStart + 1s));
  outbox.send_all_again(kStart + 1s);
  const auto first = outbox.due(kStart + 1s);
  ASSERT_TRUE(first);
  outbox.taken(first->id, kStart + 1s);
  const auto second = outbox.due(kStart + 1s);
  ASSERT_TRUE(second);
  EXPECT_NE(first->id, second->id);
}

TEST(Outbox, forgets_a_batch_when_the_last_of_its_transactions_is_settled) {
  Outbox outbox(kOptions);
  outbox.add(batch(100, {1, 2}), kStart);
  outbox.settle(hash(1));
  outbox.settle(hash(9));
  EXPECT_EQ(outbox.size(), 1u);
  EXPECT_FALSE(outbox.holds(hash(1)));
  EXPECT_TRUE(outbox.holds(hash(2)));
  outbox.settle(hash(2));
  EXPECT_EQ(outbox.size(), 0u);
  EXPECT_FALSE(outbox.next_due());
  outbox.taken(hash(100), kStart);  // the engine's answer may come after the block
  EXPECT_EQ(outbox.size(), 0u);
}

TEST(Outbox, gives_back_what_a_decided_batch_left_open) {
  Outbox outbox(kOptions);
  outbox.add(batch(100, {1, 2, 3}), kStart);
  outbox.settle(hash(2));
  const auto open = outbox.decided(hash(100));
  ASSERT_EQ(open.size(), 2u);
  EXPECT_EQ(open[0]->hash, hash(1));
  EXPECT_EQ(open[1]->hash, hash(3));
  EXPECT_EQ(outbox.size(), 0u);
  EXPECT_FALSE(outbox.holds(hash(1)));
  EXPECT_TRUE(outbox.decided(hash(100)).empty());
}

TEST(Outbox, counts_a_transaction_to_the_batch_that_was_sent_last) {
  Outbox outbox(kOptions);
  outbox.add(batch(100, {1}), kStart);
  outbox.add(batch(101, {1, 2}), kStart);
  EXPECT_EQ(outbox.size(), 1u);
  EXPECT_TRUE(outbox.decided(hash(100)).empty());
  EXPECT_EQ(outbox.decided(hash(101)).size(), 2u);
}

}  // namespace
}  // namespace kaisho::consensus
