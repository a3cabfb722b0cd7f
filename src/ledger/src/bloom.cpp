#include <kaisho/crypto/hash.hpp>

#include "kaisho/ledger/block.hpp"

namespace kaisho::ledger {
namespace {

/// Calls `use(byte, mask)` for the three bits of an item: the low 11 bits of the hash's first three 16-bit words, bit 0
/// being the last byte's lowest.
template <class Use>
void for_each_bit(ByteView item, Use use) {
  const auto hash = crypto::keccak256(item);
  for (std::size_t pair = 0; pair < 6; pair += 2) {
    const auto bit = static_cast<std::size_t>((hash.bytes[pair] << 8 | hash.bytes[pair + 1]) & 2047);
    use(Bloom::kSize - 1 - bit / 8, static_cast<std::uint8_t>(1u << (bit % 8)));
  }
}

void add_item(Bloom& bloom, ByteView item) {
  for_each_bit(item, [&](std::size_t byte, std::uint8_t mask) { bloom.bytes[byte] |= mask; });
}

}  // namespace

void add_to_bloom(Bloom& bloom, const Log& log) {
  add_item(bloom, log.address.view());
  for (const auto& topic : log.topics) add_item(bloom, topic.view());
}

void add_to_bloom(Bloom& bloom, const Bloom& other) {
  for (std::size_t i = 0; i < Bloom::kSize; ++i) bloom.bytes[i] |= other.bytes[i];
}

Bloom bloom_of(const std::vector<Log>& logs) {
  Bloom bloom;
  for (const auto& log : logs) add_to_bloom(bloom, log);
  return bloom;
}

bool may_contain(const Bloom& bloom, ByteView item) {
  bool all = true;
  for_each_bit(item, [&](std::size_t byte, std::uint8_t mask) { all = all && (bloom.bytes[byte] & mask) != 0; });
  return all;
}

}  // namespace kaisho::ledger
