#include "../src/snapshot_check.hpp"

#include <gtest/gtest.h>

#include "kaisho/crypto/hash.hpp"
#include "snapshot_fixtures.hpp"

namespace kaisho::storage::snapshot {
namespace {

using namespace test;
using enum SnapshotErrorCode;

/// A small chain's snapshot, and ways to lie about it.
class SnapshotLies : public testing::Test {
 protected:
  void SetUp() override {
    store_ = open(folder_.path() / "data");
    grow_proven_to(*store_, 300, 1);
    honest_ = snapshot_of(folder_.path(), *store_);
    metadata_ = *decode_metadata(honest_.about.metadata);
  }

  [[nodiscard]] SnapshotTrust trust() const { return trust_in(honest_.about.header_hash); }
  /// What a joining member says to metadata.
  [[nodiscard]] std::optional<SnapshotErrorCode> judge(const Metadata& metadata, const SnapshotTrust& trust) const {
    const auto checked = check_metadata(encode_metadata(metadata), trust);
    return checked ? std::nullopt : std::optional(checked.error().code);
  }
  /// What it says to a chunk whose lie the metadata supports.
  [[nodiscard]] std::optional<SnapshotErrorCode> judge(std::uint32_t index, const Bytes& chunk) const {
    auto metadata = metadata_;
    metadata.chunks[index].size = chunk.size();
    metadata.chunks[index].hash = crypto::blake3(chunk);
    const auto checked = check_metadata(encode_metadata(metadata), trust());
    if (!checked) return checked.error().code;
    ChunkCheck check(*checked);
    for (std::uint32_t i = 0; i < honest_.chunks.size(); ++i) {
      const auto taken = check.take(i, i == index ? chunk : honest_.chunks[i]);
      if (!taken) return taken.error().code;
    }
    const auto whole = check.finish();
    return whole ? std::nullopt : std::optional(whole.error().code);
  }
  [[nodiscard]] std::uint32_t chunk_of(ChunkKind kind) const {
    const auto at = std::ranges::find(metadata_.chunks, kind, &ChunkEntry::kind);
    return static_cast<std::uint32_t>(at - metadata_.chunks.begin());
  }

  TempFolder folder_;
  std::unique_ptr<ChainStore> store_;
  Carried honest_;
  Metadata metadata_;
};

TEST_F(SnapshotLies, are_not_in_an_honest_one) {
  EXPECT_EQ(judge(metadata_, trust()), std::nullopt);
  for (std::uint32_t i = 0; i < honest_.chunks.size(); ++i) EXPECT_EQ(judge(i, honest_.chunks[i]), std::nullopt);
  EXPECT_EQ(metadata_.headers.size(), kHeaders);
  EXPECT_EQ(honest_.about.header.height, 300u);
}

TEST_F(SnapshotLies, about_the_metadata_are_refused_by_name) {
  EXPECT_EQ(judge(metadata_, trust_in(Hash{{1}})), other_header);
  auto lie = metadata_;
  lie.headers[100].gas_used += 1;
  EXPECT_EQ(judge(lie, trust()), broken_headers);
  lie = metadata_;
  lie.headers.erase(lie.headers.begin());
  EXPECT_EQ(judge(lie, trust()), malformed) << "fewer headers than BLOCKHASH needs";
  lie = metadata_;
  lie.peaks[0] = Hash{{7}};
  EXPECT_EQ(judge(lie, trust()), other_history) << "another past";
  lie = metadata_;
  lie.peaks.pop_back();
  EXPECT_EQ(judge(lie, trust()), malformed);
  lie = metadata_;
  lie.genesis.timestamp += 1;
  EXPECT_EQ(judge(lie, trust()), foreign_chain);
  lie = metadata_;
  lie.chunks[chunk_of(ChunkKind::state)].subtree->root = Hash{{7}};
  EXPECT_EQ(judge(lie, trust()), other_state);
  lie = metadata_;
  std::swap(lie.chunks.front(), lie.chunks.back());
  EXPECT_EQ(judge(lie, trust()), malformed);
}

TEST_F(SnapshotLies, about_the_past_are_refused_where_only_a_checkpoint_knows_it) {
  TempFolder other;
  const auto solo = open(other.path() / "data");
  grow_to(*solo, 300);  // headers that say nothing of the history
  const auto carried = snapshot_of(other.path(), *solo);
  auto metadata = *decode_metadata(carried.about.metadata);
  const auto header_only = trust_in(carried.about.header_hash);
  EXPECT_EQ(judge(metadata, header_only), unproven_history);
  auto with_checkpoint = header_only;
  with_checkpoint.history_root = solo->history_root(301).value();
  EXPECT_EQ(judge(metadata, with_checkpoint), std::nullopt);
  EXPECT_EQ(judge(metadata, {.history_root = solo->history_root(301).value()}), std::nullopt);
  EXPECT_EQ(judge(metadata, {.snapshot_hash = carried.about.hash}), std::nullopt);
  EXPECT_EQ(judge(metadata, {.snapshot_hash = Hash{{1}}}), other_header);
  EXPECT_EQ(judge(metadata, {}), unproven_history);
  metadata.peaks[0] = Hash{{7}};
  EXPECT_EQ(judge(metadata, with_checkpoint), other_history);
}

TEST_F(SnapshotLies, about_a_chunk_are_refused_by_name_even_where_the_metadata_supports_them) {
  const auto states = chunk_of(ChunkKind::state);
  auto chunk = honest_.chunks[states];
  chunk.back() ^= 1;
  EXPECT_EQ(judge(states, chunk), foreign_leaves);
  auto leaves = *state::decode_leaves(honest_.chunks[states]);
  leaves.pop_back();
  EXPECT_EQ(judge(states, state::encode_leaves(leaves)), missing_leaves);
  const auto codes = chunk_of(ChunkKind::code);
  EXPECT_EQ(judge(codes, encode_codes({Bytes{1, 2, 3}})), wrong_code);
  const auto genesis_chunk = chunk_of(ChunkKind::genesis);
  EXPECT_EQ(judge(genesis_chunk, ledger::encode_genesis(genesis(2))), wrong_genesis);
  const auto block = chunk_of(ChunkKind::block);
  EXPECT_EQ(judge(block, encode_block({})), wrong_block);
}

TEST_F(SnapshotLies, of_one_byte_anywhere_in_any_chunk_are_refused) {
  const auto checked = check_metadata(honest_.about.metadata, trust());
  ASSERT_TRUE(checked);
  ChunkCheck check(*checked);
  for (std::uint32_t index = 0; index < honest_.chunks.size(); ++index) {
    for (std::size_t at = 0; at < honest_.chunks[index].size(); ++at) {
      auto chunk = honest_.chunks[index];
      chunk[at] ^= static_cast<std::uint8_t>(1u << at % 8);
      const auto taken = check.take(index, chunk);
      ASSERT_FALSE(taken);
      EXPECT_EQ(taken.error().code, other_chunk);
      EXPECT_EQ(advice_for(taken.error().code), ChunkAdvice::refetch);
    }
    ASSERT_TRUE(check.take(index, honest_.chunks[index])) << "a wrong chunk changes nothing";
  }
  EXPECT_TRUE(check.finish());
}

TEST_F(SnapshotLies, of_one_byte_in_a_chunk_are_refused_by_the_proof_alone) {
  for (std::uint32_t index = 0; index < honest_.chunks.size(); ++index) {
    const auto size = honest_.chunks[index].size();
    for (std::size_t at = 0; at < size; at += std::max<std::size_t>(1, size / 60)) {
      auto chunk = honest_.chunks[index];
      chunk[at] ^= static_cast<std::uint8_t>(1u << at % 8);
      EXPECT_NE(judge(index, chunk), std::nullopt) << "chunk " << index << " byte " << at;
    }
  }
}

TEST_F(SnapshotLies, of_one_byte_in_the_metadata_are_refused_or_found_in_a_chunk) {
  for (std::size_t at = 0; at < honest_.about.metadata.size(); at += 17) {
    auto metadata = honest_.about.metadata;
    metadata[at] ^= static_cast<std::uint8_t>(1u << at % 8);
    const auto checked = check_metadata(metadata, trust());
    if (!checked) continue;
    ChunkCheck check(*checked);
    bool refused = false;
    for (std::uint32_t i = 0; i < honest_.chunks.size(); ++i) refused |= !check.take(i, honest_.chunks[i]);
    EXPECT_TRUE(refused) << "byte " << at;
  }
}

}  // namespace
}  // namespace kaisho::storage::snapshot
