#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <thread>

#include "test_chain.hpp"

/// Whatever the order and the company in which transactions arrive, the state they lead to is the same.
namespace kaisho::consensus {
namespace {

using namespace test;

constexpr std::uint8_t kSenders = 5;

/// Transfers between the senders and to others, small enough that every order can pay them.
std::vector<Bytes> random_transfers(std::mt19937& random, std::uint64_t each) {
  std::vector<Bytes> wires;
  for (std::uint8_t from = 1; from <= kSenders; ++from) {
    for (std::uint64_t nonce = 0; nonce < each; ++nonce) {
      const auto to = account(static_cast<std::uint8_t>(1 + random() % 20));
      wires.push_back(wire({.from = from, .nonce = nonce, .to = to, .value = random() % 1'000}));
    }
  }
  return wires;
}

void submit_in_pieces(TestChain& chain, const std::vector<Bytes>& wires, std::mt19937& random) {
  for (std::size_t begin = 0; begin < wires.size();) {
    const auto end = std::min(wires.size(), begin + 1 + random() % 20);
    const auto first = wires.begin();
    const auto results =
        chain.submit({first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)});
    for (const auto& result : results) ASSERT_TRUE(result) << result.error().text;
    begin = end;
  }
}

TEST(Order, of_arrival_does_not_change_the_state_that_comes_out) {
  std::mt19937 random{2611};  // deterministic: a failure repeats
  for (int history = 0; history < 5; ++history) {
    auto wires = random_transfers(random, 30);
    TestChain in_order, shuffled;
    submit_in_pieces(in_order, wires, random);
    std::ranges::shuffle(wires, random);
    submit_in_pieces(shuffled, wires, random);
    for (std::uint8_t each = 1; each <= kSenders; ++each) ASSERT_EQ(shuffled.nonce(account(each)), 30u);
    EXPECT_EQ(in_order.store->last_block()->block.header.state_root,
              shuffled.store->last_block()->block.header.state_root);
  }
}

TEST(Order, many_threads_at_once_lose_nothing_and_answer_everyone) {
  TestChain chain;
  constexpr std::uint64_t kEach = 60;
  std::atomic<int> receipts = 0;
  {
    std::vector<std::jthread> clients;
    for (std::uint8_t from = 1; from <= 8; ++from) {
      clients.emplace_back([&, from] {
        for (std::uint64_t nonce = 0; nonce < kEach; ++nonce) {
          const auto result = chain.submit({.from = from, .nonce = nonce, .to = account(20), .value = 1});
          if (!result || !result->inclusion) continue;
          // A receipt that a client sees, the state and the pool never disagree.
          if (chain.nonce(account(from)) == nonce + 1 && chain.engine->pending_nonce(account(from)) == nonce + 1) {
            ++receipts;
          }
        }
      });
    }
    clients.emplace_back([&] {
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(chain.engine->make_block());
    });
  }
  EXPECT_EQ(receipts, 8 * static_cast<int>(kEach));
  EXPECT_EQ(chain.balance(account(20)), 8 * kEach);
  EXPECT_EQ(chain.engine->pool_size().transactions, 0u);
}

TEST(Order, clients_that_do_not_wait_for_answers_are_never_told_of_gaps_that_are_not_there) {
  TestChain chain;
  constexpr std::uint64_t kEach = 500;
  std::atomic<std::uint64_t> mined = 0, answered = 0;
  std::promise<void> all;
  const auto count = [&](const std::vector<SubmitResult>& results) {
    for (const auto& result : results) mined += result && result->inclusion;
    if ((answered += results.size()) == 4 * kEach) all.set_value();
  };
  std::vector<std::vector<Bytes>> wires(4);
  for (std::uint8_t i = 0; i < 4; ++i) {
    for (std::uint64_t nonce = 0; nonce < kEach; ++nonce) {
      wires[i].push_back(wire({.from = static_cast<std::uint8_t>(i + 1), .nonce = nonce, .to = account(20)}));
    }
  }
  {
    std::vector<std::jthread> clients;
    for (auto& mine : wires) {
      clients.emplace_back([&] {
        for (auto& each : mine) chain.engine->submit({std::move(each)}, count);
      });
    }
  }
  all.get_future().wait();
  EXPECT_EQ(mined, 4 * kEach);
}

}  // namespace
}  // namespace kaisho::consensus
