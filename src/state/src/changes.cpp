#include "kaisho/state/changes.hpp"

#include <algorithm>
#include <numeric>

#include "kaisho/crypto/hash.hpp"

namespace kaisho::state {
namespace {

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

Bytes hash_all(const Bytes& items, std::size_t item_size) {
  const auto count = items.size() / item_size;
  Bytes hashes(count * Hash::kSize);
  crypto::blake3_many(items.data(), item_size, count, hashes.data());
  return hashes;
}

}  // namespace

void ChangeSet::set_account(const Address& address, const std::optional<AccountValue>& account) {
  append(account_keys_, account_key(address));
  // A present account is never all zero: its code hash is that of some code, or of no code.
  append(account_values_, account ? encode_account(*account) : Bytes(kAccountValueSize));
}

void ChangeSet::set_slot(const Address& address, const Word& slot, const Word& value) {
  append(slot_keys_, slot_key(address, slot));
  append(slot_values_, value.view());
}

void ChangeSet::seal() {
  add_entries(account_keys_, kAccountKeySize, account_values_, kAccountValueSize);
  add_entries(slot_keys_, kSlotKeySize, slot_values_, kSlotValueSize);
  order_.resize(entries_.size());
  std::iota(order_.begin(), order_.end(), 0u);
  std::ranges::sort(order_, {}, [this](std::uint32_t at) -> const TreeKey& { return entries_[at].key; });
}

void ChangeSet::add_entries(const Bytes& keys, std::size_t key_size, const Bytes& values, std::size_t value_size) {
  const auto hashed_keys = hash_all(keys, key_size);
  const auto hashed_values = hash_all(values, value_size);
  entries_.reserve(entries_.size() + keys.size() / key_size);
  for (std::size_t i = 0; i < keys.size() / key_size; ++i) {
    Entry entry{.key = {}, .hash_of_value = {}, .raw_key = ByteView(keys).subspan(i * key_size, key_size), .value = {}};
    std::memcpy(entry.key.data(), hashed_keys.data() + i * TreeKey::kSize, TreeKey::kSize);
    const auto value = ByteView(values).subspan(i * value_size, value_size);
    if (!all_zero(value)) {
      entry.value = value;
      std::memcpy(entry.hash_of_value.emplace().data(), hashed_values.data() + i * Hash::kSize, Hash::kSize);
    }
    entries_.push_back(entry);
  }
}

std::vector<LeafChange> ChangeSet::leaf_changes() const {
  std::vector<LeafChange> changes;
  changes.reserve(entries_.size());
  for (const auto at : order_) changes.push_back({.key = entries_[at].key, .value = entries_[at].hash_of_value});
  return changes;
}

}  // namespace kaisho::state
