#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kaisho/ledger/state_view.hpp"
#include "kaisho/ledger/system_contract.hpp"

/// Records of system contracts as Solidity lays them out in storage (docs.soliditylang.org, "Layout of State Variables
/// in Storage"), so that every tool reads them with eth_getStorageAt and one kind of proof covers everything.
namespace kaisho::ledger {

/// Slots of one account, to be read.
class Slots {
 public:
  Slots() = default;
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  virtual ~Slots() = default;
  /// Zero for a slot never written.
  [[nodiscard]] virtual Word load(const Word& slot) const = 0;
};

/// Slots of one account, to be read and written.
class WritableSlots : public Slots {
 public:
  virtual void store(const Word& slot, const Word& value) = 0;
};

/// The calling system contract's own slots, through the EVM's journal; gas as the host charges.
class HostSlots final : public WritableSlots {
 public:
  explicit HostSlots(Host& host) : host_(host) {}
  [[nodiscard]] Word load(const Word& slot) const override { return host_.load(slot); }
  void store(const Word& slot, const Word& value) override { host_.store(slot, value); }

 private:
  Host& host_;
};

/// An account's slots in a state, for readers outside execution.
class ViewSlots final : public Slots {
 public:
  ViewSlots(const StateView& state, const Address& address) : state_(state), address_(address) {}
  [[nodiscard]] Word load(const Word& slot) const override { return state_.storage(address_, slot); }

 private:
  const StateView& state_;
  Address address_;
};

/// Slots in memory, for genesis and tests. Zero values are not kept.
class MapSlots final : public WritableSlots {
 public:
  [[nodiscard]] Word load(const Word& slot) const override;
  void store(const Word& slot, const Word& value) override;
  [[nodiscard]] const std::map<Word, Word>& all() const { return slots_; }

 private:
  std::map<Word, Word> slots_;
};

/// The state variable number `index` of the contract.
[[nodiscard]] Word slot_number(std::uint64_t index);
/// `offset` slots further: a struct's member, an array's element.
[[nodiscard]] Word slot_after(const Word& slot, std::uint64_t offset);
/// Value of a mapping by a key of one word (numbers, addresses, bytes32): Keccak-256(key ‖ slot).
[[nodiscard]] Word mapping_slot(const Word& slot, const Word& key);
[[nodiscard]] inline Word mapping_slot(const Word& slot, const Address& key) {
  return mapping_slot(slot, word_of(key));
}
[[nodiscard]] inline Word mapping_slot(const Word& slot, const Hash& key) { return mapping_slot(slot, word_of(key)); }
[[nodiscard]] inline Word mapping_slot(const Word& slot, std::uint64_t key) {
  return mapping_slot(slot, slot_number(key));
}
/// Value of a mapping by a string: Keccak-256(bytes of the key ‖ slot).
[[nodiscard]] Word mapping_slot(const Word& slot, std::string_view key);
/// First slot of a dynamic array's elements: Keccak-256(slot). The slot itself holds the length.
[[nodiscard]] Word array_slot(const Word& slot);

/// A slot that several small values share: the first one lies at the word's right end (byte offset 0).
class PackedWord {
 public:
  PackedWord() = default;
  explicit PackedWord(const Word& word) : word_(word) {}
  /// A number of `size` bytes (at most 8) that begins `offset` bytes from the right.
  [[nodiscard]] std::uint64_t number(std::size_t offset, std::size_t size) const;
  [[nodiscard]] Address address(std::size_t offset) const;
  PackedWord& set(std::size_t offset, std::size_t size, std::uint64_t value);
  PackedWord& set(std::size_t offset, const Address& value);
  [[nodiscard]] const Word& word() const { return word_; }

 private:
  Word word_;
};

/// A slot that holds one number; the low 64 bits of it.
[[nodiscard]] std::uint64_t load_number(const Slots& slots, const Word& slot);
void store_number(WritableSlots& slots, const Word& slot, std::uint64_t value);

/// `bytes` or `string`: up to 31 bytes in the slot itself, longer ones from Keccak-256(slot) on. At most `limit` bytes
/// are read (what is stored was checked when it was written; the limit keeps a reader of a foreign state safe).
[[nodiscard]] Bytes load_bytes(const Slots& slots, const Word& slot, std::size_t limit = 65'536);
[[nodiscard]] std::string load_string(const Slots& slots, const Word& slot, std::size_t limit = 65'536);
/// Writes the value and clears what a longer one left behind.
void store_bytes(WritableSlots& slots, const Word& slot, ByteView value);
inline void store_string(WritableSlots& slots, const Word& slot, std::string_view value) {
  store_bytes(slots, slot, view_of(value));
}
/// All slots that a `bytes` or `string` occupies now, its own slot first: what a proof of it must show.
[[nodiscard]] std::vector<Word> slots_of_bytes(const Slots& slots, const Word& slot);

}  // namespace kaisho::ledger
