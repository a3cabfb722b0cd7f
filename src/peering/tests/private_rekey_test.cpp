#include "kaisho/peering/private_rekey.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "private_samples.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
using namespace testing;

constexpr unsigned kRecordCount = 5;

/// Kills the process, as kill -9 does, when it is asked for the nth time: each sealed file asks once.
class DeadlyRandom final : public SecureRandom {
 public:
  explicit DeadlyRandom(unsigned last) : left_(last) {}
  void fill(std::span<std::uint8_t> out) override {
    if (--left_ == 0) std::raise(SIGKILL);
    random_.fill(out);
  }

 private:
  unsigned left_;
  CountingRandom random_;
};

class PrivateRekeyTest : public ::testing::Test {
 protected:
  PrivateRekeyTest() {
    const auto box = opened(1);
    for (unsigned i = 0; i < kRecordCount; ++i) EXPECT_TRUE(box->keep(name(i), {record(i), {"bank", "broker"}}));
  }
  [[nodiscard]] static identity::PrivateRecord record(unsigned i) { return sample_record(std::to_string(1'000 + i)); }
  [[nodiscard]] static PrivateName name(unsigned i) {
    return {{PrivateSubject::Kind::application, std::to_string(i + 1)}, record(i).root()};
  }
  std::unique_ptr<PrivateBox> opened(std::uint8_t key) {
    auto box = PrivateBox::open(box_, sealing_key(key), random_);
    EXPECT_TRUE(box) << box.error();
    return box ? std::move(*box) : nullptr;
  }
  PrivateBox::Result<Rekeyed> rekeyed(std::uint8_t from, std::uint8_t to) {
    return rekey_private_box(box_, sealing_key(from), sealing_key(to), random_);
  }
  /// Every record is there under the key, and for its parties.
  void expect_all_under(std::uint8_t key) {
    const auto box = opened(key);
    ASSERT_TRUE(box);
    for (unsigned i = 0; i < kRecordCount; ++i) {
      const auto found = box->find(name(i));
      ASSERT_TRUE(found && *found) << i;
      EXPECT_EQ((*found)->record.value("amount"), std::to_string(1'000 + i));
      EXPECT_EQ((*found)->parties, (MemberNames{"bank", "broker"}));
      EXPECT_TRUE(box->is_granted(name(i), "broker"));
      EXPECT_FALSE(box->is_granted(name(i), "auditor"));
    }
  }
  void expect_nothing_opens_under(std::uint8_t key) {
    const auto other = PrivateBox::open(box_, sealing_key(key), random_);
    ASSERT_FALSE(other);
    EXPECT_NE(other.error().find("private_key"), std::string::npos) << other.error();
  }
  [[nodiscard]] std::size_t files(const std::string& folder) const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(box_ / folder), fs::directory_iterator()));
  }

  Folder folder_;
  const fs::path box_ = folder_.path() / "private";
  CountingRandom random_;
};

TEST_F(PrivateRekeyTest, G9_seals_everything_under_the_new_key_and_nothing_under_the_old_one) {
  const auto done = rekeyed(1, 2);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->sealed, kRecordCount);
  EXPECT_TRUE(done->damaged.empty());
  expect_all_under(2);
  expect_nothing_opens_under(1);
  EXPECT_EQ(files("grants"), 2 * kRecordCount) << "none of the old key is left";
  EXPECT_FALSE(fs::exists(box_ / "key.next"));
}

TEST_F(PrivateRekeyTest, G9_seals_a_folder_of_an_older_version_too) {
  fs::remove_all(box_ / "grants");
  const auto done = rekeyed(1, 2);
  ASSERT_TRUE(done) << done.error();
  expect_all_under(2);
}

TEST_F(PrivateRekeyTest, G9_changes_nothing_when_it_is_called_again) {
  ASSERT_TRUE(rekeyed(1, 2));
  const auto again = rekeyed(1, 2);
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->sealed, 0u);
  EXPECT_EQ(again->before, kRecordCount);
  expect_all_under(2);
}

/// Killed before each of its sealed files: the mark, each record, the check of the key.
TEST_F(PrivateRekeyTest, G9_goes_on_after_a_kill_at_any_moment) {
  GTEST_FLAG_SET(death_test_style, "fast");
  for (unsigned nth = 1; nth <= kRecordCount + 2; ++nth) {
    const auto from = static_cast<std::uint8_t>(nth);
    const auto to = static_cast<std::uint8_t>(nth + 1);
    EXPECT_EXIT(
        {
          DeadlyRandom deadly(nth);
          (void)rekey_private_box(box_, sealing_key(from), sealing_key(to), deadly);
        },
        ::testing::KilledBySignal(SIGKILL), "");
    if (nth == 1) {
      expect_all_under(from);  // nothing was begun
    } else {
      expect_nothing_opens_under(from);
      expect_nothing_opens_under(to);
      const auto third = rekeyed(from, 99);
      ASSERT_FALSE(third);
      EXPECT_NE(third.error().find("finish it"), std::string::npos);
    }
    const auto done = rekeyed(from, to);
    ASSERT_TRUE(done) << done.error();
    EXPECT_EQ(done->before, nth <= 2 ? 0 : nth - 2) << "what was done is not done again";
    EXPECT_EQ(done->sealed + done->before, kRecordCount);
    expect_all_under(to);
  }
}

TEST_F(PrivateRekeyTest, G9_goes_on_where_only_the_mark_was_left) {
  const auto mark = folder_.path() / "mark";
  EXPECT_EXIT(
      {
        DeadlyRandom deadly(2);
        (void)rekey_private_box(box_, sealing_key(1), sealing_key(2), deadly);
      },
      ::testing::KilledBySignal(SIGKILL), "");
  fs::copy_file(box_ / "key.next", mark);
  ASSERT_TRUE(rekeyed(1, 2));
  fs::copy_file(mark, box_ / "key.next");  // as if it had been killed before it was removed
  expect_nothing_opens_under(1);
  expect_all_under(2);
  EXPECT_FALSE(fs::exists(box_ / "key.next"));
  fs::copy_file(mark, box_ / "key.next");
  ASSERT_TRUE(rekeyed(1, 2));
  EXPECT_FALSE(fs::exists(box_ / "key.next"));
}

TEST_F(PrivateRekeyTest, G9_leaves_nothing_half_written_under_the_old_key) {
  const auto half = *fs::directory_iterator(box_ / "records");
  fs::copy_file(half, half.path().string() + ".new");
  ASSERT_TRUE(rekeyed(1, 2));
  EXPECT_EQ(files("records"), kRecordCount);
}

TEST_F(PrivateRekeyTest, G9_is_refused_while_a_node_or_a_command_has_the_records_open) {
  const auto box = opened(1);
  const auto refused = rekeyed(1, 2);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().find("in use"), std::string::npos);
  expect_all_under(1);
}

TEST_F(PrivateRekeyTest, G9_is_refused_for_wrong_keys_and_changes_nothing) {
  EXPECT_FALSE(rekeyed(1, 1));
  EXPECT_FALSE(rekeyed(3, 2));
  EXPECT_FALSE(rekey_private_box(folder_.path() / "nothing", sealing_key(1), sealing_key(2), random_));
  expect_all_under(1);
}

TEST_F(PrivateRekeyTest, G9_says_which_record_is_damaged_and_seals_the_others) {
  const auto file = box_ / "records" / ("application-1-" + to_hex_plain(name(0).root.view()) + ".sealed");
  ASSERT_TRUE(fs::exists(file));
  write_text(file, "{}");
  const auto done = rekeyed(1, 2);
  ASSERT_TRUE(done) << done.error();
  EXPECT_EQ(done->sealed, kRecordCount - 1);
  EXPECT_EQ(done->damaged, std::vector{file.string()});
  EXPECT_FALSE(opened(2)->find(name(0)));
  EXPECT_TRUE(*opened(2)->find(name(1)));
}

}  // namespace
}  // namespace kaisho::peering
