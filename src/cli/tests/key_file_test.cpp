#include "../src/key_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <kaisho/base/hex.hpp>

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

/// deterministic: the same bytes each time.
class FixedRandom final : public SecureRandom {
 public:
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, std::uint8_t{7}); }
};

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "kaisho-key-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(std::string_view content, fs::perms mode) {
    const auto path = folder_ / "key";
    std::ofstream(path) << content;
    fs::permissions(path, mode);
    return path;
  }

  static constexpr auto kOwner = fs::perms::owner_read | fs::perms::owner_write;
  const std::string good_ = "0x" + std::string(64, '7') + "\n";
  fs::path folder_;
};

TEST_F(KeyFile, is_read_back_as_it_was_made_and_is_private) {
  FixedRandom random;
  const auto path = folder_ / "new";
  const auto made = create_key(path, random);
  ASSERT_TRUE(made);
  EXPECT_EQ(fs::status(path).permissions(), kOwner);
  const auto read = read_key(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(crypto::address_of(*read)), to_hex(crypto::address_of(*made)));
}

TEST_F(KeyFile, is_never_replaced) {
  FixedRandom random;
  ASSERT_TRUE(create_key(folder_ / "new", random));
  EXPECT_EQ(create_key(folder_ / "new", random).error().code, "file_exists");
}

TEST_F(KeyFile, is_refused_where_others_may_read_it) {
  EXPECT_TRUE(read_key(write(good_, kOwner)));
  EXPECT_EQ(read_key(write(good_, kOwner | fs::perms::group_read)).error().code, "key_exposed");
  EXPECT_EQ(read_key(write(good_, kOwner | fs::perms::others_read)).error().code, "key_exposed");
}

TEST_F(KeyFile, is_refused_where_it_is_no_key) {
  EXPECT_EQ(read_key(folder_ / "missing").error().code, "file_missing");
  EXPECT_EQ(read_key(write("0x12\n", kOwner)).error().code, "key_malformed");
  EXPECT_EQ(read_key(write("hello\n", kOwner)).error().code, "key_malformed");
  EXPECT_EQ(read_key(write("0x" + std::string(64, '0'), kOwner)).error().code, "key_malformed");
  EXPECT_EQ(read_key(write("0x" + std::string(64, 'f'), kOwner)).error().code, "key_malformed");
}

}  // namespace
}  // namespace kaisho::cli
