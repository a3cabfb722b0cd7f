#pragma once

#include "checks.hpp"
#include "kaisho/storage/snapshot.hpp"

/// Chains that commit to their history, their snapshots, and stores to restore them into.
namespace kaisho::storage::test {

/// Commits a block with this diff whose header commits to the history, as a consortium's blocks do.
inline Result<BlockPtr> grow_with(ChainStore& store, ledger::StateDiff diff, std::size_t transactions = 2,
                                  ByteView record = {}) {
  auto candidate = store.prepare(std::move(diff));
  if (!candidate) return std::unexpected(candidate.error());
  const auto history = store.history_root(store.height() + 1);
  if (!history) return std::unexpected(history.error());
  return store.commit(block_on(*store.last_block(), candidate->state_root, transactions, *history), *candidate, record);
}

inline void grow_proven_to(ChainStore& store, Height height, std::size_t transactions = 2) {
  while (store.height() < height) {
    const auto block = grow_with(store, diff_of(store.height() + 1), transactions);
    ASSERT_TRUE(block) << block.error().text;
  }
}

inline std::unique_ptr<Snapshots> snapshots_in(const std::filesystem::path& folder, ChainStore& store,
                                               Height every = 0) {
  auto snapshots = Snapshots::open({.folder = folder / "snapshots", .every = every}, store);
  EXPECT_TRUE(snapshots) << snapshots.error().text;
  return snapshots ? std::move(*snapshots) : nullptr;
}

/// A snapshot with its chunks in memory, as a joining member gets them from others.
struct Carried {
  Snapshot about;
  std::vector<Bytes> chunks;
};

inline Carried carry(const Snapshots& from, std::size_t which = 0) {
  const auto list = from.list();
  if (which >= list.size()) return {};
  Carried carried{.about = list[which], .chunks = {}};
  for (std::uint32_t index = 0; index < carried.about.chunks; ++index) {
    carried.chunks.push_back(**from.chunk(carried.about.header.height, kSnapshotFormat, index));
  }
  return carried;
}

/// The snapshot of the store's last block.
inline Carried snapshot_of(const std::filesystem::path& folder, ChainStore& store) {
  const auto snapshots = snapshots_in(folder, store, store.height());
  snapshots->consider();
  snapshots->wait();
  return carry(*snapshots);
}

inline SnapshotTrust trust_in(const Hash& header_hash) { return {.header_hash = header_hash}; }

inline SnapshotResult<BlockPtr> restore(Snapshots& into, const Carried& carried) {
  const auto begun = into.begin_restore(carried.about.metadata, trust_in(carried.about.header_hash));
  if (!begun) return std::unexpected(begun.error());
  for (std::uint32_t index = 0; index < carried.chunks.size(); ++index) {
    if (auto applied = into.apply(index, carried.chunks[index]); !applied) return std::unexpected(applied.error());
  }
  return into.finish();
}

/// State, proofs, codes and the last block of the two are the same at the height of the first.
inline void expect_same(const ChainStore& restored, const ChainStore& original) {
  const auto height = restored.height();
  EXPECT_EQ(restored.last_block()->hash, original.block_hash(height).value());
  EXPECT_EQ(restored.last_block()->block.receipts, (*original.block(height))->block.receipts);
  EXPECT_EQ(root_of_flat_state(restored, height).value(), restored.last_block()->block.header.state_root);
  std::size_t asked = 0;
  EXPECT_TRUE(original.visit_state(height, [&](ByteView raw_key, ByteView) {
    const auto proof = restored.prove_state(raw_key, height);
    const auto expected = original.prove_state(raw_key, height);
    EXPECT_TRUE(proof && expected && proof->value == expected->value && proof->proof == expected->proof);
    return ++asked < 200;
  }));
  const auto absent = state::account_key(address(987654));
  EXPECT_EQ(restored.prove_state(absent, height)->proof, original.prove_state(absent, height)->proof);
  EXPECT_EQ(restored.history_root(height + 1).value(), original.history_root(height + 1).value());
}

}  // namespace kaisho::storage::test
