#include "kaisho/pool/pool.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace kaisho::pool {
namespace {

using testing::ElementsAre;

Address sender(std::uint8_t number) {
  Address address;
  address.bytes[19] = number;
  return address;
}

/// A transaction with a hash of its own; no signature, for the pool looks at none.
TransactionPtr tx(std::uint8_t from, std::uint64_t nonce, std::uint64_t fee = 0, std::uint64_t tip = 0) {
  static std::uint64_t hashes = 0;
  ledger::SignedTransaction made;
  made.sender = sender(from);
  made.transaction.nonce = nonce;
  made.transaction.max_fee_per_gas = fee;
  made.transaction.max_priority_fee_per_gas = tip;
  made.wire = Bytes(100);
  made.hash = hash_of(word_of(U256{++hashes}));
  return std::make_shared<const ledger::SignedTransaction>(std::move(made));
}

using Taken = std::vector<std::pair<int, std::uint64_t>>;  // sender, nonce

Taken take_all(Pool& pool) {
  Taken taken;
  while (const auto next = pool.take()) taken.emplace_back(next->sender.bytes[19], next->transaction.nonce);
  return taken;
}

TEST(Pool, gives_the_transactions_of_one_sender_in_the_order_of_their_nonces) {
  Pool pool;
  for (const std::uint64_t nonce : {7u, 5u, 6u}) ASSERT_TRUE(pool.add(tx(1, nonce), 5));
  EXPECT_EQ(take_all(pool), (Taken{{1, 5}, {1, 6}, {1, 7}}));
}

TEST(Pool, serves_senders_in_the_order_of_arrival) {
  Pool pool;
  ASSERT_TRUE(pool.add(tx(2, 0), 0));
  ASSERT_TRUE(pool.add(tx(1, 0), 0));
  ASSERT_TRUE(pool.add(tx(2, 1), 0));
  ASSERT_TRUE(pool.add(tx(1, 1), 0));
  EXPECT_EQ(take_all(pool), (Taken{{2, 0}, {1, 0}, {2, 1}, {1, 1}}));
}

TEST(Pool, holds_a_transaction_until_the_nonces_before_it_are_there) {
  Pool pool;
  EXPECT_FALSE(pool.add(tx(1, 2), 0)->ready);
  EXPECT_TRUE(pool.add(tx(1, 0), 0)->ready);
  EXPECT_EQ(take_all(pool), (Taken{{1, 0}}));
  EXPECT_EQ(pool.size().gapped, 1u);
  EXPECT_TRUE(pool.add(tx(1, 1), 0)->ready);
  EXPECT_EQ(take_all(pool), (Taken{{1, 1}, {1, 2}}));
  EXPECT_EQ(pool.size().gapped, 0u);
}

TEST(Pool, refuses_each_hopeless_transaction_by_name) {
  Pool pool(Limits{.max_transactions = 4, .max_bytes = 450, .max_per_sender = 2, .max_gapped = 1, .max_ahead = 3});
  const auto first = tx(1, 0);
  ASSERT_TRUE(pool.add(first, 0));
  EXPECT_EQ(pool.add(first, 0).error(), Refusal::already_known);
  EXPECT_EQ(pool.add(tx(2, 4), 5).error(), Refusal::nonce_too_low);
  EXPECT_EQ(pool.add(tx(1, 4), 0).error(), Refusal::nonce_too_far_ahead);
  EXPECT_EQ(pool.add(tx(1, 0), 0).error(), Refusal::replacement_underpriced);
  ASSERT_TRUE(pool.add(tx(1, 3), 0));
  EXPECT_EQ(pool.add(tx(1, 1), 0).error(), Refusal::sender_full);
  EXPECT_EQ(pool.add(tx(2, 1), 0).error(), Refusal::gapped_full);
  ASSERT_TRUE(pool.add(tx(2, 0), 0));
  ASSERT_TRUE(pool.add(tx(3, 0), 0));
  EXPECT_EQ(pool.add(tx(4, 0), 0).error(), Refusal::full);
  EXPECT_EQ(pool.size().transactions, 4u);
}

TEST(Pool, refuses_what_would_exceed_its_bytes) {
  Pool pool(Limits{.max_bytes = 250});
  ASSERT_TRUE(pool.add(tx(1, 0), 0));
  ASSERT_TRUE(pool.add(tx(1, 1), 0));
  EXPECT_EQ(pool.add(tx(1, 2), 0).error(), Refusal::full);
  EXPECT_EQ(pool.size().bytes, 200u);
}

TEST(Pool, replaces_for_fees_a_tenth_above_and_for_nothing_less) {
  Pool pool;
  const auto old = tx(1, 0, 100, 10);
  ASSERT_TRUE(pool.add(old, 0));
  EXPECT_EQ(pool.add(tx(1, 0, 109, 11), 0).error(), Refusal::replacement_underpriced);
  EXPECT_EQ(pool.add(tx(1, 0, 110, 10), 0).error(), Refusal::replacement_underpriced);
  const auto better = tx(1, 0, 110, 11);
  EXPECT_EQ(pool.add(better, 0)->replaced, old->hash);
  EXPECT_EQ(pool.find(old->hash), nullptr);
  EXPECT_EQ(pool.take()->hash, better->hash);
  EXPECT_EQ(pool.size().bytes, 100u);
}

TEST(Pool, replaces_nothing_that_is_in_a_block_in_the_making) {
  Pool pool;
  ASSERT_TRUE(pool.add(tx(1, 0, 100), 0));
  ASSERT_TRUE(pool.take());
  EXPECT_EQ(pool.add(tx(1, 0, 1000), 0).error(), Refusal::nonce_too_low);
}

TEST(Pool, forgets_what_became_final_and_all_below) {
  Pool pool;
  for (std::uint64_t nonce = 0; nonce < 4; ++nonce) ASSERT_TRUE(pool.add(tx(1, nonce), 0));
  const auto first = pool.take();
  EXPECT_EQ(pool.next_nonce(sender(1)), 4u);
  pool.included(sender(1), first->transaction.nonce);
  EXPECT_EQ(pool.find(first->hash), nullptr);
  pool.included(sender(1), 2);  // as another node's block would
  EXPECT_EQ(take_all(pool), (Taken{{1, 3}}));
  pool.included(sender(1), 3);
  EXPECT_EQ(pool.size().transactions, 0u);
  EXPECT_EQ(pool.size().bytes, 0u);
  EXPECT_EQ(pool.next_nonce(sender(1)), std::nullopt);
}

TEST(Pool, names_what_waits_again_when_an_earlier_one_is_dropped) {
  Pool pool;
  const auto first = tx(1, 0), second = tx(1, 1), third = tx(1, 2);
  for (const auto& each : {first, second, third}) ASSERT_TRUE(pool.add(each, 0));
  ASSERT_EQ(pool.take()->hash, first->hash);
  EXPECT_THAT(pool.drop(*first), ElementsAre(second->hash, third->hash));
  EXPECT_FALSE(pool.has_ready());
  EXPECT_EQ(pool.size().gapped, 2u);
  EXPECT_EQ(pool.next_nonce(sender(1)), std::nullopt);
  ASSERT_TRUE(pool.add(tx(1, 0), 0));
  EXPECT_EQ(take_all(pool), (Taken{{1, 0}, {1, 1}, {1, 2}}));
}

TEST(Pool, takes_a_transaction_back_to_its_old_place) {
  Pool pool;
  ASSERT_TRUE(pool.add(tx(1, 0), 0));
  ASSERT_TRUE(pool.add(tx(1, 1), 0));
  ASSERT_TRUE(pool.add(tx(2, 0), 0));
  ASSERT_TRUE(pool.take());
  const auto second = pool.take();
  pool.give_back(*second);
  EXPECT_EQ(take_all(pool), (Taken{{1, 1}, {2, 0}}));
}

/// What a pool must be, kept as plainly as possible.
struct Model {
  std::map<std::uint8_t, std::map<std::uint64_t, TransactionPtr>> waiting;
  std::map<std::uint8_t, std::uint64_t> account, untaken;
};

TEST(Pool, agrees_with_a_plain_model_over_random_histories) {
  std::mt19937 random{17};  // deterministic: a failure repeats
  for (int history = 0; history < 50; ++history) {
    Pool pool;
    Model model;
    std::vector<TransactionPtr> taken;
    for (int step = 0; step < 400; ++step) {
      const auto who = static_cast<std::uint8_t>(1 + random() % 3);
      auto& base = model.account[who];
      auto& untaken = model.untaken[who];
      untaken = std::max(untaken, base);
      auto& mine = model.waiting[who];
      switch (random() % 4) {
        case 0:
        case 1: {
          const auto made = tx(who, base + random() % 6);
          const bool free = made->transaction.nonce >= untaken && !mine.contains(made->transaction.nonce);
          ASSERT_EQ(pool.add(made, base).has_value(), free);
          if (free) mine.emplace(made->transaction.nonce, made);
          break;
        }
        case 2:
          if (const auto next = pool.take()) {
            const auto whose = next->sender.bytes[19];
            ASSERT_EQ(next->transaction.nonce, std::max(model.untaken[whose], model.account[whose]));
            ASSERT_EQ(model.waiting[whose].at(next->transaction.nonce), next);
            model.untaken[whose] = next->transaction.nonce + 1;
            taken.push_back(next);
          } else {
            for (const auto& [each, waiting] : model.waiting) {
              ASSERT_FALSE(waiting.contains(std::max(model.untaken[each], model.account[each])));
            }
          }
          break;
        case 3:  // the block is final
          for (const auto& each : taken) {
            const auto whose = each->sender.bytes[19];
            pool.included(each->sender, each->transaction.nonce);
            model.waiting[whose].erase(each->transaction.nonce);
            model.account[whose] = each->transaction.nonce + 1;
          }
          taken.clear();
          break;
      }
      std::size_t count = 0;
      for (const auto& [each, waiting] : model.waiting) count += waiting.size();
      ASSERT_EQ(pool.size().transactions, count);
      ASSERT_EQ(pool.size().bytes, count * 100);
    }
  }
}

}  // namespace
}  // namespace kaisho::pool
