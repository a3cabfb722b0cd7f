#include "kaisho/services/refused_box.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "../../consensus/tests/test_chain.hpp"

namespace kaisho::services::test {
namespace {

TEST(RefusedBox, G8_a_flood_fills_a_box_and_no_memory) {
  RefusedBox box;
  std::size_t woken = 0;
  box.on_put([&] { ++woken; });
  for (std::size_t i = 0; i < RefusedBox::kMost + 1'000; ++i) box.put(Bytes(1, 7));
  EXPECT_EQ(woken, RefusedBox::kMost);
  const auto taken = box.take();
  EXPECT_EQ(taken.wires.size(), RefusedBox::kMost);
  EXPECT_EQ(taken.overlooked, 1'000u);
  EXPECT_TRUE(box.is_empty());
  EXPECT_TRUE(box.take().wires.empty());
}

TEST(RefusedBox, G8_keeps_what_waits_and_what_is_not_told_yet_over_a_kill) {
  const consensus::test::Folder folder;
  const auto opened = [&] {
    auto box = std::make_unique<RefusedBox>();
    EXPECT_TRUE(box->keep_in(folder.path() / "alerts"));
    return box;
  };
  using Wires = std::vector<Bytes>;
  const Bytes first(3, 1), second(3, 2), third(3, 3);
  auto box = opened();
  EXPECT_TRUE(box->is_empty());
  box->put(first);
  box->put(second);
  box = opened();  // killed before anybody looked
  EXPECT_FALSE(box->is_empty());
  EXPECT_EQ(box->take().wires, (Wires{first, second}));
  box->put(third);
  box = opened();  // killed before it was told
  EXPECT_EQ(box->take().wires, (Wires{first, second, third}));
  box->put(first);
  box->told();
  box = opened();  // what came meanwhile waits; it is another attempt of the same bytes
  EXPECT_EQ(box->take().wires, Wires{first});
  box->told();
  EXPECT_TRUE(opened()->is_empty());
}

TEST(RefusedBox, G8_leaves_out_what_the_disk_lost) {
  const consensus::test::Folder folder;
  const Bytes first(100, 1), second(100, 2);
  {
    RefusedBox box;
    ASSERT_TRUE(box.keep_in(folder.path()));
    box.put(first);
  }
  const auto file = folder.path() / "refused.0";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
  std::ofstream(file, std::ios::app) << "\n0011 nothing\n\xff\xfe";
  RefusedBox box;
  ASSERT_TRUE(box.keep_in(folder.path()));
  EXPECT_TRUE(box.is_empty());
  box.put(second);
  EXPECT_EQ(box.take().wires, std::vector<Bytes>{second});
}

}  // namespace
}  // namespace kaisho::services::test
