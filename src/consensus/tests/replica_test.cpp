#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include <kaisho/consensus/replay.hpp>

#include "replica_fixture.hpp"

namespace kaisho::consensus::test {
namespace {

std::vector<SkipCode> codes(const Candidate& candidate) {
  std::vector<SkipCode> found;
  for (const auto& skipped : candidate.skipped) found.push_back(skipped.skip.code);
  return found;
}

TEST(Replica, begins_at_the_genesis) {
  const Member member;
  EXPECT_EQ(member.replica->info().height, 0u);
  EXPECT_EQ(member.replica->info().app_hash, member.chain.genesis_hash());
}

TEST(Replica, makes_a_ledger_block_that_names_its_consensus_height_and_the_history_before_it) {
  Member member;
  const auto before = member.chain.history_root().value();
  const auto empty = member.decide({});
  EXPECT_EQ(empty.block, nullptr);
  const auto made = member.decide({batch({pay(1, 0)})});
  ASSERT_NE(made.block, nullptr);
  const auto& header = made.block->block.header;
  EXPECT_EQ(header.height, 1u);
  const auto extra = decode_extra(header.extra);
  ASSERT_TRUE(extra);
  EXPECT_EQ(extra->height, 2u);
  EXPECT_EQ(extra->history_root, before);
  EXPECT_NE(member.chain.history_root().value(), before);
  EXPECT_EQ(encode_extra(*extra), header.extra);
  EXPECT_EQ(header.timestamp, 5'000u);
  EXPECT_EQ(header.beneficiary, Address{});
  EXPECT_EQ(header.prev_randao, member.chain.genesis_hash());
  EXPECT_EQ(member.replica->info().app_hash, made.block->hash);
  EXPECT_EQ(member.replica->info().height, 2u);
}

TEST(Replica, keeps_the_app_hash_where_nothing_is_executed) {
  Member member;
  member.decide({batch({pay(1, 0)})});
  const auto before = member.replica->info();
  const auto again = member.decide({batch({pay(1, 0)}), garbage()});
  EXPECT_EQ(again.block, nullptr);
  EXPECT_EQ(member.replica->info().app_hash, before.app_hash);
  EXPECT_EQ(member.replica->info().height, before.height + 1);
  EXPECT_EQ(again.candidate->results[0].code, BatchResult::Code::nothing);
  EXPECT_EQ(again.candidate->results[1].code, BatchResult::Code::not_a_batch);
}

TEST(Replica, runs_nonces_in_order_across_batches) {
  Member member;
  const auto made = member.decide({batch({pay(1, 2), pay(1, 1)}), batch({pay(2, 0), pay(1, 0)}), batch({pay(1, 3)})});
  ASSERT_NE(made.block, nullptr);
  std::vector<std::pair<Address, std::uint64_t>> order;
  for (const auto& tx : made.block->block.transactions) order.emplace_back(tx.sender, tx.transaction.nonce);
  const auto one = account(1);
  EXPECT_EQ(order,
            (std::vector<std::pair<Address, std::uint64_t>>{{account(2), 0}, {one, 0}, {one, 1}, {one, 2}, {one, 3}}));
  EXPECT_TRUE(made.candidate->skipped.empty());
  EXPECT_EQ(made.candidate->results[0].gas_used, 42'000u);
}

using Transactions = std::vector<pool::TransactionPtr>;

/// The rule of order in other words: whoever waits is looked for again after each transaction that ran.
std::vector<Hash> order_by_the_rule(const Transactions& listed) {
  std::map<Address, std::uint64_t> next;
  std::vector<Hash> order;
  Transactions waiting;
  const auto run_if_due = [&](const pool::TransactionPtr& tx) {
    if (tx->transaction.nonce != next[tx->sender]) return false;
    ++next[tx->sender];
    order.push_back(tx->hash);
    return true;
  };
  for (const auto& tx : listed) {
    if (!run_if_due(tx)) waiting.push_back(tx);
    while (std::erase_if(waiting, run_if_due) > 0) {
    }
  }
  return order;
}

TEST(Replica, keeps_the_rule_of_order_in_any_shuffle) {
  Transactions all;
  for (std::uint8_t from = 1; from < 4; ++from) {
    for (std::uint64_t nonce = 0; nonce < 5; ++nonce) all.push_back(signed_tx(pay(from, nonce)));
  }
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    Transactions listed;
    for (int i = 0; i < 20; ++i) listed.push_back(all[random() % all.size()]);
    std::vector<Received> batches;
    for (std::size_t at = 0; at < listed.size(); at += 4) {
      batches.push_back(batch(Transactions(listed.begin() + static_cast<std::ptrdiff_t>(at),
                                           listed.begin() + static_cast<std::ptrdiff_t>(at + 4))));
    }
    Member member;
    const auto made = member.decide(batches);
    std::vector<Hash> order;
    if (made.block) {
      for (const auto& tx : made.block->block.transactions) order.push_back(tx.hash);
    }
    EXPECT_EQ(order, order_by_the_rule(listed)) << "round " << round;
    EXPECT_EQ(order.size() + made.candidate->skipped.size(), listed.size()) << "each one runs or has a reason";
  }
}

TEST(Replica, executes_what_stands_in_two_batches_once) {
  Member member;
  const auto twice = signed_tx(pay(1, 0));
  const auto made = member.decide({batch({twice}), batch({twice, signed_tx(pay(2, 0))})});
  EXPECT_EQ(made.block->block.transactions.size(), 2u);
  EXPECT_EQ(codes(*made.candidate), std::vector{SkipCode::duplicate});
  const auto later = member.decide({batch({twice, signed_tx(pay(2, 1))})});
  EXPECT_EQ(later.block->block.transactions.size(), 1u);
  EXPECT_EQ(codes(*later.candidate), std::vector{SkipCode::duplicate}) << "of an earlier block";
  EXPECT_EQ(member.balance(account(9)), kFunds + 3);
  EXPECT_FALSE(member.replica->skip_of(twice->hash)) << "it has a receipt";
}

TEST(Replica, skips_with_the_reason_and_keeps_it) {
  Member member;
  const auto gap = signed_tx(pay(1, 5));
  const auto poor = signed_tx(pay(2, 0, kFunds + 1));
  const auto late = signed_tx(pay(3, 0, 7));
  member.decide({batch({pay(3, 0)})});
  const auto made = member.decide({batch({gap, poor, late, signed_tx(pay(4, 0))})});
  EXPECT_EQ(made.block->block.transactions.size(), 1u);
  member.restart();
  const auto& replica = *member.replica;
  EXPECT_EQ(replica.skip_of(gap->hash), (Skip{2, gap->hash, SkipCode::waiting, {}}));
  EXPECT_EQ(replica.skip_of(poor->hash), (Skip{2, poor->hash, SkipCode::invalid, ledger::Invalid::insufficient_funds}));
  EXPECT_EQ(replica.skip_of(late->hash), (Skip{2, late->hash, SkipCode::invalid, ledger::Invalid::nonce_too_low}));
  EXPECT_FALSE(replica.skip_of(Hash{}));
}

TEST(Replica, runs_the_second_of_two_transactions_of_one_nonce_where_the_first_can_not) {
  Member member;
  const auto made =
      member.decide({batch({pay(1, 1, kFunds * 2), pay(1, 1, 3), pay(1, 2)}), batch({pay(1, 0), pay(1, 3)})});
  EXPECT_EQ(made.block->block.transactions.size(), 4u);
  EXPECT_EQ(codes(*made.candidate), std::vector{SkipCode::invalid});
}

TEST(Replica, forgets_the_oldest_reasons) {
  Member member;
  const auto first = signed_tx(pay(1, 7));
  member.decide({batch({first})});
  std::vector<pool::TransactionPtr> many;
  for (std::uint64_t nonce = 10; nonce < 10 + kMaxSkips; ++nonce) many.push_back(signed_tx(pay(1, nonce)));
  member.decide({batch(many)});
  EXPECT_EQ(member.replica->info().skips.size(), kMaxSkips);
  EXPECT_FALSE(member.replica->skip_of(first->hash));
  EXPECT_TRUE(member.replica->skip_of(many.back()->hash));
}

TEST(Replica, skips_what_does_not_fit_the_gas) {
  Member member(genesis(50'000));
  const auto made = member.decide({batch({pay(1, 0), pay(2, 0), pay(3, 0), pay(3, 1)})});
  EXPECT_EQ(made.block->block.transactions.size(), 2u);
  EXPECT_EQ(codes(*made.candidate), (std::vector{SkipCode::no_room, SkipCode::waiting}));
  const auto large = member.decide({batch({{.from = 1, .nonce = 1, .gas = 60'000}})});
  EXPECT_EQ(large.candidate->skipped[0].skip.invalid, ledger::Invalid::gas_above_block) << "in no block";
}

TEST(Replica, reuses_what_a_vote_executed) {
  Member member;
  const std::vector<Received> batches{batch({pay(1, 0)})};
  const auto block = member.block(batches);
  ASSERT_TRUE((*member.replica->process(block)).has_value());
  const auto first = *member.replica->execute(block);
  EXPECT_EQ(first, *member.replica->execute(block)) << "the same object, not only an equal one";
  const std::vector<Received> other{batch({pay(2, 0)})};
  const auto second = *member.replica->execute(member.block(other));
  EXPECT_NE(first->app_hash, second->app_hash);
  const auto made = *member.replica->commit(first);
  EXPECT_EQ(made.block->hash, first->app_hash) << "another round's candidate in between does no harm";
}

TEST(Replica, loses_an_uncommitted_block_in_a_crash_and_nothing_else) {
  Member member;
  member.decide({batch({pay(1, 0)})});
  const std::vector<Received> batches{batch({pay(1, 1)})};
  const auto lost = *member.replica->execute(member.block(batches));
  const auto app_hash = lost->app_hash;
  member.restart();
  EXPECT_EQ(member.replica->info().height, 1u);
  EXPECT_EQ(member.balance(account(9)), kFunds + 1);
  const auto made = member.decide(batches);
  EXPECT_EQ(made.candidate->app_hash, app_hash);
  EXPECT_EQ(member.balance(account(9)), kFunds + 2);
}

TEST(Replica, takes_only_the_next_height) {
  Member member;
  auto block = member.block({});
  block.height = 2;
  EXPECT_EQ((*member.replica->process(block)).error().code, RejectCode::not_next);
  EXPECT_EQ(member.replica->execute(block).error().code, storage::ErrorCode::not_next);
}

TEST(Replica, checks_batches_against_the_committed_state) {
  Member member;
  const auto good = batch({pay(1, 0)});
  EXPECT_TRUE(member.replica->check(good));
  EXPECT_TRUE(member.replica->check(batch({pay(1, 3)}))) << "its earlier ones may be on their way";
  EXPECT_TRUE(member.replica->check(batch({pay(1, 0, kFunds * 2)}))) << "somebody may pay it before its turn";
  EXPECT_EQ(member.replica->check(garbage()).error().code, RejectCode::not_a_batch);
  member.decide({good});
  const auto refused = member.replica->check(good);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, RejectCode::dead_batch);
  EXPECT_EQ(refused.error().text, "nonce too low: nonce 0, account has 1");
}

Validator validator(std::uint8_t name, std::uint64_t power) {
  Validator made{.key = {}, .power = power};
  made.key.bytes.fill(name);
  return made;
}

/// Validator 1 always; validator 2 as long as account 1 never sent; validator 3 (power: its balance above the start)
/// once account 9 was paid. Nobody once account 8 sent.
std::vector<Validator> by_balance(const ledger::StateView& state) {
  const auto nonce = [&](std::uint8_t number) { return state.account(account(number))->nonce; };
  if (nonce(8) > 0) return {};
  std::vector<Validator> all{validator(1, 1)};
  if (nonce(1) == 0) all.push_back(validator(2, 1));
  const auto paid = state.account(account(9))->balance.low_u64() - kFunds;
  if (paid > 0) all.push_back(validator(3, paid));
  return all;
}

TEST(Replica, tells_the_engine_which_validators_change) {
  Member member(genesis(), {}, by_balance);
  const auto updates = [&](const Draft& draft) { return member.decide({batch({draft})}).candidate->validator_updates; };
  EXPECT_EQ(updates(pay(2, 0, 0)), std::vector<Validator>{});
  EXPECT_EQ(updates(pay(1, 0, 5)), (std::vector{validator(2, 0), validator(3, 5)}));
  EXPECT_EQ(updates(pay(1, 1, 1)), std::vector{validator(3, 6)});
  EXPECT_EQ(updates(pay(8, 0, 0)), std::vector<Validator>{}) << "an engine without validators could never go on";
}

TEST(Replica, has_the_roots_of_the_real_store) {
  Member memory;
  TestChain on_disk;
  StoreChain chain(*on_disk.store);
  const auto replica = *Replica::open({chain, on_disk.rules, {}});
  Bytes twice = reverter();
  const std::vector<std::vector<Received>> heights{
      {batch({pay(1, 0), {.from = 2, .to = std::nullopt, .data = twice, .gas = 200'000}})},
      {},
      {batch({pay(1, 1), pay(3, 0, kFunds)})}};
  for (const auto& batches : heights) {
    const auto block = memory.block(batches);
    const auto made = *replica->commit(*replica->execute(block));
    const auto same = memory.decide(batches);
    ASSERT_EQ(made.block == nullptr, same.block == nullptr);
    if (made.block) {
      EXPECT_EQ(made.block->hash, same.block->hash);
    }
  }
  EXPECT_EQ(on_disk.store->height(), 2u);
  const auto again = *Replica::open({chain, on_disk.rules, {}});
  EXPECT_EQ(again->info(), memory.replica->info());
  const Folder scratch;
  const auto report = replay(*on_disk.store, on_disk.rules, {.scratch = scratch.path() / "again"});
  EXPECT_TRUE(report.equal()) << "the history of a consortium replays as any other";
  EXPECT_EQ(report.last, 2u);
}

TEST(Replica, finds_its_height_in_the_block_where_no_record_came_with_it) {
  Member member;
  member.decide({});
  const std::vector<Received> batches{batch({pay(1, 0)})};
  const auto made = (*member.replica->execute(member.block(batches)))->made;
  TestChain restored;  // as from a snapshot: blocks and state, no record
  const auto staged = *restored.store->prepare(*made->state.diff);
  ASSERT_TRUE(restored.store->commit(made->block, staged));
  StoreChain chain(*restored.store);
  const auto replica = *Replica::open({chain, restored.rules, {}});
  EXPECT_EQ(replica->info().height, 2u);
  EXPECT_EQ(replica->info().app_hash, restored.store->last_block()->hash);
}

TEST(Replica, does_not_take_over_a_chain_of_another_engine) {
  TestChain solo;
  ASSERT_TRUE(solo.submit(pay(1, 0)).has_value());
  StoreChain chain(*solo.store);
  EXPECT_EQ(Replica::open({chain, solo.rules, {}}).error().code, storage::ErrorCode::other_chain);
}

TEST(Replica, refuses_a_record_of_another_chain) {
  Member member;
  member.decide({batch({pay(1, 0)})});
  auto foreign = member.replica->info();
  foreign.app_hash = {};
  ASSERT_TRUE(member.chain.keep_record(encode_record(foreign)));
  EXPECT_EQ(Replica::open({member.chain, member.rules, {}}).error().code, storage::ErrorCode::damaged);
  ASSERT_TRUE(member.chain.keep_record({}));
  EXPECT_EQ(Replica::open({member.chain, member.rules, {}}).error().code, storage::ErrorCode::damaged);
}

}  // namespace
}  // namespace kaisho::consensus::test
