#include "kaisho/state/hashing.hpp"

#include <algorithm>
#include <bit>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::state {

TreeKey tree_key(ByteView raw_key) { return TreeKey{crypto::blake3(raw_key).bytes}; }

Hash value_hash(ByteView value) { return crypto::blake3(value); }

Hash leaf_hash(const TreeKey& key, const Hash& hash_of_value) {
  std::array<std::uint8_t, kLeafImageSize> image{};
  std::ranges::copy(view_of(kLeafTag), image.begin());
  std::ranges::copy(key.bytes, image.begin() + 32);
  std::ranges::copy(hash_of_value.bytes, image.begin() + 64);
  return crypto::blake3(image);
}

Hash inner_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, kInnerImageSize> image{};
  std::ranges::copy(left.bytes, image.begin());
  std::ranges::copy(right.bytes, image.begin() + 32);
  return crypto::blake3(image);
}

unsigned common_bits(const TreeKey& a, const TreeKey& b) {
  for (std::size_t i = 0; i < TreeKey::kSize; ++i) {
    const auto differing = static_cast<std::uint8_t>(a.bytes[i] ^ b.bytes[i]);
    if (differing != 0) return static_cast<unsigned>(8 * i) + static_cast<unsigned>(std::countl_zero(differing));
  }
  return 256;
}

}  // namespace kaisho::state
