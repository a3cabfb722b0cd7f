#include "../src/validator_key_swap.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <kaisho/founding/engine_key.hpp>

#include "../src/files.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

/// deterministic: other bytes each time.
class CountingRandom final : public SecureRandom {
 public:
  void fill(std::span<std::uint8_t> out) override { std::ranges::fill(out, ++count_); }

 private:
  std::uint8_t count_ = 0;
};

class ValidatorKeySwap : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "kaisho-swap-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    home_ = pattern;
    fs::create_directories(home_ / "config");
    const auto seed = crypto::Secret<32>::random(random_);
    old_ = crypto::ed25519::KeyPair::from_seed(seed).public_key();
    ASSERT_TRUE(create_private_file(validator_key_file(home_), founding::validator_key_json(seed)));
  }
  void TearDown() override { fs::remove_all(home_); }

  [[nodiscard]] std::optional<crypto::ed25519::PublicKey> key_in(const fs::path& file) const {
    return founding::validator_key_in(read_file(file).value_or(""));
  }

  CountingRandom random_;
  fs::path home_;
  crypto::ed25519::PublicKey old_;
};

TEST_F(ValidatorKeySwap, keeps_the_old_key_beside_the_new_one) {
  const auto next = make_next_validator_key(home_, random_);
  ASSERT_TRUE(next);
  EXPECT_EQ(key_in(validator_key_file(home_)), old_);
  EXPECT_EQ(fs::status(next_validator_key_file(home_)).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto kept = swap_validator_key(home_, 1'800'000'000);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->filename(), "priv_validator_key.1800000000.json");
  EXPECT_EQ(key_in(*kept), old_);
  EXPECT_EQ(key_in(validator_key_file(home_)), *next);
  EXPECT_FALSE(fs::exists(next_validator_key_file(home_)));
}

TEST_F(ValidatorKeySwap, never_replaces_a_key_that_waits) {
  const auto first = make_next_validator_key(home_, random_);
  const auto second = make_next_validator_key(home_, random_);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
  std::ofstream(next_validator_key_file(home_)) << "{}";
  EXPECT_EQ(make_next_validator_key(home_, random_).error().code, "bad_validator_key");
}

TEST_F(ValidatorKeySwap, refuses_a_folder_that_is_no_home_and_a_swap_without_a_next_key) {
  EXPECT_EQ(make_next_validator_key(home_ / "config", random_).error().code, "no_validator_key");
  EXPECT_EQ(swap_validator_key(home_, 1).error().code, "no_next_key");
  EXPECT_EQ(key_in(validator_key_file(home_)), old_);
}

TEST_F(ValidatorKeySwap, does_not_overwrite_an_older_key_of_the_same_second) {
  ASSERT_TRUE(make_next_validator_key(home_, random_));
  ASSERT_TRUE(swap_validator_key(home_, 5));
  const auto next = make_next_validator_key(home_, random_);
  ASSERT_TRUE(next);
  EXPECT_EQ(swap_validator_key(home_, 5).error().code, "file_not_writable");
  EXPECT_EQ(next_validator_key(home_).value(), *next);
}

}  // namespace
}  // namespace kaisho::cli
