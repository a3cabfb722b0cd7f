#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <random>

#include "kaisho/crypto/hash.hpp"
#include "kaisho/storage/chain_store.hpp"

/// Chains for tests: folders that go away, and blocks whose transactions need no execution.
namespace kaisho::storage::test {

/// A folder of its own below the system's temporary one, removed at the end.
class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> counter{0};
    path_ = std::filesystem::temp_directory_path() /
            ("kaisho-storage-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
    std::filesystem::create_directories(path_);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Address address(std::uint64_t n) { return address_of(word_of(U256(0xa0000 + n))); }
inline Word word(std::uint64_t n) { return word_of(U256(n)); }
inline ledger::Account account(std::uint64_t nonce, std::uint64_t balance) {
  return {.nonce = nonce, .balance = U256(balance), .code_hash = ledger::kEmptyCodeHash};
}

inline ledger::Genesis genesis(ChainId chain_id = 31337) {
  ledger::Genesis genesis;
  genesis.chain_id = chain_id;
  genesis.timestamp = 1;
  for (std::uint64_t n = 0; n < 5; ++n) genesis.state.accounts[address(n)].account = account(0, 1000 + n);
  auto& contract = genesis.state.accounts[address(1)];
  contract.storage[word(7)] = word(70);
  const auto code = std::make_shared<const Bytes>(Bytes{0x60, 0x01});
  const auto hash = crypto::keccak256(*code);
  contract.account->code_hash = hash;
  genesis.state.codes[hash] = code;
  genesis.state.accounts[address(150)].account = contract.account;  // which no block touches
  return genesis;
}

/// What block `height` changes: the same for the same height, some of it undoing what earlier heights did.
inline ledger::StateDiff diff_of(Height height) {
  std::mt19937_64 random{height};
  ledger::StateDiff diff;
  for (int i = 0; i < 4; ++i) {
    auto& change = diff.accounts[address(random() % 20)];
    change.account = account(height, random() % 100000);
    for (int j = 0; j < 3; ++j) change.storage[word(random() % 8)] = word(random() % 3 == 0 ? 0 : random() % 1000 + 1);
  }
  if (height % 5 == 0) diff.accounts[address(100 + height % 2)].account.reset();
  return diff;
}

/// Key of every transaction's sender.
inline crypto::PrivateKey sender_key() {
  constexpr std::array<std::uint8_t, 32> kKey{0x11};
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(kKey));
}

/// A transaction that decodes; nobody executes it.
inline ledger::SignedTransaction transaction(Height height, std::uint64_t index) {
  ledger::Transaction tx;
  tx.type = ledger::TransactionType::dynamic_fee;
  tx.chain_id = 31337;
  tx.nonce = height * 1000 + index;
  tx.gas_limit = 21000;
  tx.to = address(index);
  auto made = ledger::sign_transaction(std::move(tx), sender_key());
  auto wire = ledger::encode_transaction(made);
  const auto hash = ledger::transaction_hash(wire);
  return {.transaction = std::move(made), .wire = std::move(wire), .hash = hash, .sender = address(99)};
}

inline ledger::Receipt receipt(Height height, std::uint64_t index) {
  ledger::Receipt receipt;
  receipt.type = ledger::TransactionType::dynamic_fee;
  receipt.success = true;
  receipt.cumulative_gas_used = 21000 * (index + 1);
  receipt.gas_used = 21000;
  receipt.logs = {{.address = address(1), .topics = {word(height)}, .data = Bytes(5, 9)}};
  for (const auto& log : receipt.logs) ledger::add_to_bloom(receipt.bloom, log);
  return receipt;
}

/// A block on top of `parent` with `transactions` transactions; its state root is the candidate's. It may commit to the
/// history before it, as a consortium's do.
inline ledger::Block block_on(const StoredBlock& parent, const Hash& state_root, std::size_t transactions = 2,
                              const std::optional<Hash>& history_root = {}) {
  ledger::Block block;
  block.header = parent.block.header;
  block.header.height += 1;
  block.header.timestamp += 1;
  block.header.parent_hash = parent.hash;
  block.header.state_root = state_root;
  block.header.extra = {};
  if (history_root) {
    block.header.extra = Bytes(8);
    append(block.header.extra, history_root->view());
  }
  block.header.transaction_count = transactions;
  for (std::size_t i = 0; i < transactions; ++i) {
    block.transactions.push_back(transaction(block.header.height, i));
    block.receipts.push_back(receipt(block.header.height, i));
  }
  block.header.transactions_root = ledger::transactions_root(block.transactions);
  block.header.receipts_root = ledger::receipts_root(block.receipts);
  return block;
}

inline std::unique_ptr<ChainStore> open(const std::filesystem::path& folder, StoreOptions options = {}) {
  options.folder = folder;
  auto store = ChainStore::open(options, genesis());
  EXPECT_TRUE(store) << store.error().text;
  return store ? std::move(*store) : nullptr;
}

/// Commits the next block with `diff_of` its height.
inline Result<BlockPtr> grow(ChainStore& store, std::size_t transactions = 2) {
  auto candidate = store.prepare(diff_of(store.height() + 1));
  if (!candidate) return std::unexpected(candidate.error());
  return store.commit(block_on(*store.last_block(), candidate->state_root, transactions), *candidate);
}

inline void grow_to(ChainStore& store, Height height) {
  while (store.height() < height) {
    const auto block = grow(store);
    ASSERT_TRUE(block) << block.error().text;
  }
}

}  // namespace kaisho::storage::test
