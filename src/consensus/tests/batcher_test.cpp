#include "../src/batcher.hpp"

#include <gtest/gtest.h>

namespace kaisho::consensus {
namespace {

using namespace std::chrono_literals;

pool::TransactionPtr transaction(std::uint8_t number, std::size_t size = 100) {
  ledger::SignedTransaction tx;
  tx.hash.bytes[0] = number;
  tx.wire.resize(size);
  return std::make_shared<const ledger::SignedTransaction>(std::move(tx));
}

constexpr SteadyTime kStart{1h};

TEST(Batcher, sends_a_lone_transaction_of_an_idle_node_at_once) {
  Batcher batcher({});
  EXPECT_FALSE(batcher.due(kStart, 0));
  batcher.add(transaction(1), kStart);
  EXPECT_TRUE(batcher.due(kStart, 0));
}

TEST(Batcher, waits_for_company_where_something_is_on_its_way_but_no_longer_than_told) {
  Batcher batcher({.wait = 5ms});
  EXPECT_FALSE(batcher.deadline(1));
  batcher.add(transaction(1), kStart);
  batcher.add(transaction(2), kStart + 4ms);
  EXPECT_EQ(batcher.deadline(1), kStart + 5ms);
  EXPECT_FALSE(batcher.due(kStart + 4999us, 1));
  EXPECT_TRUE(batcher.due(kStart + 5ms, 1));
  EXPECT_EQ(batcher.take().size(), 2u);
  EXPECT_FALSE(batcher.deadline(1));
}

TEST(Batcher, waits_half_a_block_for_company_behind_three_others) {
  Batcher batcher({.wait = 5ms});
  batcher.add(transaction(1), kStart);
  EXPECT_EQ(batcher.deadline(3), kStart + 5ms);  // how fast blocks come is not known yet
  batcher.pace(60ms);
  EXPECT_EQ(batcher.deadline(2), kStart + 5ms);
  EXPECT_EQ(batcher.deadline(3), kStart + 30ms);
  EXPECT_FALSE(batcher.due(kStart + 29ms, 3));
  EXPECT_TRUE(batcher.due(kStart + 29ms, 0));  // the block decided all of them
  batcher.pace(4ms);
  EXPECT_EQ(batcher.deadline(16), kStart + 5ms);
  batcher.pace(1h);
  EXPECT_EQ(batcher.deadline(16), kStart + 500ms);
}

TEST(Batcher, is_due_without_waiting_when_it_is_full_by_number_or_by_size) {
  Batcher by_number({.transactions = 2});
  by_number.add(transaction(1), kStart);
  EXPECT_FALSE(by_number.due(kStart, 1));
  by_number.add(transaction(2), kStart);
  EXPECT_TRUE(by_number.due(kStart, 1));
  EXPECT_TRUE(by_number.due(kStart, 16));

  Batcher by_size({.bytes = 200});
  by_size.add(transaction(1, 199), kStart);
  EXPECT_FALSE(by_size.full());
  by_size.add(transaction(2, 1), kStart);
  EXPECT_TRUE(by_size.full());
  EXPECT_TRUE(by_size.due(kStart, 1));
}

TEST(Batcher, takes_a_transaction_once_a_batch_and_keeps_the_order) {
  Batcher batcher({});
  for (const std::uint8_t number : std::initializer_list<std::uint8_t>{3, 1, 3, 2, 1})
    batcher.add(transaction(number), kStart);
  const auto first = batcher.take();
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0]->hash.bytes[0], 3);
  EXPECT_EQ(first[1]->hash.bytes[0], 1);
  EXPECT_EQ(first[2]->hash.bytes[0], 2);
  batcher.add(transaction(3), kStart);
  EXPECT_EQ(batcher.take().size(), 1u);
}

}  // namespace
}  // namespace kaisho::consensus
