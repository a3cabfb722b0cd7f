#include "kaisho/codec/merkle.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::codec::merkle {
namespace {

Hash hash_of_hex(std::string_view text) { return fixed_from_hex<Hash>(text).value(); }

/// The eight leaves of the tests of the certificate-transparency project, and the roots of their first n.
const std::vector<Hash>& known_leaves() {
  static const std::vector<Hash> leaves = [] {
    std::vector<Hash> hashes;
    for (const char* text :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
      hashes.push_back(leaf_hash(from_hex(text).value()));
    }
    return hashes;
  }();
  return leaves;
}

constexpr const char* kKnownRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                       "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                       "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                       "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                       "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                       "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                       "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                       "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Merkle, roots_equal_the_known_ones_of_certificate_transparency) {
  Frontier frontier;
  for (std::size_t size = 0; size <= 8; ++size) {
    const std::span<const Hash> leaves(known_leaves().data(), size);
    EXPECT_EQ(root(leaves), hash_of_hex(kKnownRoots[size])) << size;
    EXPECT_EQ(frontier.root(), hash_of_hex(kKnownRoots[size])) << size;
    if (size < 8) frontier.append(known_leaves()[size]);
  }
}

TEST(Merkle, inclusion_proofs_equal_known_ones) {
  const std::span<const Hash> leaves(known_leaves());
  EXPECT_EQ(inclusion_proof(leaves.first(1), 0), Path{});
  EXPECT_EQ(inclusion_proof(leaves, 0),
            (Path{hash_of_hex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                  hash_of_hex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                  hash_of_hex("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")}));
  EXPECT_EQ(inclusion_proof(leaves, 5),
            (Path{hash_of_hex("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                  hash_of_hex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                  hash_of_hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")}));
}

TEST(Merkle, consistency_proofs_equal_known_ones) {
  const std::span<const Hash> leaves(known_leaves());
  EXPECT_EQ(consistency_proof(leaves, 1),
            (Path{hash_of_hex("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                  hash_of_hex("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                  hash_of_hex("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")}));
  EXPECT_EQ(consistency_proof(leaves, 6),
            (Path{hash_of_hex("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
                  hash_of_hex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                  hash_of_hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")}));
}

std::vector<Hash> leaves_of(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(view_of("leaf " + std::to_string(i))));
  return leaves;
}

constexpr std::size_t kSizes = 40;  // beyond two powers of two, every shape of right edge

TEST(Merkle, every_inclusion_proof_verifies_and_only_at_its_place) {
  const auto all = leaves_of(kSizes);
  for (std::size_t size = 1; size <= kSizes; ++size) {
    const auto leaves = std::span(all).first(size);
    const Hash tree = root(leaves);
    for (std::size_t index = 0; index < size; ++index) {
      const Path path = inclusion_proof(leaves, index);
      EXPECT_TRUE(verify_inclusion(leaves[index], index, size, path, tree));
      EXPECT_FALSE(verify_inclusion(leaves[index], size, size, path, tree));
      if (size > 1) {
        EXPECT_FALSE(verify_inclusion(leaves[index], (index + 1) % size, size, path, tree));
        EXPECT_FALSE(verify_inclusion(leaves[(index + 1) % size], index, size, path, tree));
      }
    }
  }
}

/// Every way to damage a path: each hash changed, one missing at each end, one more at each end.
std::vector<Path> damaged(const Path& path) {
  std::vector<Path> all;
  for (std::size_t i = 0; i < path.size(); ++i) {
    all.push_back(path);
    all.back()[i].bytes[i % 32] ^= 1;
  }
  if (!path.empty()) {
    all.emplace_back(path.begin() + 1, path.end());
    all.emplace_back(path.begin(), path.end() - 1);
  }
  all.push_back(path);
  all.back().push_back(Hash{});
  all.push_back(path);
  all.back().insert(all.back().begin(), Hash{});
  return all;
}

TEST(Merkle, refuses_every_damaged_inclusion_proof) {
  const auto leaves = leaves_of(21);
  Hash tree = root(leaves);
  for (std::size_t index = 0; index < leaves.size(); ++index) {
    const Path path = inclusion_proof(leaves, index);
    for (const Path& bad : damaged(path)) EXPECT_FALSE(verify_inclusion(leaves[index], index, 21, bad, tree));
  }
  const Path path = inclusion_proof(leaves, 3);
  tree.bytes[0] ^= 1;
  EXPECT_FALSE(verify_inclusion(leaves[3], 3, 21, path, tree));
  EXPECT_FALSE(verify_inclusion(leaves[3], 0, 0, {}, tree));
}

TEST(Merkle, every_consistency_proof_verifies_and_no_damaged_one) {
  const auto all = leaves_of(kSizes);
  for (std::size_t size = 0; size <= kSizes; ++size) {
    const auto leaves = std::span(all).first(size);
    for (std::size_t old_size = 0; old_size <= size; ++old_size) {
      const Hash old_root = root(leaves.first(old_size));
      const Path path = consistency_proof(leaves, old_size);
      EXPECT_TRUE(verify_consistency(old_size, size, path, old_root, root(leaves))) << old_size << " of " << size;
      for (const Path& bad : damaged(path))
        EXPECT_FALSE(verify_consistency(old_size, size, bad, old_root, root(leaves)));
      if (old_size > 0 && old_size < size) {
        EXPECT_FALSE(verify_consistency(old_size, size, path, root(leaves), root(leaves)));
        EXPECT_FALSE(verify_consistency(old_size, size, path, old_root, old_root));
        EXPECT_FALSE(verify_consistency(size, old_size, path, root(leaves), old_root));
      }
    }
  }
}

TEST(Merkle, only_the_empty_root_is_the_empty_tree) {
  const auto leaves = leaves_of(3);
  EXPECT_FALSE(verify_consistency(0, 3, {}, leaves[0], root(leaves)));
  EXPECT_FALSE(verify_consistency(0, 0, {}, leaves[0], leaves[0]));
}

TEST(Frontier, gives_a_store_all_that_proofs_need) {
  std::map<std::pair<unsigned, std::uint64_t>, Hash> store;
  const NodeReader reader = [&store](unsigned level, std::uint64_t index) { return store.at({level, index}); };
  const auto all = leaves_of(130);
  Frontier frontier;
  for (std::size_t size = 1; size <= all.size(); ++size) {
    for (const Node& node : frontier.append(all[size - 1])) {
      EXPECT_TRUE(store.emplace(std::pair(node.level, node.index), node.hash).second) << "a node is complete once";
    }
    const auto leaves = std::span(all).first(size);
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.root(), root(leaves));
    ASSERT_EQ(root(reader, size), root(leaves));
    ASSERT_EQ(inclusion_proof(reader, size / 3, size), inclusion_proof(leaves, size / 3));
    ASSERT_EQ(consistency_proof(reader, size / 2, size), consistency_proof(leaves, size / 2));
  }
}

TEST(Frontier, reads_few_nodes_for_a_proof_in_a_long_history) {
  // A tree of 2^40 + 12345 equal leaves: a level's nodes are all alike, so the reader can answer for any of them.
  std::vector<Hash> level_hash{leaf_hash(view_of("same"))};
  for (int level = 1; level <= 41; ++level) level_hash.push_back(node_hash(level_hash.back(), level_hash.back()));
  std::size_t reads = 0;
  const NodeReader reader = [&](unsigned level, std::uint64_t) {
    ++reads;
    return level_hash[level];
  };
  const std::uint64_t size = (std::uint64_t{1} << 40) + 12345;
  const Hash tree = root(reader, size);
  const Path path = inclusion_proof(reader, 987654321, size);
  EXPECT_TRUE(verify_inclusion(level_hash[0], 987654321, size, path, tree));
  const Path growth = consistency_proof(reader, 1'000'000'007, size);
  EXPECT_TRUE(verify_consistency(1'000'000'007, size, growth, root(reader, 1'000'000'007), tree));
  EXPECT_LT(reads, 400u);
}

TEST(Frontier, goes_on_from_what_was_stored) {
  const auto leaves = leaves_of(11);
  Frontier first;
  for (const Hash& leaf : std::span(leaves).first(7)) first.append(leaf);
  auto second = Frontier::restore(first.size(), first.peaks());
  ASSERT_TRUE(second.has_value());
  for (const Hash& leaf : std::span(leaves).subspan(7)) second->append(leaf);
  EXPECT_EQ(second->root(), root(leaves));
  EXPECT_FALSE(Frontier::restore(8, first.peaks()).has_value());
}

}  // namespace
}  // namespace kaisho::codec::merkle
