#include "kaisho/peering/package_store.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <kaisho/base/hex.hpp>

#include "peering_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;

class Packages : public ::testing::Test {
 protected:
  std::unique_ptr<PackageStore> open(std::uint64_t limit = PackageStore::kDefaultLimit) {
    auto store = PackageStore::open(folder_.path() / "packages", limit);
    EXPECT_TRUE(store);
    return std::move(*store);
  }
  [[nodiscard]] ByteView bytes(std::size_t from, std::size_t to) const {
    return ByteView(archive_).subspan(from, to - from);
  }
  Folder folder_;
  governance::Package package_ = sample_package();
  Bytes archive_ = to_archive(package_);
};

TEST_F(Packages, G1_are_kept_and_read_back_over_a_restart) {
  {
    const auto store = open();
    ASSERT_EQ(store->begin(package_.hash, "bank")->offset, 0u);
    const auto done = store->add(package_.hash, 0, archive_);
    ASSERT_TRUE(done);
    EXPECT_TRUE(done->complete);
  }
  const auto store = open();
  EXPECT_TRUE(store->has(package_.hash));
  EXPECT_EQ(store->size_of(package_.hash), archive_.size());
  EXPECT_EQ(store->read(package_.hash, 0, archive_.size() + 9), archive_);
  EXPECT_EQ(store->read(package_.hash, 1'000, 10), bytes_of(bytes(1'000, 1'010)));
  EXPECT_EQ(store->list().size(), 1u);
  EXPECT_TRUE(store->begin(package_.hash, "bank")->complete);
}

TEST_F(Packages, G1_go_on_after_a_restart_at_the_last_checked_file) {
  {
    const auto store = open();
    ASSERT_TRUE(store->begin(package_.hash, "bank"));
    ASSERT_TRUE(store->add(package_.hash, 0, bytes(0, 50'000)));
    ASSERT_TRUE(store->add(package_.hash, 50'000, bytes(50'000, 90'000)));
    EXPECT_EQ(store->begin(package_.hash, "bank")->offset, 90'000u) << "the same sender goes on where it was cut";
  }
  const auto store = open();
  EXPECT_FALSE(store->has(package_.hash));
  const auto at = store->begin(package_.hash, "bank")->offset;
  EXPECT_GT(at, 0u);
  EXPECT_LT(at, 50'000u);
  EXPECT_TRUE(store->add(package_.hash, at, bytes(at, archive_.size()))->complete);
  EXPECT_EQ(store->read(package_.hash, 0, archive_.size()), archive_);
}

TEST_F(Packages, G1_blame_the_one_who_sent_the_wrong_bytes) {
  const auto store = open();
  ASSERT_TRUE(store->begin(package_.hash, "liar"));
  Bytes wrong(archive_.begin(), archive_.begin() + 100'000);
  wrong.back() ^= 1;
  ASSERT_TRUE(store->add(package_.hash, 0, wrong)) << "the file is not whole yet: nobody can tell";
  const auto at = store->begin(package_.hash, "honest")->offset;
  EXPECT_LT(at, 100'000u);
  EXPECT_TRUE(store->add(package_.hash, at, bytes(at, archive_.size()))->complete);
  EXPECT_EQ(store->read(package_.hash, 0, archive_.size()), archive_);
}

TEST_F(Packages, G1_of_wrong_bytes_only_what_was_right_stays) {
  const auto store = open();
  ASSERT_TRUE(store->begin(package_.hash, "liar"));
  auto wrong = archive_;
  wrong.back() ^= 1;
  const auto refused = store->add(package_.hash, 0, wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, StoreFault::wrong_bytes);
  EXPECT_FALSE(store->has(package_.hash));
  ASSERT_TRUE(store->begin(package_.hash, "honest"));
  const auto at = store->begin(package_.hash, "honest")->offset;
  EXPECT_TRUE(store->add(package_.hash, at, bytes(at, archive_.size()))->complete);
}

TEST_F(Packages, G1_say_where_to_go_on_after_a_gap) {
  const auto store = open();
  ASSERT_TRUE(store->begin(package_.hash, "bank"));
  const auto refused = store->add(package_.hash, 10, bytes(10, 20));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, StoreFault::wrong_offset);
  EXPECT_EQ(refused.error().offset, 0u);
}

TEST_F(Packages, G1_stop_at_the_limit) {
  const auto store = open(archive_.size() - 1);
  ASSERT_TRUE(store->begin(package_.hash, "bank"));
  EXPECT_EQ(store->add(package_.hash, 0, archive_).error().fault, StoreFault::full);
  EXPECT_EQ(store->read(package_.hash, 0, 1).error().fault, StoreFault::missing);
}

TEST_F(Packages, G1_abandoned_arrivals_never_stop_others) {
  const auto store = open();
  for (std::size_t i = 0; i < 2 * PackageStore::kMaxArrivals; ++i) {
    Hash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(i + 1);
    EXPECT_TRUE(store->begin(hash, "stranger"));
  }
  ASSERT_TRUE(store->begin(package_.hash, "bank"));
  EXPECT_TRUE(store->add(package_.hash, 0, archive_)->complete);
}

TEST_F(Packages, G1_junk_behind_a_whole_part_is_cut) {
  {
    const auto store = open();
    ASSERT_TRUE(store->begin(package_.hash, "bank"));
    ASSERT_TRUE(store->add(package_.hash, 0, bytes(0, archive_.size() - 1)));
  }
  const auto part = folder_.path() / "packages" / (to_hex_plain(package_.hash.view()) + ".part");
  std::ofstream(part, std::ios::app | std::ios::binary) << static_cast<char>(archive_.back()) << "junk";
  const auto store = open();
  EXPECT_TRUE(store->begin(package_.hash, "bank")->complete);
  EXPECT_EQ(store->read(package_.hash, 0, archive_.size() + 9), archive_);
}

}  // namespace
}  // namespace kaisho::peering
