#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "checks.hpp"
#include "process.hpp"

namespace kaisho::storage {
namespace {

using namespace test;
namespace fs = std::filesystem;

constexpr Height kLast = 30;

/// Files whose bytes mean something to the store.
std::vector<fs::path> data_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const bool matters = name.ends_with(".sst") || name.ends_with(".log") || name.starts_with("MANIFEST") ||
                         name == "CURRENT" || name == "KAISHO";
    if (matters && entry.file_size() > 0) files.push_back(entry.path().filename());
  }
  std::ranges::sort(files);
  return files;
}

void flip(const fs::path& file, std::uintmax_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(stream.get() ^ 0x5a);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(byte);
}

struct Tally {
  int named = 0;
  int harmless = 0;
};

/// Flips one byte of a copy: the store says what is damaged, or everything is as it was.
void try_flip(const fs::path& original, const fs::path& file, std::uintmax_t at, Height least, Tally& tally) {
  TempFolder copy;
  fs::copy(original, copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  flip(copy.path() / file, at);
  StoreOptions options;
  options.folder = copy.path();
  const auto store = ChainStore::open(options, genesis());
  std::optional<StoreError> error = store ? check_everything(**store, 3) : std::optional(store.error());
  if (!error) {
    EXPECT_GE((*store)->height(), least) << file << " at " << at << ": acknowledged blocks went without a word";
    ++tally.harmless;
    return;
  }
  ++tally.named;
  EXPECT_TRUE(error->code == ErrorCode::damaged || error->code == ErrorCode::state_mismatch)
      << file << " at " << at << ": " << name_of(error->code) << " " << error->text;
  EXPECT_NE(error->text.find(copy.path().string()), std::string::npos) << error->text;
  const bool manifest = file.string().starts_with("MANIFEST");  // may only be told by what it hides
  EXPECT_NE(error->text.find(manifest ? "MANIFEST" : file.string()), std::string::npos)
      << "names no file: " << error->text;
}

TEST(Damage, of_any_table_manifest_or_pointer_is_named_or_changes_nothing) {
  TempFolder folder;
  {
    const auto store = open(folder.path());
    while (store->height() < kLast) ASSERT_TRUE(grow(*store, 3));
  }
  std::mt19937_64 random{1};
  Tally tally;
  for (const auto& file : data_files(folder.path())) {
    const auto size = fs::file_size(folder.path() / file);
    for (int i = 0; i < 6; ++i) try_flip(folder.path(), file, random() % size, kLast, tally);
  }
  EXPECT_GT(tally.named, 20);
}

TEST(Damage, of_the_log_is_named_or_costs_no_more_than_its_torn_end) {
  TempFolder folder;
  Writer({"crash-at", folder.path(), std::to_string(kLast)}).lines();
  std::mt19937_64 random{2};
  Tally tally;
  for (const auto& file : data_files(folder.path())) {
    if (file.extension() != ".log") continue;
    const auto size = fs::file_size(folder.path() / file);
    for (int i = 0; i < 40; ++i) try_flip(folder.path(), file, random() % size, kLast - 1, tally);
  }
  EXPECT_GT(tally.named, 20);
}

/// What a power cut may leave of a log that was not flushed: pages that never came, a page that is half there.
void spoil(const fs::path& file, std::uintmax_t at, std::size_t count, bool cut) {
  if (cut) return fs::resize_file(file, at);
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(static_cast<std::streamoff>(at));
  const std::string zeros(std::min<std::uintmax_t>(count, fs::file_size(file) - at), '\0');
  stream.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
}

TEST(Damage, of_a_log_whose_end_comes_again_costs_that_end_and_the_chain_goes_on) {
  TempFolder folder;
  Writer({"crash-at", folder.path(), std::to_string(kLast)}).lines();
  std::mt19937_64 random{3};
  int shorter = 0;
  for (int i = 0; i < 30; ++i) {
    TempFolder copy;
    fs::copy(folder.path(), copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    for (const auto& file : data_files(copy.path())) {
      if (file.extension() != ".log") continue;
      const auto size = fs::file_size(copy.path() / file);
      spoil(copy.path() / file, size / 2 + random() % (size / 2), 4'096, i % 3 == 0);
    }
    const auto store = open(copy.path(), {.folder = {}, .flush = Flush::behind});
    ASSERT_NE(store, nullptr) << "spoilt " << i;
    shorter += store->height() < kLast ? 1 : 0;
    ASSERT_EQ(check_everything(*store, 3), std::nullopt) << "spoilt " << i;
    while (store->height() < kLast + 2) ASSERT_TRUE(grow(*store, 3));  // the blocks come again
    ASSERT_EQ(check_everything(*store, 3), std::nullopt) << "spoilt " << i;
  }
  EXPECT_GT(shorter, 20);
}

TEST(Damage, that_removes_a_file_is_named) {
  TempFolder folder;
  {
    const auto store = open(folder.path());
    grow_to(*store, kLast);
  }
  for (const auto& file : data_files(folder.path())) {
    if (file.extension() == ".log" || file == "KAISHO") continue;
    TempFolder copy;
    fs::copy(folder.path(), copy.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(copy.path() / file);
    StoreOptions options;
    options.folder = copy.path();
    const auto store = ChainStore::open(options, genesis());
    ASSERT_FALSE(store) << file;
    EXPECT_NE(store.error().text.find(copy.path().string()), std::string::npos) << store.error().text;
  }
}

}  // namespace
}  // namespace kaisho::storage
