#include "kaisho/codec/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::codec::merkle {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;  // different prefixes, so that no node can pass for a leaf
constexpr std::uint8_t kNodePrefix = 0x01;

Hash empty_root() { return crypto::sha256(ByteView{}); }

/// Where RFC 6962 splits a tree of n > 1 leaves: the largest power of two below n.
std::uint64_t split_of(std::uint64_t n) { return std::bit_floor(n - 1); }

/// MTH(D[begin:end]) of a list of leaves; not empty.
struct ListRange {
  std::span<const Hash> leaves;

  Hash operator()(std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return leaves[begin];
    const std::uint64_t middle = begin + split_of(end - begin);
    return node_hash((*this)(begin, middle), (*this)(middle, end));
  }
};

/// The same from stored nodes: every left part is a perfect subtree, so there is one read a level.
struct StoredRange {
  const NodeReader& nodes;

  Hash operator()(std::uint64_t begin, std::uint64_t end) const {
    const std::uint64_t size = end - begin;
    if (std::has_single_bit(size)) {
      const int level = std::countr_zero(size);
      return nodes(static_cast<unsigned>(level), begin >> level);
    }
    const std::uint64_t middle = begin + split_of(size);
    return node_hash((*this)(begin, middle), (*this)(middle, end));
  }
};

/// PATH(m, D[n]) of RFC 6962, 2.1.1, for the leaf at `index` among begin … end-1.
template <class Range>
void add_inclusion(const Range& range, std::uint64_t index, std::uint64_t begin, std::uint64_t end, Path& path) {
  if (end - begin == 1) return;
  const std::uint64_t middle = begin + split_of(end - begin);
  if (index < middle) {
    add_inclusion(range, index, begin, middle, path);
    path.push_back(range(middle, end));
  } else {
    add_inclusion(range, index, middle, end, path);
    path.push_back(range(begin, middle));
  }
}

/// SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2, for leaves begin … end-1 of which the first `old_end - begin` are old.
template <class Range>
void add_consistency(const Range& range, std::uint64_t old_end, std::uint64_t begin, std::uint64_t end,
                     bool root_is_known, Path& path) {
  if (old_end == end) {
    if (!root_is_known) path.push_back(range(begin, end));
    return;
  }
  const std::uint64_t middle = begin + split_of(end - begin);
  if (old_end <= middle) {
    add_consistency(range, old_end, begin, middle, root_is_known, path);
    path.push_back(range(middle, end));
  } else {
    add_consistency(range, old_end, middle, end, false, path);
    path.push_back(range(begin, middle));
  }
}

template <class Range>
Path inclusion_in(const Range& range, std::uint64_t index, std::uint64_t size) {
  KAISHO_ASSERT(index < size);
  Path path;
  add_inclusion(range, index, 0, size, path);
  return path;
}

template <class Range>
Path consistency_in(const Range& range, std::uint64_t old_size, std::uint64_t new_size) {
  KAISHO_ASSERT(old_size <= new_size);
  Path path;
  if (old_size != 0) add_consistency(range, old_size, 0, new_size, true, path);
  return path;
}

/// The position of a node on the way up, beside the position of the last node of its level (RFC 9162: fn and sn).
struct Climb {
  std::uint64_t at;
  std::uint64_t last;

  /// Whether the next hash of a proof stands to the left.
  [[nodiscard]] bool joins_left() const { return (at & 1) != 0 || at == last; }
  void up() {
    at >>= 1;
    last >>= 1;
  }
  /// After a join with the left: skips the levels on which the node is alone at the right edge.
  void skip_lonely() {
    while ((at & 1) == 0 && at != 0) up();
  }
};

bool follow_consistency(Climb climb, const Hash& start, std::span<const Hash> path, const Hash& old_root,
                        const Hash& new_root) {
  Hash old_hash = start;
  Hash new_hash = start;
  for (const Hash& hash : path) {
    if (climb.last == 0) return false;
    if (climb.joins_left()) {
      old_hash = node_hash(hash, old_hash);
      new_hash = node_hash(hash, new_hash);
      climb.skip_lonely();
    } else {
      new_hash = node_hash(new_hash, hash);
    }
    climb.up();
  }
  return climb.last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace

Hash leaf_hash(ByteView entry) { return crypto::sha256({ByteView(&kLeafPrefix, 1), entry}); }

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + 2 * Hash::kSize> bytes{};
  bytes[0] = kNodePrefix;
  std::ranges::copy(left.bytes, bytes.begin() + 1);
  std::ranges::copy(right.bytes, bytes.begin() + 1 + Hash::kSize);
  return crypto::sha256(ByteView(bytes));
}

Hash root(std::span<const Hash> leaves) { return leaves.empty() ? empty_root() : ListRange{leaves}(0, leaves.size()); }

Path inclusion_proof(std::span<const Hash> leaves, std::uint64_t index) {
  return inclusion_in(ListRange{leaves}, index, leaves.size());
}

Path consistency_proof(std::span<const Hash> leaves, std::uint64_t old_size) {
  return consistency_in(ListRange{leaves}, old_size, leaves.size());
}

Hash root(const NodeReader& nodes, std::uint64_t size) {
  return size == 0 ? empty_root() : StoredRange{nodes}(0, size);
}

Path inclusion_proof(const NodeReader& nodes, std::uint64_t index, std::uint64_t size) {
  return inclusion_in(StoredRange{nodes}, index, size);
}

Path consistency_proof(const NodeReader& nodes, std::uint64_t old_size, std::uint64_t new_size) {
  return consistency_in(StoredRange{nodes}, old_size, new_size);
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, std::span<const Hash> path,
                      const Hash& root) {
  if (index >= size) return false;
  Climb climb{index, size - 1};
  Hash hash = leaf;
  for (const Hash& sibling : path) {
    if (climb.last == 0) return false;
    if (climb.joins_left()) {
      hash = node_hash(sibling, hash);
      climb.skip_lonely();
    } else {
      hash = node_hash(hash, sibling);
    }
    climb.up();
  }
  return climb.last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, std::span<const Hash> path,
                        const Hash& old_root, const Hash& new_root) {
  if (old_size > new_size) return false;
  if (old_size == new_size) {
    return path.empty() && old_root == new_root && (old_size != 0 || old_root == empty_root());
  }
  if (old_size == 0) return path.empty() && old_root == empty_root();
  Climb climb{old_size - 1, new_size - 1};
  while ((climb.at & 1) != 0) climb.up();
  // The old tree is a node of the new one where its size is a power of two: then its root is the start, and is not
  // sent.
  if (std::has_single_bit(old_size)) return follow_consistency(climb, old_root, path, old_root, new_root);
  if (path.empty()) return false;
  return follow_consistency(climb, path.front(), path.subspan(1), old_root, new_root);
}

std::optional<Frontier> Frontier::restore(std::uint64_t size, std::vector<Hash> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

std::vector<Node> Frontier::append(const Hash& leaf) {
  std::vector<Node> complete{{.level = 0, .index = size_, .hash = leaf}};
  while ((complete.back().index & 1) != 0) {
    const Node& right = complete.back();
    const Node parent{
        .level = right.level + 1, .index = right.index >> 1, .hash = node_hash(peaks_.back(), right.hash)};
    peaks_.pop_back();
    complete.push_back(parent);
  }
  peaks_.push_back(complete.back().hash);
  ++size_;
  return complete;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Hash hash = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) hash = node_hash(peaks_[i], hash);
  return hash;
}

}  // namespace kaisho::codec::merkle
