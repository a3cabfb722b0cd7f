#include <kaisho/crypto/hash.hpp>

#include "kaisho/ledger/block.hpp"
#include "kaisho/ledger/bloom_memo.hpp"

namespace kaisho::ledger {
namespace {

using Bits = std::array<std::uint16_t, 3>;

/// The three bits of an item: the low 11 bits of the hash's first three 16-bit words, bit 0 being the last byte's
/// lowest.
Bits bits_of(ByteView item) {
  const auto hash = crypto::keccak256(item);
  Bits bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i] = static_cast<std::uint16_t>((hash.bytes[2 * i] << 8 | hash.bytes[2 * i + 1]) & 2047);
  }
  return bits;
}

std::size_t byte_of(std::uint16_t bit) { return Bloom::kSize - 1 - bit / 8; }
std::uint8_t mask_of(std::uint16_t bit) { return static_cast<std::uint8_t>(1u << (bit % 8)); }

void set(Bloom& bloom, const Bits& bits) {
  for (const auto bit : bits) bloom.bytes[byte_of(bit)] |= mask_of(bit);
}

}  // namespace

void add_to_bloom(Bloom& bloom, const Log& log) {
  set(bloom, bits_of(log.address.view()));
  for (const auto& topic : log.topics) set(bloom, bits_of(topic.view()));
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
  for (const auto bit : bits_of(item)) all = all && (bloom.bytes[byte_of(bit)] & mask_of(bit)) != 0;
  return all;
}

BloomMemo::BloomMemo() : addresses_(0, SeededHash::at(this)), topics_(0, SeededHash::at(this)) {}

template <class Item>
void BloomMemo::add(Bloom& bloom, std::unordered_map<Item, Bits, SeededHash>& known, const Item& item) {
  const auto [at, is_new] = known.try_emplace(item);
  if (is_new) at->second = bits_of(item.view());
  set(bloom, at->second);
}

Bloom BloomMemo::bloom_of(const std::vector<Log>& logs) {
  Bloom bloom;
  for (const auto& log : logs) {
    add(bloom, addresses_, log.address);
    for (const auto& topic : log.topics) add(bloom, topics_, topic);
  }
  return bloom;
}

}  // namespace kaisho::ledger
