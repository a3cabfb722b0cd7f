#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/checkpoint.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "kaisho/cli/main.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

/// A chain in a folder of its own, and the commands run on it.
class SnapshotCommands : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    ledger::Genesis genesis;
    genesis.state.accounts[Address{{1}}].account =
        ledger::Account{.nonce = 1, .balance = U256(5), .code_hash = ledger::kEmptyCodeHash};
    const auto store = storage::ChainStore::open({.folder = folder_ / "data"}, genesis).value();
    header_hash_ = store->genesis_hash();
    history_root_ = store->history_root(1).value();
    chain_id_ = genesis.chain_id;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }
  int kaisho(const std::vector<std::string>& words) {
    std::vector<const char*> all{"kaisho"};
    for (const auto& word : words) all.push_back(word.c_str());
    std::ostringstream out, err;
    const int code = run(static_cast<int>(all.size()), all.data(), out, err);
    said_ = out.str() + err.str();
    return code;
  }
  [[nodiscard]] bool said(std::string_view text) const { return said_.find(text) != std::string::npos; }
  void write(const char* name, std::string_view text) const { std::ofstream(folder_ / name) << text; }

  fs::path folder_ = fs::temp_directory_path() / ("kaisho-snapshot-commands-" + std::to_string(::getpid()));
  Hash header_hash_, history_root_;
  ChainId chain_id_ = 0;
  std::string said_;
};

TEST_F(SnapshotCommands, carry_a_chain_from_one_folder_to_another) {
  EXPECT_EQ(kaisho({"snapshot", "export", "--data", path("data"), "--out", path("a.snapshot")}), 0) << said_;
  EXPECT_TRUE(said(to_hex(header_hash_)));
  EXPECT_EQ(kaisho({"snapshot", "verify", path("a.snapshot")}), 0) << said_;
  EXPECT_TRUE(said("nothing was given that vouches"));
  EXPECT_EQ(kaisho({"snapshot", "verify", path("a.snapshot"), "--trust", to_hex(header_hash_)}), 0) << said_;
  EXPECT_EQ(kaisho({"snapshot", "restore", path("a.snapshot"), "--data", path("new"), "--trust", to_hex(header_hash_)}),
            0)
      << said_;
  EXPECT_EQ(kaisho({"store", "check", "--data", path("new")}), 0) << said_;
  EXPECT_TRUE(said("sound"));
  EXPECT_EQ(kaisho({"snapshot", "restore", path("a.snapshot"), "--data", path("new"), "--trust", to_hex(header_hash_)}),
            4);
  EXPECT_TRUE(said("snapshot_not_empty"));
}

TEST_F(SnapshotCommands, restore_nothing_that_nobody_vouches_for) {
  ASSERT_EQ(kaisho({"snapshot", "export", "--data", path("data"), "--out", path("a.snapshot")}), 0) << said_;
  EXPECT_EQ(kaisho({"snapshot", "restore", path("a.snapshot"), "--data", path("new")}), 2);
  EXPECT_TRUE(said("nothing_trusted"));
  EXPECT_EQ(kaisho({"snapshot", "restore", path("a.snapshot"), "--data", path("new"), "--trust", to_hex(Hash{{9}})}),
            1);
  EXPECT_TRUE(said("snapshot_other_header"));
  EXPECT_FALSE(fs::exists(folder_ / "new"));
  write("b.snapshot", "no snapshot");
  EXPECT_EQ(kaisho({"snapshot", "verify", path("b.snapshot")}), 2);
  EXPECT_TRUE(said("snapshot_malformed"));
}

TEST_F(SnapshotCommands, take_a_checkpoint_that_a_named_key_signed) {
  ASSERT_EQ(kaisho({"snapshot", "export", "--data", path("data"), "--out", path("a.snapshot")}), 0) << said_;
  const auto key = crypto::ed25519::KeyPair::from_seed(crypto::Secret<32>::copy_of(std::array<std::uint8_t, 32>{7}));
  const evidence::VerifierKey signer{.name = "bank", .key = key.public_key()};
  const evidence::VerifierKey other{.name = "shop", .key = key.public_key()};
  const auto note = [&](std::uint64_t size, const Hash& root) {
    return evidence::sign_checkpoint(
        {.origin = evidence::checkpoint_origin(chain_id_, header_hash_), .size = size, .root = root}, {{"bank", key}});
  };
  const auto verify = [&](const evidence::VerifierKey& with) {
    return kaisho({"snapshot", "verify", path("a.snapshot"), "--checkpoint", path("note"), "--signer", with.to_text()});
  };
  write("note", note(1, history_root_));
  EXPECT_EQ(verify(signer), 0) << said_;
  EXPECT_TRUE(said("vouches for it"));
  EXPECT_EQ(verify(other), 1);
  EXPECT_TRUE(said("checkpoint_not_signed"));
  write("note", note(1, Hash{{3}}));
  EXPECT_EQ(verify(signer), 1);
  EXPECT_TRUE(said("snapshot_other_history"));
  write("note", note(2, history_root_));
  EXPECT_EQ(verify(signer), 1);
  EXPECT_TRUE(said("checkpoint_of_another_block"));
}

TEST_F(SnapshotCommands, name_a_folder_without_a_chain) {
  EXPECT_EQ(kaisho({"store", "check", "--data", path("nowhere")}), 4);
  EXPECT_TRUE(said("data_missing_folder"));
}

}  // namespace
}  // namespace kaisho::cli
