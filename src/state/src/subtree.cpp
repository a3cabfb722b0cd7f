#include "kaisho/state/subtree.hpp"

#include <algorithm>

#include "kaisho/state/keys.hpp"

namespace kaisho::state {
namespace {

struct Sizes {
  std::size_t key;
  std::size_t value;
};

std::optional<Sizes> sizes_of(std::uint8_t first_byte) {
  if (first_byte == kAccountPrefix) return Sizes{kAccountKeySize, kAccountValueSize};
  if (first_byte == kSlotPrefix) return Sizes{kSlotKeySize, kSlotValueSize};
  return std::nullopt;
}

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

bool is_prefix(const Prefix& prefix) {
  if (prefix.length > 8 * TreeKey::kSize) return false;
  for (unsigned at = prefix.length; at < 8 * TreeKey::kSize; ++at) {
    if (bit_of(prefix.bits, at)) return false;
  }
  return true;
}

/// Neither begins with the other, and `a` stands before `b`.
bool stands_before(const Prefix& a, const Prefix& b) {
  return common_bits(a.bits, b.bits) < std::min(a.length, b.length) && a.bits < b.bits;
}

/// At least one; the first and the last differ within both prefixes, so both halves have some.
Hash fold(std::span<const Subtree> subtrees) {
  if (subtrees.size() == 1) return subtrees.front().root;
  const auto shared = common_bits(subtrees.front().prefix.bits, subtrees.back().prefix.bits);
  const auto right =
      std::ranges::find_if(subtrees, [&](const Subtree& subtree) { return bit_of(subtree.prefix.bits, shared); });
  const auto left = static_cast<std::size_t>(right - subtrees.begin());
  return inner_hash(fold(subtrees.first(left)), fold(subtrees.subspan(left)));
}

}  // namespace

Prefix Prefix::half(bool one) const {
  Prefix half{.bits = bits, .length = static_cast<std::uint16_t>(length + 1)};
  if (one) half.bits.bytes[length / 8] |= static_cast<std::uint8_t>(0x80 >> length % 8);
  return half;
}

Bytes encode_leaves(std::span<const LeafData> leaves) {
  std::size_t size = 0;
  for (const auto& leaf : leaves) size += leaf.raw_key.size() + leaf.value.size();
  Bytes bytes;
  bytes.reserve(size);
  for (const auto& leaf : leaves) {
    append(bytes, leaf.raw_key);
    append(bytes, leaf.value);
  }
  return bytes;
}

std::optional<std::vector<LeafData>> decode_leaves(ByteView bytes) {
  std::vector<LeafData> leaves;
  while (!bytes.empty()) {
    const auto sizes = sizes_of(bytes.front());
    if (!sizes || bytes.size() < sizes->key + sizes->value) return std::nullopt;
    const auto value = bytes.subspan(sizes->key, sizes->value);
    if (all_zero(value)) return std::nullopt;  // what is empty is absent
    leaves.push_back({.raw_key = bytes_of(bytes.first(sizes->key)), .value = bytes_of(value)});
    bytes = bytes.subspan(sizes->key + sizes->value);
  }
  return leaves;
}

std::string_view describe(SubtreeError error) {
  switch (error) {
    case SubtreeError::other_count:
      return "it has another number of keys than is listed";
    case SubtreeError::not_ascending:
      return "its keys are not in the tree's order";
    case SubtreeError::not_below:
      return "it holds a key that belongs into another chunk";
    case SubtreeError::other_root:
      return "its keys and values do not give the listed root";
  }
  return "unknown subtree error";
}

std::expected<void, SubtreeError> check_subtree(const Subtree& subtree, std::span<const LeafData> leaves) {
  if (leaves.size() != subtree.leaves) return std::unexpected(SubtreeError::other_count);
  TreeBuilder builder;
  std::optional<TreeKey> last;
  for (const auto& leaf : leaves) {
    const auto key = tree_key(leaf.raw_key);
    if (last && key <= *last) return std::unexpected(SubtreeError::not_ascending);
    if (!subtree.prefix.contains(key)) return std::unexpected(SubtreeError::not_below);
    builder.add(key, value_hash(leaf.value));
    last = key;
  }
  if (builder.finish(0).root() != subtree.root) return std::unexpected(SubtreeError::other_root);
  return {};
}

std::optional<Hash> root_of_subtrees(std::span<const Subtree> subtrees) {
  for (const auto& subtree : subtrees) {
    if (subtree.leaves == 0 || !is_prefix(subtree.prefix)) return std::nullopt;
  }
  for (std::size_t i = 1; i < subtrees.size(); ++i) {
    if (!stands_before(subtrees[i - 1].prefix, subtrees[i].prefix)) return std::nullopt;
  }
  return subtrees.empty() ? kEmptyRoot : fold(subtrees);
}

}  // namespace kaisho::state
