#include <gtest/gtest.h>

#include "../src/database.hpp"
#include "../src/records.hpp"
#include "kaisho/base/hex.hpp"
#include "kaisho/codec/merkle.hpp"
#include "process.hpp"
#include "snapshot_fixtures.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

/// A diff that fills a state to about `leaves` leaves.
ledger::StateDiff filling(std::size_t leaves, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  ledger::StateDiff diff;
  for (std::size_t made = 0; made < leaves;) {
    auto& change = diff.accounts[address(random())];
    change.account = account(1, random());
    for (std::size_t i = random() % 40; i > 0 && made < leaves; --i, ++made) change.storage[word(random())] = word(i);
    ++made;
  }
  return diff;
}

TEST(Restoring, gives_equal_roots_and_proofs_for_states_of_any_size) {
  for (const std::size_t leaves : {0u, 1u, 2u, 1000u, 50000u}) {
    TempFolder one;
    TempFolder two;
    const auto store = open(one.path() / "data");
    ASSERT_TRUE(grow_with(*store, filling(leaves, leaves)));
    const auto carried = snapshot_of(one.path(), *store);
    ASSERT_FALSE(carried.chunks.empty()) << leaves;
    auto restored = open(two.path() / "data");
    {
      const auto into = snapshots_in(two.path(), *restored);
      const auto block = restore(*into, carried);
      ASSERT_TRUE(block) << block.error().text;
      expect_same(*restored, *store);
      EXPECT_EQ(into->list().at(0).hash, carried.about.hash) << "and it serves the snapshot on";
    }
    restored.reset();
    restored = open(two.path() / "data");  // builds the tree from the leaves again
    expect_same(*restored, *store);
  }
}

TEST(Restoring, lets_the_chain_go_on_as_if_it_had_been_there_from_the_beginning) {
  for (const Height base : {7u, 255u, 256u, 301u}) {
    TempFolder one;
    TempFolder two;
    const auto store = open(one.path() / "data");
    grow_proven_to(*store, base, 1);
    auto restored = open(two.path() / "data");
    ASSERT_TRUE(restore(*snapshots_in(two.path(), *restored), snapshot_of(one.path(), *store)));
    EXPECT_EQ(restored->oldest_block(), base);
    EXPECT_EQ(restored->oldest_state(), base);
    const auto last = base + 20;
    grow_proven_to(*store, last, 1);
    grow_proven_to(*restored, last, 1);
    restored.reset();
    restored = open(two.path() / "data");
    expect_same(*restored, *store);
    namespace merkle = codec::merkle;
    for (auto height = base; height <= last; ++height) {
      EXPECT_EQ(restored->block(height).value()->hash, store->block(height).value()->hash);
      EXPECT_EQ(restored->history_inclusion(height, last + 1).value(),
                store->history_inclusion(height, last + 1).value());
      EXPECT_EQ(restored->history_consistency(height + 1, last + 1).value(),
                store->history_consistency(height + 1, last + 1).value());
    }
    EXPECT_EQ(restored->history_inclusion(0, last + 1).value(), store->history_inclusion(0, last + 1).value());
    const auto view = restored->latest();
    for (auto height = last + 1 - std::min<Height>(256, base); height <= last; ++height) {
      EXPECT_EQ(view->block_hash(height), store->block_hash(height).value()) << "BLOCKHASH " << height;
    }
  }
}

TEST(Restoring, says_what_lies_before_it) {
  TempFolder one;
  TempFolder two;
  const auto store = open(one.path() / "data");
  grow_proven_to(*store, 300, 1);
  const auto restored = open(two.path() / "data");
  ASSERT_TRUE(restore(*snapshots_in(two.path(), *restored), snapshot_of(one.path(), *store)));
  EXPECT_NE(restored->block(0).value(), nullptr) << "the genesis is there";
  EXPECT_EQ(restored->block(299).error().code, ErrorCode::pruned);
  EXPECT_EQ(restored->at(299).error().code, ErrorCode::pruned);
  EXPECT_TRUE(restored->header(299).value()) << "256 headers come along";
  EXPECT_EQ(restored->header(44).error().code, ErrorCode::pruned);
  EXPECT_EQ(restored->block_hash(44).error().code, ErrorCode::pruned);
  EXPECT_EQ(restored->history_inclusion(40, 301).error().code, ErrorCode::pruned);
  EXPECT_EQ(restored->block(301).value(), nullptr);
  EXPECT_NE(restored->block(44).error().text.find("300"), std::string::npos) << restored->block(44).error().text;
}

TEST(Restoring, removes_what_genesis_had_and_the_snapshot_has_not) {
  TempFolder one;
  TempFolder two;
  const auto store = open(one.path() / "data");
  ledger::StateDiff diff;
  diff.accounts[address(4)].account.reset();
  diff.accounts[address(1)] = {.account = genesis().state.accounts[address(1)].account, .storage = {{word(7), Word{}}}};
  ASSERT_TRUE(grow_with(*store, std::move(diff)));
  auto restored = open(two.path() / "data");
  EXPECT_TRUE(restored->latest()->account(address(4)));
  const auto before = restored->latest();
  ASSERT_TRUE(restore(*snapshots_in(two.path(), *restored), snapshot_of(one.path(), *store)));
  EXPECT_FALSE(restored->latest()->account(address(4)));
  EXPECT_TRUE(restored->latest()->storage(address(1), word(7)).is_zero());
  EXPECT_THROW(static_cast<void>(before->account(address(3))), ledger::StateError) << "block 0 is behind it";
  expect_same(*restored, *store);
}

TEST(Restoring, writes_the_engines_record_with_the_rest) {
  TempFolder one;
  TempFolder two;
  const auto store = open(one.path() / "data");
  grow_proven_to(*store, 3);
  const auto carried = snapshot_of(one.path(), *store);
  auto restored = open(two.path() / "data");
  {
    const auto into = snapshots_in(two.path(), *restored);
    ASSERT_TRUE(into->begin_restore(carried.about.metadata, trust_in(carried.about.header_hash)));
    for (std::uint32_t i = 0; i < carried.chunks.size(); ++i) ASSERT_TRUE(into->apply(i, carried.chunks[i]));
    EXPECT_TRUE(into->complete());
    ASSERT_TRUE(into->finish(view_of("height 17")));
  }
  restored.reset();
  EXPECT_EQ(open(two.path() / "data")->record().value(), bytes_of("height 17"));
}

TEST(Restoring, is_refused_by_a_store_with_blocks_and_by_one_of_another_chain) {
  TempFolder one;
  TempFolder two;
  const auto store = open(one.path() / "data");
  grow_proven_to(*store, 3);
  const auto carried = snapshot_of(one.path(), *store);
  EXPECT_EQ(restore(*snapshots_in(one.path(), *store), carried).error().code, SnapshotErrorCode::not_empty);
  auto other = ChainStore::open({.folder = two.path() / "data"}, genesis(99)).value();
  EXPECT_EQ(restore(*snapshots_in(two.path(), *other), carried).error().code, SnapshotErrorCode::foreign_chain);
  EXPECT_EQ(other->height(), 0u);
}

TEST(Restoring, is_undone_at_the_next_opening_where_a_crash_came_before_its_last_write) {
  TempFolder folder;
  open(folder.path()).reset();
  const auto known = state::account_key(address(3));
  const auto foreign = state::account_key(address(77));
  const auto value = state::encode_account({.nonce = 9, .balance = U256(9), .code_hash = ledger::kEmptyCodeHash});
  {
    const auto database =
        Database::open({.folder = folder.path(), .create_if_missing = false, .cache_bytes = 1 << 20}).value();
    auto batch = database->batch();
    batch.put(Column::meta, view_of("adopting"), records::big_endian(7));
    for (const auto& raw_key : {known, foreign}) {
      batch.put(Column::state, state::versioned_key(raw_key, 7), value);
      batch.put(Column::leaves, state::tree_key(raw_key).view(),
                records::encode_leaf(state::value_hash(value), raw_key));
    }
    ASSERT_TRUE(database->write(std::move(batch), true));
  }
  for (int times = 0; times < 2; ++times) {
    const auto store = open(folder.path());  // compares the root
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(store->height(), times == 0 ? 0u : 10u);
    if (times > 0) break;
    EXPECT_EQ(store->latest()->account(address(3))->nonce, 0u);
    EXPECT_FALSE(store->latest()->account(address(77)));
    grow_to(*store, 10);
    EXPECT_EQ(root_of_flat_state(*store, 10).value(), store->last_block()->block.header.state_root);
  }
}

TEST(Restoring, begins_anew_after_the_process_was_killed_anywhere_in_it) {
  TempFolder one;
  const auto store = open(one.path() / "data");
  ASSERT_TRUE(grow_with(*store, filling(20000, 5)));
  const auto file = one.path() / "big.snapshot";
  const auto made = export_snapshot(*store, file);
  ASSERT_TRUE(made);
  std::mt19937_64 random{3};
  int undone = 0;
  for (int round = 0; round < 12; ++round) {
    TempFolder two;
    {
      Writer writer({"restore-for-ever", two.path(), file, to_hex(made->header_hash)});
      ASSERT_EQ(writer.line(), "opened 0");
      ASSERT_EQ(writer.line(), "applied");
      ::usleep(static_cast<useconds_t>(random() % 60000));  // somewhere in what it does next
      writer.kill_now();
    }
    auto restored = open(two.path());  // compares the root
    ASSERT_NE(restored, nullptr) << "round " << round;
    if (restored->height() == 0) {
      ++undone;
      EXPECT_EQ(root_of_flat_state(*restored, 0).value(), restored->last_block()->block.header.state_root);
      const auto into = snapshots_in(two.path(), *restored);
      ASSERT_TRUE(into->begin_restore(made->metadata, trust_in(made->header_hash)));
      EXPECT_EQ(into->finish().error().code, SnapshotErrorCode::unexpected) << "nothing of the first try counts";
      ASSERT_TRUE(grow_with(*restored, filling(100, 6))) << "a store at block 0 like any other";
    } else {
      EXPECT_EQ(restored->last_block()->hash, made->header_hash);
    }
  }
  RecordProperty("undone", undone);
}

}  // namespace
}  // namespace kaisho::storage
