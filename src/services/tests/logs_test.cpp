#include <gtest/gtest.h>

#include "service_chain.hpp"

namespace kaisho::services {
namespace {

using namespace test;

/// Logs once with the call's first two words as topics: CALLDATALOAD 32, CALLDATALOAD 0, no data, LOG2.
const Bytes kLogs{0x60, 0x20, 0x35, 0x60, 0x00, 0x35, 0x60, 0x00, 0x60, 0x00, 0xa2};

Bytes words(std::uint64_t first, std::uint64_t second) {
  Bytes bytes = bytes_of(word_of(U256{first}).view());
  append(bytes, word_of(U256{second}).view());
  return bytes;
}

/// Blocks 2 to 5: one log each, topics (1, n).
class Logs : public testing::Test {
 protected:
  Logs() {
    for (std::uint64_t n = 1; n < 5; ++n) log(1, n);
  }
  void log(std::uint64_t first, std::uint64_t second) {
    chain.mine({.nonce = nonce++, .to = program, .data = words(first, second), .gas = 100'000});
  }
  static Word topic(std::uint64_t number) { return word_of(U256{number}); }
  std::size_t count(const LogFilter& filter) { return chain.ledger.logs(filter).value().size(); }

  ServiceChain chain;
  Address program = chain.deploy(kLogs, 0);
  std::uint64_t nonce = 1;
  LogFilter all{.from = Tag::earliest, .to = Tag::latest};
};

TEST_F(Logs, come_in_order_with_their_places) {
  const auto found = chain.ledger.logs(all).value();
  ASSERT_EQ(found.size(), 4u);
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].height, 2 + i);
    EXPECT_EQ(found[i].log.topics.at(1), topic(1 + i));
    EXPECT_EQ(found[i].block_hash, (*chain.ledger.block(found[i].height))->hash);
    EXPECT_EQ((*chain.ledger.transaction(found[i].transaction_hash))->block->hash, found[i].block_hash);
  }
}

TEST_F(Logs, are_counted_through_the_block) {
  const std::vector<Bytes> batch{
      wire({.nonce = nonce, .to = program, .data = words(7, 1), .gas = 100'000}),
      wire({.nonce = nonce + 1, .to = program, .data = words(7, 2), .gas = 100'000}),
  };
  chain.chain.submit(batch);
  const auto found = chain.ledger.logs({.from = Tag::latest, .to = Tag::latest}).value();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].log_index, 1u);
  EXPECT_EQ(found[1].transaction_index, 1u);
  EXPECT_EQ(LedgerService::transactions_of(chain.ledger.head()).at(1).first_log_index(), 1u);
  EXPECT_EQ((*chain.ledger.transaction(found[1].transaction_hash))->first_log_index(), 1u);
}

TEST_F(Logs, match_any_of_the_topics_at_each_place) {
  auto filter = all;
  filter.topics = {{}, {topic(2), topic(3)}};
  EXPECT_EQ(count(filter), 2u);
  filter.topics = {{topic(1)}, {topic(4)}};
  EXPECT_EQ(count(filter), 1u);
  filter.topics = {{topic(4)}, {topic(1)}};
  EXPECT_EQ(count(filter), 0u);
  filter.topics = {{}, {}, {}};
  EXPECT_EQ(count(filter), 0u) << "the logs have two topics only";
}

TEST_F(Logs, match_any_of_the_addresses) {
  auto filter = all;
  filter.addresses = {kShop};
  EXPECT_EQ(count(filter), 0u);
  filter.addresses = {kShop, program};
  EXPECT_EQ(count(filter), 4u);
}

TEST_F(Logs, of_one_block_by_its_hash) {
  const auto hash = (*chain.ledger.block(Height{3}))->hash;
  EXPECT_EQ(count({.block_hash = hash}), 1u);
  EXPECT_EQ(chain.ledger.logs({.block_hash = Hash{{1}}}).error().code, ErrorCode::unknown_block);
}

TEST_F(Logs, stop_at_their_bounds) {
  const LedgerService bounded({*chain.chain.store, *chain.chain.engine, chain.chain.rules},
                              {.max_logs = 3, .max_log_blocks = 5});
  EXPECT_EQ(bounded.logs({.from = Height{2}, .to = Height{4}})->size(), 3u);
  EXPECT_EQ(bounded.logs({.from = Height{2}, .to = Height{5}}).error().code, ErrorCode::too_much);
  EXPECT_EQ(bounded.logs(all).error().code, ErrorCode::too_much);
  EXPECT_EQ(bounded.logs({.from = Height{3}, .to = Height{2}}).error().code, ErrorCode::invalid_request);
}

TEST_F(Logs, of_more_blocks_than_one_range_holds) {
  const auto together = *chain.ledger.logs(all);
  const auto blocks = chain.ledger.height() + 1;
  for (std::uint64_t range = 1; range <= blocks + 1; ++range) {
    const LedgerService bounded({*chain.chain.store, *chain.chain.engine, chain.chain.rules},
                                {.max_log_blocks = range});
    const auto found = bounded.all_logs({.to = Tag::latest});
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), together.size());
    for (std::size_t i = 0; i < together.size(); ++i) {
      EXPECT_EQ((*found)[i].transaction_hash, together[i].transaction_hash);
      EXPECT_EQ((*found)[i].log_index, together[i].log_index);
    }
  }
  EXPECT_EQ(chain.ledger.all_logs({.to = Height{2}})->size(),
            chain.ledger.logs({.from = Height{0}, .to = Height{2}})->size());
}

TEST_F(Logs, stop_when_their_client_left) {
  std::stop_source left;
  left.request_stop();
  EXPECT_EQ(chain.ledger.logs(all, left.get_token()).error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace kaisho::services
