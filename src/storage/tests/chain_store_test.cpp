#include "kaisho/storage/chain_store.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "fixtures.hpp"
#include "kaisho/codec/merkle.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

/// The state after each height, by laying diffs on each other.
std::map<Height, ledger::StateDiff> states_up_to(Height last) {
  std::map<Height, ledger::StateDiff> states;
  auto state = genesis().state;
  states[0] = state;
  for (Height height = 1; height <= last; ++height) {
    state.merge(diff_of(height));
    states[height] = state;
  }
  return states;
}

void expect_state(const ledger::StateView& view, const ledger::StateDiff& state) {
  for (std::uint64_t n = 0; n < 110; ++n) {
    const auto found = state.accounts.find(address(n));
    const bool known = found != state.accounts.end();
    const auto expected = known ? found->second.account : std::nullopt;
    EXPECT_EQ(view.account(address(n)), expected) << "account " << n;
    for (std::uint64_t slot = 0; slot < 8; ++slot) {
      const bool set = known && found->second.storage.contains(word(slot));
      EXPECT_EQ(view.storage(address(n), word(slot)), set ? found->second.storage.at(word(slot)) : Word{})
          << "account " << n << " slot " << slot;
    }
  }
}

TEST(ChainStore, begins_with_the_block_and_the_state_of_genesis) {
  TempFolder folder;
  const auto store = open(folder.path() / "deeper" / "data");
  EXPECT_EQ(store->height(), 0u);
  expect_state(*store->latest(), genesis().state);
  EXPECT_EQ(*store->latest()->code(crypto::keccak256(Bytes{0x60, 0x01})), (Bytes{0x60, 0x01}));
  EXPECT_TRUE(store->latest()->code(ledger::kEmptyCodeHash)->empty());
  EXPECT_EQ(store->latest()->code(Hash{{1}}), nullptr);
  EXPECT_EQ(store->block_hash(0).value(), store->genesis_hash());
  EXPECT_EQ(store->genesis().state.accounts, genesis().state.accounts);
}

TEST(ChainStore, shows_every_height_as_it_was_from_memory_and_after_reopening) {
  TempFolder folder;
  const Height last = 60;
  const auto states = states_up_to(last);
  auto store = open(folder.path());
  auto early_view = store->latest();
  for (Height height = 1; height <= last; ++height) {
    ASSERT_TRUE(grow(*store));
    expect_state(*store->latest(), states.at(height));
  }
  for (const auto& [height, state] : states) expect_state(**store->at(height), state);
  expect_state(*early_view, states.at(0));
  const auto root = store->last_block()->block.header.state_root;
  early_view.reset();  // the last view, too, holds the folder
  store.reset();

  store = open(folder.path());
  EXPECT_EQ(store->height(), last);
  EXPECT_EQ(store->last_block()->block.header.state_root, root);
  for (const auto& [height, state] : states) expect_state(**store->at(height), state);
  EXPECT_EQ(store->at(last + 1).error().code, ErrorCode::unknown_height);
}

TEST(ChainStore, reads_past_heights_right_with_a_cache_of_almost_nothing) {
  TempFolder folder;
  const auto states = states_up_to(30);
  auto store = open(folder.path(), {.folder = {}, .hot_entries = 8, .cached_blocks = 1});
  for (Height height = 1; height <= 30; ++height) {
    ASSERT_TRUE(grow(*store));
    expect_state(*store->latest(), states.at(height));
    expect_state(**store->at(height / 2), states.at(height / 2));
  }
}

TEST(ChainStore, keeps_only_so_many_transactions_decoded_and_always_the_last_block) {
  TempFolder folder;
  auto store = open(folder.path(), {.folder = {}, .cached_blocks = 64, .cached_transactions = 5});
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(grow(*store, 2));
  const auto kept = [&](Height height) { return store->block(height).value() == store->block(height).value(); };
  EXPECT_TRUE(kept(4));
  EXPECT_TRUE(kept(3));
  EXPECT_FALSE(kept(2)) << "six transactions";
  ASSERT_TRUE(grow(*store, 9));
  EXPECT_TRUE(kept(5)) << "the last one, however large";
  EXPECT_FALSE(kept(4));
}

TEST(ChainStore, finds_blocks_receipts_and_transactions_again) {
  TempFolder folder;
  std::vector<BlockPtr> blocks;
  auto store = open(folder.path());
  for (int i = 0; i < 12; ++i) blocks.push_back(grow(*store, static_cast<std::size_t>(i % 4)).value());
  store.reset();
  store = open(folder.path(), {.folder = {}, .cached_blocks = 2});
  for (const auto& expected : blocks) {
    const auto height = expected->block.header.height;
    const auto block = store->block(height).value();
    ASSERT_NE(block, nullptr);
    EXPECT_EQ(block->hash, expected->hash);
    EXPECT_EQ(block->block.header, expected->block.header);
    EXPECT_EQ(block->block.receipts, expected->block.receipts);
    ASSERT_EQ(block->block.transactions.size(), expected->block.transactions.size());
    for (std::uint32_t i = 0; i < block->block.transactions.size(); ++i) {
      const auto& tx = block->block.transactions[i];
      EXPECT_EQ(tx.transaction, expected->block.transactions[i].transaction);
      EXPECT_EQ(tx.sender, address(99));
      EXPECT_EQ(store->find_transaction(tx.hash).value(), (TransactionPlace{height, i}));
    }
    EXPECT_EQ(store->header(height).value(), expected->block.header);
    EXPECT_EQ(store->block_hash(height).value(), expected->hash);
    EXPECT_EQ(store->height_of(expected->hash).value(), height);
    EXPECT_EQ(store->latest()->block_hash(height), expected->hash);
  }
  EXPECT_EQ(store->block(13).value(), nullptr);
  EXPECT_EQ(store->header(13).value(), std::nullopt);
  EXPECT_EQ(store->find_transaction(Hash{{1}}).value(), std::nullopt);
  EXPECT_EQ(store->height_of(Hash{{1}}).value(), std::nullopt);
  EXPECT_EQ((*store->at(3))->block_hash(4), Hash{}) << "a view knows no block above it";
}

TEST(ChainStore, proves_that_each_header_is_in_the_history_and_that_the_history_only_grew) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_to(*store, 20);
  store.reset();
  store = open(folder.path());
  grow_to(*store, 37);  // the edge of the tree was read back
  namespace merkle = codec::merkle;
  for (std::uint64_t size = 1; size <= 38; ++size) {
    const auto root = store->history_root(size).value();
    for (Height height = 0; height < size; ++height) {
      const auto leaf = merkle::leaf_hash(ledger::encode_header(*store->header(height).value()));
      EXPECT_TRUE(merkle::verify_inclusion(leaf, height, size, store->history_inclusion(height, size).value(), root));
    }
    const auto path = store->history_consistency(size, 38).value();
    EXPECT_TRUE(merkle::verify_consistency(size, 38, path, root, store->history_root(38).value()));
  }
  EXPECT_EQ(store->history_root(39).error().code, ErrorCode::unknown_height);
  EXPECT_EQ(store->history_inclusion(38, 38).error().code, ErrorCode::unknown_height);
  EXPECT_EQ(store->history_consistency(30, 39).error().code, ErrorCode::unknown_height);
}

TEST(ChainStore, commits_the_candidate_that_was_chosen_whatever_was_prepared_after_it) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_to(*store, 3);
  const auto chosen = store->prepare(diff_of(4)).value();
  const auto other = store->prepare(diff_of(99)).value();
  EXPECT_NE(chosen.state_root, other.state_root);
  ASSERT_TRUE(store->commit(block_on(*store->last_block(), chosen.state_root), chosen));
  expect_state(*store->latest(), states_up_to(4).at(4));
  store.reset();
  store = open(folder.path());
  EXPECT_EQ(store->height(), 4u);
}

TEST(ChainStore, refuses_a_block_that_does_not_follow_and_goes_on) {
  TempFolder folder;
  const auto store = open(folder.path());
  grow_to(*store, 2);
  const auto candidate = store->prepare(diff_of(3)).value();
  const auto good = block_on(*store->last_block(), candidate.state_root);
  auto gap = good;
  gap.header.height = 4;
  EXPECT_EQ(store->commit(gap, candidate).error().code, ErrorCode::not_next);
  auto orphan = good;
  orphan.header.parent_hash = Hash{{1}};
  EXPECT_EQ(store->commit(orphan, candidate).error().code, ErrorCode::not_next);
  auto other_root = good;
  other_root.header.state_root = Hash{{1}};
  EXPECT_EQ(store->commit(other_root, candidate).error().code, ErrorCode::not_next);
  auto other_chain = good;
  other_chain.header.chain_id = 1;
  EXPECT_EQ(store->commit(other_chain, candidate).error().code, ErrorCode::not_next);
  EXPECT_EQ(store->height(), 2u);
  ASSERT_TRUE(store->commit(good, candidate));
  // A candidate of an earlier height is no candidate any more.
  auto late = block_on(*store->last_block(), candidate.state_root);
  EXPECT_EQ(store->commit(late, candidate).error().code, ErrorCode::not_next);
  EXPECT_EQ(store->height(), 3u);
}

TEST(ChainStore, forgets_versions_below_a_height_and_nothing_else) {
  TempFolder folder;
  const auto states = states_up_to(50);
  auto store = open(folder.path());
  grow_to(*store, 50);
  const auto old_view = *store->at(10);
  ASSERT_TRUE(store->prune_below(30));
  EXPECT_EQ(store->oldest_state(), 30u);
  EXPECT_EQ(store->at(29).error().code, ErrorCode::pruned);
  EXPECT_EQ(store->prove_state(Bytes(21, 1), 29).error().code, ErrorCode::pruned);
  EXPECT_THROW(static_cast<void>(old_view->account(address(1))), std::exception);
  for (Height height = 30; height <= 50; ++height) expect_state(**store->at(height), states.at(height));
  EXPECT_NE(store->block(5).value(), nullptr);
  EXPECT_EQ(store->prune_below(51).error().code, ErrorCode::unknown_height);
}

TEST(ChainStore, opens_pruned_as_it_was_closed_and_goes_on) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_to(*store, 40);
  ASSERT_TRUE(store->prune_below(40));
  store.reset();
  store = open(folder.path());
  EXPECT_EQ(store->oldest_state(), 40u);
  grow_to(*store, 45);
  expect_state(*store->latest(), states_up_to(45).at(45));
}

TEST(ChainStore, prunes_by_itself_when_told_how_many_heights_to_keep) {
  TempFolder folder;
  const auto store = open(folder.path(), {.folder = {}, .keep_versions = 10});
  for (int i = 0; i < 1050; ++i) ASSERT_TRUE(grow(*store, 0));
  EXPECT_GT(store->oldest_state(), 1000u);
  EXPECT_EQ(store->at(5).error().code, ErrorCode::pruned);
  EXPECT_TRUE(store->at(1045));
}

TEST(ChainStore, walks_over_the_whole_state_of_a_height) {
  TempFolder folder;
  const auto store = open(folder.path());
  grow_to(*store, 25);
  for (const Height height : {0u, 12u, 25u}) {
    std::size_t present = 0;
    const auto state = states_up_to(25).at(height);
    for (const auto& [_, diff] : state.accounts) {
      if (diff.account) ++present;
      for (const auto& [slot, value] : diff.storage)
        if (!value.is_zero()) ++present;
    }
    std::size_t seen = 0;
    ASSERT_TRUE(store->visit_state(height, [&](ByteView, ByteView) { return ++seen > 0; }));
    EXPECT_EQ(seen, present);
  }
}

TEST(ChainStore, finds_the_engines_record_of_its_last_block_or_of_a_later_height_without_one) {
  TempFolder folder;
  auto store = open(folder.path());
  EXPECT_EQ(store->record().value(), std::nullopt);
  const auto commit = [&](ByteView record) {
    const auto candidate = store->prepare(diff_of(store->height() + 1)).value();
    ASSERT_TRUE(store->commit(block_on(*store->last_block(), candidate.state_root), candidate, record));
  };
  commit(view_of("height 1"));
  EXPECT_EQ(store->record().value(), bytes_of("height 1"));
  ASSERT_TRUE(store->keep_record(view_of("height 2, no block")));
  store.reset();
  store = open(folder.path());
  EXPECT_EQ(store->record().value(), bytes_of("height 2, no block"));
  commit({});
  EXPECT_EQ(store->record().value(), bytes_of("height 2, no block")) << "an empty one leaves the record before it";
}

TEST(ChainStore, prunes_on_a_thread_of_its_own_while_commits_go_on) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_to(*store, 200);
  for (Height below = 50; below <= 350; below += 50) {
    std::jthread pruning([&] { EXPECT_TRUE(store->prune_below(below)); });
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(grow(*store, 0));
  }
  const auto states = states_up_to(550);
  store.reset();
  store = open(folder.path());  // compares the root: no leaf that a commit set meanwhile was dropped
  EXPECT_EQ(store->oldest_state(), 350u);
  expect_state(**store->at(350), states.at(350));
  expect_state(*store->latest(), states.at(550));
}

}  // namespace
}  // namespace kaisho::storage
