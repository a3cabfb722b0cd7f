#include "kaisho/pool/recovery.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

namespace kaisho::pool {
namespace {

crypto::PrivateKey key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = number;
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes));
}

Bytes wire(std::uint8_t from, std::uint64_t nonce) {
  ledger::Transaction made;
  made.type = ledger::TransactionType::dynamic_fee;
  made.chain_id = 31337;
  made.nonce = nonce;
  made.gas_limit = 21'000;
  made.to = Address{};
  return ledger::encode_transaction(ledger::sign_transaction(std::move(made), key(from)));
}

std::vector<Recovered> recover(Recovery& recovery, std::vector<Bytes> wires) {
  const auto promise = std::make_shared<std::promise<std::vector<Recovered>>>();
  const bool queued = recovery.submit(
      std::move(wires), [promise](std::vector<Recovered> results) { promise->set_value(std::move(results)); });
  return queued ? promise->get_future().get() : std::vector<Recovered>{};
}

TEST(Recovery, gives_the_senders_of_a_batch_in_its_order) {
  Recovery recovery({.threads = 3});
  std::vector<Bytes> wires;
  for (std::uint64_t i = 0; i < 200; ++i) wires.push_back(wire(static_cast<std::uint8_t>(1 + i % 5), i));
  const auto results = recover(recovery, wires);
  ASSERT_EQ(results.size(), wires.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    ASSERT_TRUE(results[i]);
    EXPECT_EQ(results[i]->sender, crypto::address_of(key(static_cast<std::uint8_t>(1 + i % 5))));
    EXPECT_EQ(results[i]->wire, wires[i]);
    EXPECT_EQ(results[i]->hash, ledger::transaction_hash(wires[i]));
  }
  EXPECT_EQ(recovery.times().transactions, wires.size());
}

std::vector<Recovered> recover_hinted(Recovery& recovery, std::vector<Bytes> wires, std::vector<Address> hints) {
  const auto promise = std::make_shared<std::promise<std::vector<Recovered>>>();
  const bool queued =
      recovery.submit_hinted(std::move(wires), std::move(hints),
                             [promise](std::vector<Recovered> results) { promise->set_value(std::move(results)); });
  return queued ? promise->get_future().get() : std::vector<Recovered>{};
}

Address account(std::uint64_t number) { return crypto::address_of(key(static_cast<std::uint8_t>(1 + number % 5))); }

/// `count` transactions of five accounts from a nonce on, with their right senders.
std::pair<std::vector<Bytes>, std::vector<Address>> hinted(std::uint64_t from, std::size_t count) {
  std::pair<std::vector<Bytes>, std::vector<Address>> made;
  for (std::uint64_t i = from; i < from + count; ++i) {
    made.first.push_back(wire(static_cast<std::uint8_t>(1 + i % 5), i));
    made.second.push_back(account(i));
  }
  return made;
}

TEST(Recovery, gives_the_same_senders_whether_hints_are_right_wrong_or_new) {
  Recovery recovery({.threads = 3});
  for (int round = 0; round < 4; ++round) {  // no key is known in the first round
    auto [wires, hints] = hinted(1'000u * static_cast<std::uint64_t>(round), 400);
    if (round == 2) std::ranges::reverse(hints);
    if (round == 3) hints[399] = Address{};
    const auto results = recover_hinted(recovery, wires, hints);
    ASSERT_EQ(results.size(), 400u);
    for (std::uint64_t i = 0; i < 400; ++i) {
      ASSERT_TRUE(results[i]) << "round " << round;
      EXPECT_EQ(results[i]->sender, account(i)) << "round " << round;
    }
  }
  EXPECT_EQ(recovery.times().transactions, 1'600u);
}

TEST(Recovery, a_hinted_transaction_that_somebody_else_signed_keeps_its_real_sender) {
  Recovery recovery({.threads = 1});
  auto [wires, hints] = hinted(0, 100);
  recover_hinted(recovery, wires, hints);
  auto [more, right] = hinted(100, 100);
  more[50] = wire(9, 7);
  auto bad = *ledger::decode_transaction(more[60]);
  bad.signature.r = crypto::Scalar{};
  more[60] = ledger::encode_transaction(bad);
  more[70] = Bytes{0x02, 0xc0};
  const auto results = recover_hinted(recovery, more, right);
  ASSERT_EQ(results.size(), 100u);
  for (std::size_t i = 0; i < 100; ++i) {
    if (i == 60 || i == 70) {
      EXPECT_FALSE(results[i]);
    } else {
      ASSERT_TRUE(results[i]) << i;
      EXPECT_EQ(results[i]->sender, i == 50 ? crypto::address_of(key(9)) : right[i]) << i;
    }
  }
}

TEST(Recovery, hands_batches_out_in_the_order_of_their_submission) {
  Recovery recovery({.threads = 4});
  std::vector<std::size_t> order;  // no lock: batches are handed out one at a time
  std::promise<void> last;
  constexpr std::size_t kBatches = 60;
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    std::vector<Bytes> wires(batch % 7 == 0 ? 20 : 1, wire(1, batch));
    ASSERT_TRUE(recovery.submit(std::move(wires), [&, batch](const std::vector<Recovered>&) {
      order.push_back(batch);
      if (batch + 1 == kBatches) last.set_value();
    }));
  }
  last.get_future().wait();
  ASSERT_EQ(order.size(), kBatches);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(Recovery, gives_a_bad_transaction_its_own_error_and_the_others_their_senders) {
  Recovery recovery({.threads = 2});
  const auto results = recover(recovery, {wire(1, 0), Bytes{0x02, 0xc0}, wire(2, 0), Bytes{}});
  ASSERT_EQ(results.size(), 4u);
  EXPECT_TRUE(results[0]);
  EXPECT_EQ(results[1].error().decode, ledger::DecodeError::malformed_rlp);
  EXPECT_TRUE(results[2]);
  EXPECT_EQ(results[3].error().decode, ledger::DecodeError::empty);
}

TEST(Recovery, refuses_a_high_s_before_it_recovers_anything) {
  Recovery recovery({.threads = 1});
  auto made = *ledger::decode_transaction(wire(1, 0));
  made.signature.s.bytes.fill(0xff);
  made.signature.s.bytes[31] = 0x40;
  made.signature.s.bytes[15] = 0;  // below the order, far above its half
  const auto results = recover(recovery, {ledger::encode_transaction(made)});
  ASSERT_FALSE(results.at(0));
  const auto& error = results.at(0).error();
  EXPECT_TRUE(error.high_s || error.decode == ledger::DecodeError::bad_signature_values);
}

TEST(Recovery, knows_a_sender_again_without_recovering) {
  Recovery recovery({.threads = 1});
  const auto first = recover(recovery, {wire(1, 0)});
  const auto again = recover(recovery, {wire(1, 0)});
  EXPECT_EQ(again.at(0)->sender, first.at(0)->sender);
  EXPECT_EQ(recovery.times().transactions, 2u);
  EXPECT_EQ(recovery.times().recoveries, 1u);
}

TEST(Recovery, forgets_the_oldest_senders_and_is_still_right) {
  Recovery recovery({.threads = 2, .cached_senders = 4});
  for (int round = 0; round < 3; ++round) {
    for (std::uint8_t from = 1; from < 20; ++from) {
      ASSERT_EQ(recover(recovery, {wire(from, 0)}).at(0)->sender, crypto::address_of(key(from)));
    }
  }
}

TEST(Recovery, refuses_a_batch_when_too_many_bytes_wait) {
  // The only worker is held inside a callback, so what comes now stays in the queue.
  Recovery recovery({.threads = 1, .max_queued_bytes = 1'000});
  std::promise<void> held, go_on;
  ASSERT_TRUE(recovery.submit({wire(1, 0)}, [&](std::vector<Recovered>) {
    held.set_value();
    go_on.get_future().wait();
  }));
  held.get_future().wait();
  std::promise<void> finished;
  EXPECT_TRUE(recovery.submit({Bytes(900)}, [&](std::vector<Recovered>) { finished.set_value(); }));
  EXPECT_FALSE(recovery.submit({Bytes(200)}, [](std::vector<Recovered>) { FAIL() << "was refused"; }));
  go_on.set_value();
  finished.get_future().wait();
  EXPECT_EQ(recover(recovery, {wire(1, 1)}).size(), 1u);
}

TEST(Recovery, finishes_what_is_queued_before_it_ends) {
  std::atomic<std::size_t> done = 0;
  {
    Recovery recovery({.threads = 2});
    for (std::uint64_t i = 0; i < 20; ++i) {
      ASSERT_TRUE(recovery.submit({wire(1, i), wire(2, i)}, [&](std::vector<Recovered> r) { done += r.size(); }));
    }
  }
  EXPECT_EQ(done, 40u);
}

}  // namespace
}  // namespace kaisho::pool
