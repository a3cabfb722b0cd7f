#include "kaisho/ledger/system_storage.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::ledger {
namespace {

constexpr std::size_t kWordSize = 32;
constexpr std::size_t kShortest = 31;  // bytes that fit beside the length in one slot

Word keccak_slot(ByteView first, const Word& slot) {
  Bytes preimage = bytes_of(first);
  append(preimage, slot.view());
  return word_of(crypto::keccak256(preimage));
}

/// Bytes of a value whose own slot holds `head`: 2n in the last byte for a short one, 2n + 1 as a number for a long
/// one.
struct Length {
  bool is_long = false;
  std::uint64_t bytes = 0;
};

Length length_of(const Word& head) {
  const bool is_long = (head.bytes[31] & 1) != 0;
  if (!is_long) return {false, std::min<std::uint64_t>(head.bytes[31] / 2u, kShortest)};
  return {true, number_of(head).low_u64() / 2};
}

std::uint64_t words_for(std::uint64_t bytes) { return bytes / kWordSize + (bytes % kWordSize != 0 ? 1 : 0); }

Word short_word(ByteView value) {
  Word word;
  std::ranges::copy(value, word.bytes.begin());
  word.bytes[31] = static_cast<std::uint8_t>(value.size() * 2);
  return word;
}

Word part_of(ByteView value, std::size_t at) {
  Word word;
  std::ranges::copy(value.subspan(at, std::min(kWordSize, value.size() - at)), word.bytes.begin());
  return word;
}

}  // namespace

Word MapSlots::load(const Word& slot) const {
  const auto found = slots_.find(slot);
  return found == slots_.end() ? Word{} : found->second;
}

void MapSlots::store(const Word& slot, const Word& value) {
  if (value.is_zero()) {
    slots_.erase(slot);
  } else {
    slots_[slot] = value;
  }
}

Word slot_number(std::uint64_t index) { return word_of(U256(index)); }

Word slot_after(const Word& slot, std::uint64_t offset) { return word_of(number_of(slot).wrapping_add(U256(offset))); }

Word mapping_slot(const Word& slot, const Word& key) { return keccak_slot(key.view(), slot); }

Word mapping_slot(const Word& slot, std::string_view key) { return keccak_slot(view_of(key), slot); }

Word array_slot(const Word& slot) { return word_of(crypto::keccak256(slot.view())); }

std::uint64_t PackedWord::number(std::size_t offset, std::size_t size) const {
  KAISHO_ASSERT(size <= 8 && offset + size <= kWordSize);
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8) | word_.bytes[kWordSize - 1 - offset - i];
  return value;
}

Address PackedWord::address(std::size_t offset) const {
  KAISHO_ASSERT(offset + Address::kSize <= kWordSize);
  return Address::from(std::span<const std::uint8_t, Address::kSize>(
      word_.bytes.data() + kWordSize - Address::kSize - offset, Address::kSize));
}

PackedWord& PackedWord::set(std::size_t offset, std::size_t size, std::uint64_t value) {
  KAISHO_ASSERT(size <= 8 && offset + size <= kWordSize);
  for (std::size_t i = 0; i < size; ++i) {
    word_.bytes[kWordSize - 1 - offset - i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  return *this;
}

PackedWord& PackedWord::set(std::size_t offset, const Address& value) {
  KAISHO_ASSERT(offset + Address::kSize <= kWordSize);
  std::ranges::copy(value.bytes,
                    word_.bytes.begin() + static_cast<std::ptrdiff_t>(kWordSize - Address::kSize - offset));
  return *this;
}

std::uint64_t load_number(const Slots& slots, const Word& slot) { return number_of(slots.load(slot)).low_u64(); }

void store_number(WritableSlots& slots, const Word& slot, std::uint64_t value) {
  slots.store(slot, slot_number(value));
}

Bytes load_bytes(const Slots& slots, const Word& slot, std::size_t limit) {
  const Word head = slots.load(slot);
  const Length length = length_of(head);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(length.bytes, limit));
  Bytes value;
  value.reserve(size);
  if (!length.is_long) return bytes_of(head.view().first(size));

  const Word data = array_slot(slot);
  for (std::size_t at = 0; at < size; at += kWordSize) {
    const Word part = slots.load(slot_after(data, at / kWordSize));
    append(value, part.view().first(std::min(kWordSize, size - at)));
  }
  return value;
}

std::string load_string(const Slots& slots, const Word& slot, std::size_t limit) {
  return std::string(text_of(load_bytes(slots, slot, limit)));
}

void store_bytes(WritableSlots& slots, const Word& slot, ByteView value) {
  const Length old = length_of(slots.load(slot));
  const std::uint64_t old_words = old.is_long ? words_for(old.bytes) : 0;
  const Word data = array_slot(slot);
  const bool is_long = value.size() > kShortest;

  slots.store(slot, is_long ? slot_number(value.size() * 2 + 1) : short_word(value));
  std::uint64_t written = 0;
  for (std::size_t at = 0; is_long && at < value.size(); at += kWordSize) {
    slots.store(slot_after(data, written++), part_of(value, at));
  }
  for (; written < old_words; ++written) slots.store(slot_after(data, written), Word{});
}

std::vector<Word> slots_of_bytes(const Slots& slots, const Word& slot) {
  const Length length = length_of(slots.load(slot));
  std::vector<Word> all{slot};
  if (!length.is_long) return all;
  const Word data = array_slot(slot);
  const std::uint64_t words = words_for(std::min<std::uint64_t>(length.bytes, 65'536));
  for (std::uint64_t i = 0; i < words; ++i) all.push_back(slot_after(data, i));
  return all;
}

}  // namespace kaisho::ledger
