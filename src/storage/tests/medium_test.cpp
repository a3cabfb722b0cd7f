#include <gtest/gtest.h>

#include <set>

#include "checks.hpp"
#include "process.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

StoreError refusal(const std::filesystem::path& folder, const ledger::Genesis& of = genesis(), bool create = true) {
  StoreOptions options;
  options.folder = folder;
  options.create_if_missing = create;
  const auto store = ChainStore::open(options, of);
  EXPECT_FALSE(store);
  return store ? StoreError{} : store.error();
}

void expect_names(const StoreError& error, const std::filesystem::path& folder) {
  EXPECT_NE(error.text.find(folder.string()), std::string::npos) << error.text;
}

TEST(Medium, tells_a_second_process_that_the_folder_is_in_use) {
  TempFolder folder;
  const auto store = open(folder.path());
  const auto inside = refusal(folder.path());
  EXPECT_EQ(inside.code, ErrorCode::locked);
  expect_names(inside, folder.path());
  const auto lines = Writer({"grow", folder.path()}).lines();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].substr(0, 13), "error locked ") << lines[0];
  EXPECT_TRUE(grow(*store)) << "the first one goes on";
}

TEST(Medium, can_be_opened_again_when_the_first_is_closed) {
  TempFolder folder;
  open(folder.path()).reset();
  EXPECT_NE(open(folder.path()), nullptr);
}

TEST(Medium, names_a_folder_that_may_not_be_written) {
  if (::getuid() != 0) GTEST_SKIP() << "only root can become nobody";
  TempFolder folder;
  {
    const auto store = open(folder.path());
    grow_to(*store, 3);
  }
  namespace fs = std::filesystem;
  fs::permissions(folder.path(), fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  for (const auto& file : fs::directory_iterator(folder.path())) {
    fs::permissions(file, fs::perms::owner_all | fs::perms::others_read);
  }
  const auto lines = Writer({"as-nobody", folder.path()}).lines();
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines[0].substr(0, 19), "error not_writable ") << lines[0];
  EXPECT_NE(lines[0].find(folder.path().string()), std::string::npos) << lines[0];
  const auto missing = Writer({"as-nobody", folder.path() / "new"}).lines();
  ASSERT_FALSE(missing.empty());
  EXPECT_EQ(missing[0].substr(0, 19), "error not_writable ") << missing[0];
  EXPECT_EQ(open(folder.path())->height(), 3u);
}

TEST(Medium, keeps_nothing_half_done_when_the_disk_is_full_and_reads_on) {
  for (const char* limit : {"30000", "100000", "300001"}) {
    TempFolder folder;
    const auto lines = Writer({"until-full", folder.path(), limit}).lines();
    ASSERT_GE(lines.size(), 4u);
    const auto last = lines.end() - 1;
    EXPECT_EQ(last[-2].substr(0, 16), "error disk_full ") << last[-2];
    EXPECT_NE(last[-2].find("free space"), std::string::npos) << last[-2];
    EXPECT_EQ(last[-1], "reads go on");
    EXPECT_EQ(last[0].substr(0, 14), "error stopped ") << last[0];
    const Height acknowledged = std::stoull(last[-3]);
    auto store = open(folder.path());
    EXPECT_GE(store->height(), acknowledged);
    EXPECT_LE(store->height(), acknowledged + 1);
    EXPECT_EQ(check_everything(*store, 3), std::nullopt);
    EXPECT_TRUE(grow(*store, 3)) << "with space again, the chain goes on";
  }
}

TEST(Medium, refuses_the_folder_of_another_chain) {
  TempFolder folder;
  open(folder.path()).reset();
  const auto error = refusal(folder.path(), genesis(1));
  EXPECT_EQ(error.code, ErrorCode::other_chain);
  expect_names(error, folder.path());
  auto other_members = genesis();
  other_members.state.accounts[address(3)].account->balance = U256(1);
  EXPECT_EQ(refusal(folder.path(), other_members).code, ErrorCode::other_chain);
}

TEST(Medium, refuses_a_folder_that_is_not_there_unless_told_to_create_it) {
  TempFolder folder;
  const auto error = refusal(folder.path() / "nowhere", genesis(), false);
  EXPECT_EQ(error.code, ErrorCode::missing_folder);
  expect_names(error, folder.path() / "nowhere");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "nowhere"));
  StoreOptions options;
  options.folder = folder.path();
  EXPECT_EQ(ChainStore::open_existing(options).error().code, ErrorCode::missing_folder);
}

TEST(Medium, opens_whatever_chain_a_folder_holds_when_asked_so) {
  TempFolder folder;
  {
    const auto store = open(folder.path());
    grow_to(*store, 4);
  }
  StoreOptions options;
  options.folder = folder.path();
  const auto store = ChainStore::open_existing(options);
  ASSERT_TRUE(store);
  EXPECT_EQ((*store)->height(), 4u);
  EXPECT_EQ((*store)->genesis().chain_id, 31337u);
}

TEST(Medium, has_a_name_for_every_error) {
  std::set<std::string_view> names;
  for (std::uint8_t code = 1; code <= 13; ++code) names.insert(name_of(static_cast<ErrorCode>(code)));
  EXPECT_EQ(names.size(), 13u);
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace kaisho::storage
