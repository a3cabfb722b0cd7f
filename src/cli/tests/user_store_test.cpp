#include "user_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <kaisho/base/hex.hpp>
#include <kaisho/node/system.hpp>

#include "files.hpp"
#include "key_file.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

class Store : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(::testing::TempDir()) / ("kaisho-user-store-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder);
    ASSERT_TRUE(create_seed(folder / "users.key", random));
    ASSERT_TRUE(create_seed(folder / "other.key", random));
    store = opened("users.key");
  }
  void TearDown() override { fs::remove_all(folder); }

  /// The store with this key, as a command's options say it.
  [[nodiscard]] UserStore opened(const std::string& key) const {
    CLI::App app;
    UserStore made;
    made.declare(app);
    app.parse("--users " + (folder / "users").string() + " --users-key " + (folder / key).string());
    return made;
  }
  [[nodiscard]] UserFile anna() {
    return {"anna",
            identity::PrivateRecord::make({{"familyName", "Eriksson"}, {"givenNames", "Anna Maria"}},
                                          [this] {
                                            Hash salt;
                                            random.fill(salt.bytes);
                                            return salt;
                                          })
                .value(),
            "confirmed",
            "two clerks",
            {{"bank", Hash{}, true, "saw her card", Address{}, Bytes(65, 7)}}};
  }
  [[nodiscard]] fs::path file() const { return folder / "users" / "anna.user.json"; }

  node::SystemRandom random;
  fs::path folder;
  UserStore store;
};

TEST_F(Store, G3_keeps_personal_data_encrypted_and_for_its_owner_only) {
  const auto kept = anna();
  ASSERT_TRUE(store.create(kept, random));
  const auto text = read_file(file()).value();
  EXPECT_EQ(text.find("Eriksson"), std::string::npos);
  EXPECT_EQ(text.find("clerks"), std::string::npos);
  struct stat about{};
  ASSERT_EQ(::stat(file().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const auto read = store.read("anna");
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->profile.root(), kept.profile.root());
  EXPECT_EQ(read->identity, "confirmed");
  EXPECT_EQ(read->decisions.at(0).reason, "saw her card");
  EXPECT_EQ(read->decisions.at(0).signature, Bytes(65, 7));
}

TEST_F(Store, G3_opens_with_its_own_key_only_and_notices_every_change) {
  ASSERT_TRUE(store.create(anna(), random));
  EXPECT_EQ(opened("other.key").read("anna").error().code, "user_file_damaged");
  auto text = read_file(file()).value();
  const auto at = text.find("sealed") + 20;
  text[at] = text[at] == '0' ? '1' : '0';
  ASSERT_TRUE(write_file(file(), text));
  EXPECT_EQ(store.read("anna").error().code, "user_file_damaged");
}

TEST_F(Store, G3_a_file_does_not_pass_for_another_users) {
  ASSERT_TRUE(store.create(anna(), random));
  auto text = read_file(file()).value();
  text.replace(text.find("\"anna\""), 6, "\"anne\"");
  ASSERT_TRUE(write_file(folder / "users" / "anne.user.json", text));
  EXPECT_EQ(store.read("anne").error().code, "user_file_damaged");
}

TEST_F(Store, G3_erases_profile_and_salts_for_ever) {
  const auto kept = anna();
  ASSERT_TRUE(store.create(kept, random));
  ASSERT_TRUE(store.erase("anna", 1'800'000'000));
  const auto text = read_file(file()).value();
  EXPECT_EQ(text.find("sealed"), std::string::npos);
  EXPECT_EQ(store.read("anna").error().code, "user_erased");
  EXPECT_EQ(store.erase("anna", 1'800'000'001).error().code, "user_erased");
  EXPECT_EQ(store.create(kept, random).error().code, "user_erased");
}

TEST_F(Store, G3_erases_also_what_no_key_opens_any_more) {
  ASSERT_TRUE(store.create(anna(), random));
  EXPECT_TRUE(opened("other.key").erase("anna", 1));
  EXPECT_EQ(store.read("anna").error().code, "user_erased");
}

TEST_F(Store, G3_has_one_request_of_a_user_and_no_strange_names) {
  ASSERT_TRUE(store.create(anna(), random));
  EXPECT_EQ(store.create(anna(), random).error().code, "user_file_exists");
  EXPECT_EQ(store.read("bert").error().code, "no_such_user_file");
  EXPECT_EQ(store.read("../users").error().code, "bad_user_id");
}

}  // namespace
}  // namespace kaisho::cli
