#include "kaisho/storage/check.hpp"

#include <gtest/gtest.h>

#include "../src/database.hpp"
#include "../src/records.hpp"
#include "kaisho/base/hex.hpp"
#include "kaisho/state/keys.hpp"
#include "snapshot_fixtures.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

/// Writes whole but wrong bytes into a closed store, as a broken program or machine would.
void forge(const std::filesystem::path& folder, Column column, ByteView key, ByteView value) {
  const auto database = Database::open({.folder = folder, .create_if_missing = false, .cache_bytes = 1 << 20}).value();
  auto batch = database->batch();
  batch.put(column, key, value);
  ASSERT_TRUE(database->write(std::move(batch), true));
}

TEST(StoreCheck, counts_what_it_compared_in_a_sound_store) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  grow_proven_to(*store, 30, 3);
  Height told = 0;
  const auto found = check_store(*store, [&](Height height) { told = height; });
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(told, 30u);
  EXPECT_EQ(found->last, 30u);
  EXPECT_EQ(found->transactions, 90u);
  EXPECT_GT(found->leaves, 10u);
}

TEST(StoreCheck, takes_a_store_that_began_with_a_snapshot) {
  TempFolder one;
  TempFolder two;
  const auto store = open(one.path() / "data");
  grow_proven_to(*store, 20);
  const auto restored = open(two.path() / "data");
  ASSERT_TRUE(restore(*snapshots_in(two.path(), *restored), snapshot_of(one.path(), *store)));
  grow_proven_to(*restored, 25);
  const auto found = check_store(*restored);
  ASSERT_TRUE(found) << found.error().text;
  EXPECT_EQ(found->first, 20u);
}

TEST(StoreCheck, finds_a_value_that_the_state_root_does_not_cover) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_proven_to(*store, 10);
  store.reset();
  const auto key = state::account_key(address(3));
  forge(folder.path(), Column::state, state::versioned_key(key, 10),
        state::encode_account({.nonce = 1, .balance = U256(999999999), .code_hash = ledger::kEmptyCodeHash}));
  store = open(folder.path());
  ASSERT_NE(store, nullptr) << "opening looks at the leaves alone";
  EXPECT_EQ(check_store(*store).error().code, ErrorCode::state_mismatch);
}

TEST(StoreCheck, finds_a_block_a_look_up_and_a_history_node_that_were_changed) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_proven_to(*store, 10);
  const auto receipts = (*store->block(4))->block.receipts;
  const auto transaction = (*store->block(5))->block.transactions[0].hash;
  store.reset();
  const auto expect_named = [&](Column column, ByteView key, ByteView value, std::string_view name) {
    TempFolder copy;
    std::filesystem::copy(folder.path(), copy.path(), std::filesystem::copy_options::recursive);
    forge(copy.path(), column, key, value);
    const auto opened = open(copy.path());
    const auto found = check_store(*opened);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, ErrorCode::damaged);
    EXPECT_NE(found.error().text.find(name), std::string::npos) << found.error().text;
  };
  auto changed = receipts;
  changed[0].success = false;
  expect_named(Column::receipts, records::big_endian(4), records::encode_receipts(changed), "block 4");
  expect_named(Column::transactions, transaction.view(), records::encode_place(3, 0), to_hex(transaction));
  Bytes node{0};
  append(node, records::big_endian(2));
  expect_named(Column::history, node, Hash{{1}}.view(), "history");
}

}  // namespace
}  // namespace kaisho::storage
