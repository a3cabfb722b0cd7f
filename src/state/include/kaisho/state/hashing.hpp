#pragma once

#include <string_view>

#include "kaisho/base/types.hpp"

/// How the state tree hashes (docs/formats/state.md). All hashes are BLAKE3.
///   tree key  = H(raw key)
///   leaf      = H(kLeafTag ‖ H(raw key) ‖ H(value))     96 bytes
///   inner     = H(left ‖ right)                         64 bytes, one compression
/// A leaf can not pass for an inner node: the lengths differ, and no subtree's hash begins with the tag but by a
/// 256-bit coincidence. A one-byte prefix on inner nodes would cost a second compression each (65 bytes are two
/// blocks).
namespace kaisho::state {

/// Where a key stands in the tree; ordered bytewise, the tree's order.
using TreeKey = FixedBytes<32, struct TreeKeyTag>;

/// 32 bytes before every leaf.
inline constexpr std::string_view kLeafTag = "kaisho state tree leaf version 1";
static_assert(kLeafTag.size() == 32);
inline constexpr std::size_t kLeafImageSize = 32 + 32 + 32;
inline constexpr std::size_t kInnerImageSize = 32 + 32;

/// Root of a tree without leaves. ICS-23 has no proof of absence for it; genesis always holds an account.
inline constexpr Hash kEmptyRoot{};

[[nodiscard]] TreeKey tree_key(ByteView raw_key);
[[nodiscard]] Hash value_hash(ByteView value);
[[nodiscard]] Hash leaf_hash(const TreeKey& key, const Hash& hash_of_value);
[[nodiscard]] Hash inner_hash(const Hash& left, const Hash& right);

/// Bit `at` of a key, the first is the most significant of byte 0; at < 256.
[[nodiscard]] inline bool bit_of(const TreeKey& key, unsigned at) {
  return ((key.bytes[at / 8] >> (7 - at % 8)) & 1) != 0;
}
/// Number of leading bits that two keys share; 256 where they are equal.
[[nodiscard]] unsigned common_bits(const TreeKey& a, const TreeKey& b);

}  // namespace kaisho::state
