#include "kaisho/services/ledger_service.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <kaisho/state/keys.hpp>

#include "service_chain.hpp"

namespace kaisho::services {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

const Bytes kReverts{0x60, 0x2a, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xfd};
const Bytes kAnswers42{0x60, 0x2a, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3};
const Bytes kLoopsForEver{0x5b, 0x60, 0x00, 0x56};
const Bytes kStores{0x36, 0x60, 0x00, 0x55};  // slot 0 becomes the size of the call's data
/// Needs more gas than it uses: it insists on 50,000 left, then stops.
const Bytes kWantsGasLeft{0x5a, 0x61, 0xc3, 0x50, 0x10, 0x60, 0x0b, 0x57, 0x60, 0x00, 0xfd, 0x5b};

TEST(LedgerService, shows_a_mined_transaction_wherever_one_looks) {
  ServiceChain chain;
  const auto mined = chain.mine({.to = kShop, .value = 5});
  EXPECT_EQ(chain.ledger.height(), 1u);
  const auto found = *chain.ledger.transaction(mined.transaction().hash);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->block->hash, mined.block->hash);
  EXPECT_TRUE(*chain.ledger.transaction(BlockId{Height{1}}, 0));
  EXPECT_FALSE(*chain.ledger.transaction(BlockId{Height{1}}, 1));
  EXPECT_FALSE(*chain.ledger.transaction(Hash{}));
  EXPECT_EQ(*chain.ledger.balance(kShop, Tag::latest), Amount{5});
  EXPECT_EQ(*chain.ledger.balance(kShop, Height{0}), Amount{});
  EXPECT_EQ(*chain.ledger.balance(kShop, mined.block->hash), Amount{5});
  EXPECT_EQ(*chain.ledger.nonce(account(1), Tag::latest), 1u);
}

TEST(LedgerService, says_which_block_is_not_there) {
  ServiceChain chain;
  EXPECT_EQ(*chain.ledger.block(Height{9}), nullptr);
  EXPECT_EQ(chain.ledger.balance(kShop, Height{9}).error().code, ErrorCode::unknown_block);
  EXPECT_EQ(chain.ledger.balance(kShop, Hash{{1}}).error().code, ErrorCode::unknown_block);
  EXPECT_EQ((*chain.ledger.block(Tag::earliest))->block.header.height, 0u);
}

TEST(LedgerService, counts_what_waits_in_the_pending_nonce_only) {
  ServiceChain chain;
  ASSERT_TRUE(chain.ledger.send_and_wait(wire({.nonce = 1, .to = kShop})));
  EXPECT_EQ(*chain.ledger.nonce(account(1), Tag::pending), 0u);  // a gap is before it
  EXPECT_TRUE(chain.ledger.waiting(ledger::transaction_hash(wire({.nonce = 1, .to = kShop}))));
  chain.mine({.nonce = 0, .to = kShop});
  EXPECT_EQ(*chain.ledger.nonce(account(1), Tag::pending), 2u);
  EXPECT_FALSE(chain.ledger.waiting(ledger::transaction_hash(wire({.nonce = 1, .to = kShop}))));
}

TEST(LedgerService, calls_programs_without_changing_anything) {
  ServiceChain chain;
  const auto program = chain.deploy(kAnswers42, 0);
  const auto answer = chain.ledger.call({.to = program}, Tag::latest);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->output, bytes_of(word_of(U256{42}).view()));
  EXPECT_EQ(chain.ledger.height(), 1u);
  EXPECT_EQ(chain.ledger.call({.to = program}, Height{0})->output, Bytes{});  // it was not there then
  EXPECT_EQ(*chain.ledger.code(program, Tag::latest), kAnswers42);
}

TEST(LedgerService, gives_the_revert_data_of_calls_estimates_and_sends) {
  ServiceChain chain;
  const auto program = chain.deploy(kReverts, 0);
  const auto data = bytes_of(word_of(U256{42}).view());
  const auto called = chain.ledger.call({.to = program}, Tag::latest);
  EXPECT_EQ(called.error().code, ErrorCode::reverted);
  EXPECT_EQ(called.error().data, data);
  EXPECT_EQ(chain.ledger.estimate_gas({.to = program}, Tag::latest).error().data, data);
  const auto sent = chain.ledger.send_and_wait(wire({.nonce = 1, .to = program, .gas = 100'000}));
  ASSERT_TRUE(sent && sent->mined);
  EXPECT_FALSE(sent->mined->receipt().success);
  EXPECT_EQ(sent->output, data);
}

TEST(LedgerService, ends_a_call_that_never_ends_at_the_gas_limit) {
  ServiceChain chain;
  const auto program = chain.deploy(kLoopsForEver, 0);
  const auto called = chain.ledger.call({.to = program, .gas = 100'000}, Tag::latest);
  EXPECT_EQ(called.error().code, ErrorCode::halted);
}

TEST(LedgerService, checks_funds_of_a_call_only_where_a_fee_is_offered) {
  ServiceChain chain;
  const Address poor{{0x99}};
  EXPECT_TRUE(chain.ledger.call({.from = poor, .to = kShop}, Tag::latest));
  EXPECT_FALSE(
      chain.ledger.call({.from = poor, .to = kShop, .gas = 21'000, .max_fee_per_gas = Amount{1}}, Tag::latest));
}

TEST(LedgerService, estimates_the_least_gas_that_suffices) {
  ServiceChain chain;
  const auto stores = chain.deploy(kStores, 0);
  const auto wants_left = chain.deploy(kWantsGasLeft, 1);
  std::uint64_t nonce = 2;
  const CallRequest requests[] = {{.from = account(1), .to = kShop, .value = 1},
                                  {.from = account(1), .to = kShop, .data = Bytes(1'000, 7)},
                                  {.from = account(1), .to = stores, .data = Bytes(3)},
                                  {.from = account(1), .to = stores},  // clears the slot: a refund
                                  {.from = account(1), .to = wants_left},
                                  {.from = account(1), .to = std::nullopt, .data = consensus::test::reverter()}};
  for (const auto& request : requests) {
    const auto gas = chain.ledger.estimate_gas(request, Tag::latest);
    ASSERT_TRUE(gas) << gas.error().text;
    auto less = request;
    less.gas = *gas - 1;
    EXPECT_FALSE(chain.ledger.call(less, Tag::latest)) << "one unit less should not suffice: " << *gas;
    const auto mined = chain.mine(
        {.nonce = nonce++, .to = request.to, .value = request.value.low_u64(), .data = request.data, .gas = *gas});
    EXPECT_TRUE(mined.receipt().success) << *gas;
  }
}

TEST(LedgerService, gives_up_an_estimate_when_its_client_left) {
  ServiceChain chain;
  const auto program = chain.deploy(kWantsGasLeft, 0);
  std::stop_source left;
  left.request_stop();
  EXPECT_EQ(chain.ledger.estimate_gas({.to = program}, Tag::latest, left.get_token()).error().code,
            ErrorCode::cancelled);
}

TEST(LedgerService, says_why_a_transaction_is_refused) {
  ServiceChain chain;
  chain.mine({.to = kShop});
  const auto refused = chain.ledger.send_and_wait(wire({.nonce = 0, .to = kShop}));
  EXPECT_EQ(refused.error().code, ErrorCode::refused);
  EXPECT_THAT(refused.error().text, HasSubstr("nonce too low"));
  EXPECT_EQ(refused.error().invalid, ledger::Invalid::nonce_too_low);
  EXPECT_FALSE(refused.error().pool);
}

TEST(LedgerService, says_which_rule_of_the_pool_refuses) {
  ServiceChain chain;
  const auto twice = wire({.nonce = 0, .to = kShop});
  std::promise<SentResults> sent;
  chain.ledger.send({twice, twice}, [&](SentResults results) { sent.set_value(std::move(results)); });
  const auto results = sent.get_future().get();
  ASSERT_EQ(results.size(), 2u);
  EXPECT_TRUE(results[0]) << results[0].error().text;
  ASSERT_FALSE(results[1]);
  EXPECT_EQ(results[1].error().code, ErrorCode::refused);
  EXPECT_EQ(results[1].error().pool, pool::Refusal::already_known);
  EXPECT_FALSE(results[1].error().invalid);
}

TEST(LedgerService, reads_old_storage_for_ever) {
  ServiceChain chain;
  const auto program = chain.deploy(kStores, 0);
  chain.mine({.nonce = 1, .to = program, .data = Bytes(3), .gas = 100'000});
  chain.mine({.nonce = 2, .to = program, .data = Bytes(9), .gas = 100'000});
  EXPECT_EQ(*chain.ledger.storage(program, Word{}, Height{1}), Word{});
  EXPECT_EQ(*chain.ledger.storage(program, Word{}, Height{2}), word_of(U256{3}));
  EXPECT_EQ(*chain.ledger.storage(program, Word{}, Tag::latest), word_of(U256{9}));
  const auto proof = chain.ledger.state_proof(state::slot_key(program, Word{}), Height{2});
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->value, bytes_of(word_of(U256{3}).view()));
}

TEST(LedgerService, tells_the_history_of_fees) {
  ServiceChain chain;
  chain.mine({.to = kShop, .fee = 7});
  chain.mine({.nonce = 1, .to = kShop, .fee = 3});
  const auto history = chain.ledger.fee_history(2, Tag::latest, {0, 50, 100});
  ASSERT_TRUE(history);
  EXPECT_EQ(history->oldest, 1u);
  EXPECT_THAT(history->base_fees, ElementsAre(Amount{}, Amount{}, Amount{}));
  EXPECT_THAT(history->rewards,
              ElementsAre(ElementsAre(Amount{7}, Amount{7}, Amount{7}), ElementsAre(Amount{3}, Amount{3}, Amount{3})));
  EXPECT_EQ(history->gas_used_ratios.at(0), 21'000.0 / 60'000'000.0);
  EXPECT_EQ(chain.ledger.fee_history(1'000, Tag::latest, {})->oldest, 0u);
  EXPECT_EQ(chain.ledger.fee_history(1, Tag::latest, {50, 10}).error().code, ErrorCode::invalid_request);
}

}  // namespace
}  // namespace kaisho::services
