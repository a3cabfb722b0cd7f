#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include "kaisho/crypto/secp256k1.hpp"
#include "kaisho/state/changes.hpp"
#include "kaisho/storage/chain_store.hpp"

/// What the state tree, and the store around it, cost a transfer: three changed leaves (two balances, the sender's
/// nonce) among a million, blocks of 1,000 transfers. Printed as a ratio to one secp256k1 recovery of the same run.
///   bench_state_tree [leaves] [blocks]
namespace {

using namespace kaisho;
constexpr std::size_t kTransfers = 1000;  // a block
const Address kToken{{0x70}};

/// Microseconds of this thread's processor time: the machine is shared, and a ratio of waiting times says nothing.
double now(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

template <class Work>
double timed(const Work& work, clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  const auto start = now(clock);
  work();
  return now(clock) - start;
}

/// The best of several short runs: other processes share the machine.
double recovery_cost() {
  constexpr std::array<std::uint8_t, 32> kKey{0x11};
  const auto key = crypto::PrivateKey::from(crypto::Secret<32>::copy_of(kKey));
  const Hash digest{{0x22}};
  const auto signature = crypto::sign(*key, digest);
  double best = 1e9;
  for (int run = 0; run < 10; ++run) {
    best = std::min(best, timed([&] {
                            for (int i = 0; i < 200; ++i) static_cast<void>(crypto::recover(digest, signature));
                          }) / 200);
  }
  return best;
}

Address user(std::uint64_t n) { return address_of(word_of(U256(n + 1))); }

ledger::Account account(std::uint64_t nonce) {
  return {.nonce = nonce, .balance = U256(1), .code_hash = ledger::kEmptyCodeHash};
}

/// One third accounts, two thirds balances of a token.
ledger::StateDiff first_leaves(std::size_t leaves) {
  ledger::StateDiff diff;
  for (std::uint64_t n = 0; n < leaves / 3; ++n) diff.accounts[user(n)].account = account(0);
  auto& token = diff.accounts[kToken];
  token.account = account(1);
  for (std::uint64_t n = 0; n < leaves - leaves / 3; ++n) token.storage[word_of(U256(n))] = word_of(U256(n + 1));
  return diff;
}

ledger::StateDiff block_of_transfers(std::mt19937_64& random, std::size_t leaves, std::uint64_t height) {
  ledger::StateDiff diff;
  auto& token = diff.accounts[kToken];
  token.account = account(1);
  for (std::size_t i = 0; i < kTransfers; ++i) {
    diff.accounts[user(random() % (leaves / 3))].account = account(height);
    for (int side = 0; side < 2; ++side) {
      token.storage[word_of(U256(random() % (leaves - leaves / 3)))] = word_of(U256(random() | 1));
    }
  }
  return diff;
}

state::ChangeSet changes_of(const ledger::StateDiff& diff) {
  state::ChangeSet changes;
  for (const auto& [address, change] : diff.accounts) {
    changes.set_account(address, state::AccountValue{.nonce = change.account->nonce,
                                                     .balance = change.account->balance,
                                                     .code_hash = change.account->code_hash});
    for (const auto& [slot, value] : change.storage) changes.set_slot(address, slot, value);
  }
  changes.seal();
  return changes;
}

struct TreeCost {
  double keys = 0;    // hashing raw keys and values, sorting
  double tree = 0;    // new nodes and their hashes
  double hashes = 0;  // all of it, a transfer
};

TreeCost tree_cost(std::size_t leaves, std::size_t blocks) {
  state::StateTree tree({.versions = blocks + 2, .replaced_nodes = std::size_t{1} << 30});
  tree.propose(changes_of(first_leaves(leaves)).leaf_changes());
  tree.accept(0);
  std::mt19937_64 random{1};
  TreeCost cost;
  for (std::size_t height = 1; height <= blocks; ++height) {
    const auto diff = block_of_transfers(random, leaves, height);
    state::ChangeSet changes;
    cost.keys += timed([&] { changes = changes_of(diff); });
    const auto nodes = tree.node_count();
    cost.tree += timed([&] {
      tree.propose(changes.leaf_changes());
      tree.accept(height);
    });
    cost.hashes += static_cast<double>(tree.node_count() - nodes + 2 * changes.entries().size());
  }
  const auto transfers = static_cast<double>(blocks * kTransfers);
  return {.keys = cost.keys / transfers, .tree = cost.tree / transfers, .hashes = cost.hashes / transfers};
}

/// 1,000 transactions that are alike but for their hash, which the look-up table is keyed by.
std::vector<ledger::SignedTransaction> transactions(std::mt19937_64& random) {
  ledger::Transaction tx;
  tx.type = ledger::TransactionType::dynamic_fee;
  tx.chain_id = 31337;
  tx.to = kToken;
  tx.data = Bytes(68, 1);
  tx.signature = {.r = {{1}}, .s = {{1}}, .y_parity = false};
  ledger::SignedTransaction one{
      .transaction = tx, .wire = ledger::encode_transaction(tx), .hash = {}, .sender = user(1)};
  std::vector<ledger::SignedTransaction> all(kTransfers, one);
  for (auto& each : all) {
    for (auto& byte : each.hash.bytes) byte = static_cast<std::uint8_t>(random());
  }
  return all;
}

ledger::Block next_block(const storage::BlockPtr& parent, std::mt19937_64& random, std::size_t count) {
  ledger::Block block;
  block.header = parent->block.header;
  block.header.extra = {};
  block.header.height += 1;
  block.header.parent_hash = parent->hash;
  if (count == 0) return block;
  block.transactions = transactions(random);
  ledger::Receipt receipt;
  receipt.success = true;
  receipt.logs = {{.address = kToken, .topics = {Word{{1}}, Word{{2}}, Word{{3}}}, .data = Bytes(32, 4)}};
  block.receipts.assign(count, receipt);
  return block;
}

struct StoreCost {
  double prepare = 0;
  double commit = 0;
  double process = 0;  // of all threads, RocksDB's in the background included
  double waited = 0;   // in commit, the disk's time included
  double start = 0;    // milliseconds to open the store again
};

StoreCost store_cost(const std::filesystem::path& folder, std::size_t leaves, std::size_t blocks) {
  storage::StoreOptions options;
  options.folder = folder;
  std::mt19937_64 random{2};
  StoreCost cost;
  {
    auto store = storage::ChainStore::open(options, {}).value();
    const auto first = store->prepare(first_leaves(leaves)).value();
    auto filling = next_block(store->last_block(), random, 0);
    filling.header.state_root = first.state_root;
    if (!store->commit(std::move(filling), first)) std::abort();
    const auto before = now(CLOCK_PROCESS_CPUTIME_ID);
    for (std::size_t i = 0; i < blocks; ++i) {
      auto diff = block_of_transfers(random, leaves, i + 1);
      auto block = next_block(store->last_block(), random, kTransfers);
      storage::Candidate candidate;
      cost.prepare += timed([&] { candidate = store->prepare(std::move(diff)).value(); });
      block.header.state_root = candidate.state_root;
      const auto commit = [&] {
        if (!store->commit(std::move(block), candidate)) std::abort();
      };
      cost.waited += timed([&] { cost.commit += timed(commit); }, CLOCK_MONOTONIC);
    }
    cost.process = now(CLOCK_PROCESS_CPUTIME_ID) - before;
  }
  cost.start = timed([&] { static_cast<void>(storage::ChainStore::open(options, {}).value()); }) / 1000;
  const auto transfers = static_cast<double>(blocks * kTransfers);
  return {.prepare = cost.prepare / transfers,
          .commit = cost.commit / transfers,
          .process = cost.process / transfers,
          .waited = cost.waited / transfers,
          .start = cost.start};
}

}  // namespace

int main(int count, char** words) {
  const std::size_t leaves = count > 1 ? std::strtoull(words[1], nullptr, 10) : 1'000'000;
  const std::size_t blocks = count > 2 ? std::strtoull(words[2], nullptr, 10) : 50;
  const auto recovery = recovery_cost();
  fmt::print("recovery               {:7.2f} us  one secp256k1 recovery, one core, this run\n", recovery);
  const auto tree = tree_cost(leaves, blocks);
  fmt::print("{} leaves, blocks of {} transfers of 3 changed leaves:\n", leaves, kTransfers);
  fmt::print("keys and values hashed {:7.2f} us  ratio {:.3f}\n", tree.keys, tree.keys / recovery);
  fmt::print("state tree             {:7.2f} us  ratio {:.3f}\n", tree.tree, tree.tree / recovery);
  fmt::print(
      "together               {:7.2f} us  ratio {:.3f}  {:.1f} hashes (bar 0.20, goal 0.08 of a whole transfer)\n",
      tree.keys + tree.tree, (tree.keys + tree.tree) / recovery, tree.hashes);
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("kaisho-bench-{}", ::getpid());
  const auto store = store_cost(folder, leaves, blocks);
  std::filesystem::remove_all(folder);
  fmt::print("store: prepare         {:7.2f} us  ratio {:.3f}\n", store.prepare, store.prepare / recovery);
  fmt::print("store: write           {:7.2f} us  ratio {:.3f}  ({:.2f} us with waiting for the disk)\n", store.commit,
             store.commit / recovery, store.waited);
  fmt::print("store: all threads     {:7.2f} us  ratio {:.3f}  (this program's own making of blocks included)\n",
             store.process, store.process / recovery);
  fmt::print("store: open again      {:7.0f} ms  for all leaves\n", store.start);
}
