#include <gtest/gtest.h>

#include <random>

#include "checks.hpp"
#include "process.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

/// Waits for `count` acknowledged blocks, then kills the process somewhere in what it does next.
Height kill_after(Writer& writer, std::uint64_t count, std::uint64_t spins) {
  Height acknowledged = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto line = writer.line();
    if (line.empty()) break;
    acknowledged = std::stoull(line);
  }
  std::mt19937_64 work{spins};
  while (spins-- > 0) work();
  EXPECT_NE(work(), 0u);  // so that the work is done
  writer.kill_now();
  for (const auto& late : writer.lines()) acknowledged = std::stoull(late);  // said before the end, not yet read
  return acknowledged;
}

TEST(Crash, loses_no_acknowledged_block_when_the_process_is_killed_60_times_amid_commits) {
  TempFolder folder;
  std::mt19937_64 random{60};
  for (int round = 0; round < 60; ++round) {
    Height acknowledged = 0;
    {
      Writer writer({"grow", folder.path()});
      ASSERT_EQ(writer.line().substr(0, 7), "opened ");
      acknowledged = kill_after(writer, 1 + random() % 6, random() % 1000000);
    }
    const auto store = open(folder.path());  // compares the state root
    ASSERT_NE(store, nullptr) << "round " << round;
    ASSERT_GE(store->height(), acknowledged) << "round " << round;
    ASSERT_LE(store->height(), acknowledged + 1) << "at most the block that was being written";
    ASSERT_EQ(root_of_flat_state(*store, store->height()).value(), store->last_block()->block.header.state_root);
  }
  const auto store = open(folder.path());
  EXPECT_EQ(check_everything(*store, 3), std::nullopt);
}

TEST(Crash, of_the_process_alone_loses_nothing_where_the_flush_comes_behind) {
  TempFolder folder;
  std::mt19937_64 random{20};
  for (int round = 0; round < 20; ++round) {
    Height acknowledged = 0;
    {
      Writer writer({"grow-behind", folder.path()});
      ASSERT_EQ(writer.line().substr(0, 7), "opened ");
      acknowledged = kill_after(writer, 1 + random() % 20, random() % 1000000);
    }
    const auto store = open(folder.path(), {.folder = {}, .flush = Flush::behind});
    ASSERT_NE(store, nullptr) << "round " << round;
    ASSERT_GE(store->height(), acknowledged) << "round " << round;
  }
  const auto store = open(folder.path());
  EXPECT_EQ(check_everything(*store, 3), std::nullopt);
}

TEST(Crash, leaves_nothing_to_repair_when_the_process_ends_without_closing) {
  TempFolder folder;
  Writer({"crash-at", folder.path(), "25"}).lines();
  const auto store = open(folder.path());
  EXPECT_EQ(store->height(), 25u);
  EXPECT_EQ(check_everything(*store, 3), std::nullopt);
}

}  // namespace
}  // namespace kaisho::storage
