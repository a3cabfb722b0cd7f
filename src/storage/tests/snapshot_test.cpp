#include <gtest/gtest.h>

#include <fstream>

#include "snapshot_fixtures.hpp"

namespace kaisho::storage {
namespace {

using namespace test;
namespace fs = std::filesystem;

TEST(Snapshots, are_made_in_the_background_every_so_many_blocks_and_the_last_two_are_kept) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  const auto snapshots = snapshots_in(folder.path(), *store, 5);
  for (Height height = 1; height <= 23; ++height) {
    grow_proven_to(*store, height);
    snapshots->consider();
    if (height % 5 == 0) snapshots->wait();
  }
  const auto list = snapshots->list();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].header.height, 20u);
  EXPECT_EQ(list[1].header.height, 15u);
  EXPECT_EQ(list[0].header_hash, store->block_hash(20).value());
  EXPECT_FALSE(fs::exists(folder.path() / "snapshots" / "10.snapshot"));
  EXPECT_EQ(snapshots->chunk(10, kSnapshotFormat, 0).value(), std::nullopt);
  EXPECT_EQ(snapshots->chunk(20, kSnapshotFormat, list[0].chunks).value(), std::nullopt);
  EXPECT_EQ(snapshots->chunk(20, kSnapshotFormat + 1, 0).value(), std::nullopt);
}

TEST(Snapshots, show_their_height_whatever_is_committed_and_pruned_while_they_are_made) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  const auto snapshots = snapshots_in(folder.path(), *store, 30);
  grow_proven_to(*store, 30);
  snapshots->consider();
  grow_proven_to(*store, 60);
  ASSERT_TRUE(store->prune_below(60));
  snapshots->wait();
  const auto carried = carry(*snapshots, snapshots->list().size() - 1);
  ASSERT_EQ(carried.about.header.height, 30u);
  TempFolder other;
  const auto restored = open(other.path() / "data");
  const auto into = snapshots_in(other.path(), *restored);
  ASSERT_TRUE(restore(*into, carried));
  EXPECT_EQ(restored->last_block()->hash, store->block_hash(30).value());
  EXPECT_EQ(root_of_flat_state(*restored, 30).value(), store->header(30).value()->state_root);
}

TEST(Snapshots, are_the_same_bytes_on_every_node_also_on_one_that_was_restored_itself) {
  TempFolder one;
  TempFolder two;
  TempFolder three;
  const auto first = open(one.path() / "data");
  const auto second = open(two.path() / "data", {.folder = {}, .keep_versions = 3});
  grow_proven_to(*first, 40);
  grow_proven_to(*second, 40);
  const auto early = snapshot_of(one.path(), *first);
  const auto third = open(three.path() / "data");
  ASSERT_TRUE(restore(*snapshots_in(three.path(), *third), early));
  grow_proven_to(*first, 300);
  grow_proven_to(*second, 300);
  grow_proven_to(*third, 300);
  const auto expected = snapshot_of(one.path(), *first);
  for (const auto& carried : {snapshot_of(two.path(), *second), snapshot_of(three.path(), *third)}) {
    EXPECT_EQ(carried.about.hash, expected.about.hash);
    EXPECT_EQ(carried.about.metadata, expected.about.metadata);
    EXPECT_EQ(carried.chunks, expected.chunks);
  }
}

TEST(Snapshots, are_found_again_at_the_next_start_but_for_half_made_and_damaged_ones) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  grow_proven_to(*store, 10);
  const auto made = snapshot_of(folder.path(), *store);
  const auto file = folder.path() / "snapshots" / "10.snapshot";
  const auto half = folder.path() / "snapshots" / "20.snapshot.part";
  std::ofstream(half) << "half";
  EXPECT_EQ(snapshots_in(folder.path(), *store)->list().at(0).hash, made.about.hash);
  EXPECT_FALSE(fs::exists(half));
  fs::resize_file(file, fs::file_size(file) - 1);
  EXPECT_TRUE(snapshots_in(folder.path(), *store)->list().empty());
  EXPECT_FALSE(fs::exists(file));
}

TEST(Snapshots, as_files_are_written_checked_and_restored) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  grow_proven_to(*store, 12);
  const auto file = folder.path() / "backup.snapshot";
  const auto made = export_snapshot(*store, file);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(verify_snapshot(file, std::nullopt)->hash, made->hash);
  EXPECT_EQ(verify_snapshot(file, SnapshotTrust{.snapshot_hash = made->hash})->header_hash, made->header_hash);
  EXPECT_EQ(verify_snapshot(file, SnapshotTrust{.header_hash = Hash{{1}}}).error().code,
            SnapshotErrorCode::other_header);
  const auto to = folder.path() / "restored";
  const auto restored = restore_snapshot(file, to, trust_in(made->header_hash));
  ASSERT_TRUE(restored) << restored.error().text;
  const auto again = open(to);
  EXPECT_EQ(again->height(), 12u);
  expect_same(*again, *store);
  EXPECT_EQ(restore_snapshot(file, to, trust_in(made->header_hash)).error().code, SnapshotErrorCode::not_empty);
}

TEST(Snapshots, as_files_with_any_damage_are_refused_and_leave_no_folder) {
  TempFolder folder;
  const auto store = open(folder.path() / "data");
  grow_proven_to(*store, 3);
  const auto file = folder.path() / "backup.snapshot";
  const auto made = export_snapshot(*store, file);
  ASSERT_TRUE(made);
  const auto size = fs::file_size(file);
  for (std::uintmax_t at = 0; at < size; at += 7) {
    const auto copy = folder.path() / "copy.snapshot";
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
    std::fstream stream(copy, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const auto byte = static_cast<char>(stream.get() ^ 0x10);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(byte);
    stream.close();
    EXPECT_FALSE(restore_snapshot(copy, folder.path() / "restored", trust_in(made->header_hash))) << "byte " << at;
  }
  EXPECT_FALSE(fs::exists(folder.path() / "restored"));
  EXPECT_FALSE(fs::exists(folder.path() / "restored.restoring"));
}

}  // namespace
}  // namespace kaisho::storage
