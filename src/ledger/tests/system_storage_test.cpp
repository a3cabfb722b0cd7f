#include "kaisho/ledger/system_storage.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>

namespace kaisho::ledger {
namespace {

TEST(SystemStorage, finds_the_slots_that_solidity_gives_mappings_and_arrays) {
  // Keccak-256 of 64 zero bytes, and of 32: the first mapping value of key 0 and the first array of any contract.
  EXPECT_EQ(to_hex(mapping_slot(slot_number(0), std::uint64_t{0})),
            "0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5");
  EXPECT_EQ(to_hex(array_slot(slot_number(0))), "0x290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563");
  EXPECT_NE(mapping_slot(slot_number(0), "a"), mapping_slot(slot_number(1), "a"));
}

TEST(SystemStorage, keeps_a_short_text_in_one_slot_with_twice_its_length_at_the_end) {
  MapSlots slots;
  store_string(slots, slot_number(3), "abc");
  EXPECT_EQ(to_hex(slots.load(slot_number(3))), "0x6162630000000000000000000000000000000000000000000000000000000006");
  EXPECT_EQ(load_string(slots, slot_number(3)), "abc");
  EXPECT_EQ(slots.all().size(), 1u);
}

TEST(SystemStorage, keeps_a_long_text_behind_the_hash_of_its_slot) {
  MapSlots slots;
  const std::string text(70, 'x');
  store_string(slots, slot_number(3), text);
  EXPECT_EQ(number_of(slots.load(slot_number(3))), U256(141));
  EXPECT_EQ(load_string(slots, slot_number(3)), text);
  EXPECT_EQ(slots.all().size(), 4u);
  EXPECT_EQ(slots_of_bytes(slots, slot_number(3)).size(), 4u);
  EXPECT_EQ(load_string(slots, slot_number(3), 40), text.substr(0, 40));
}

TEST(SystemStorage, gives_back_every_length_and_leaves_nothing_of_a_longer_value) {
  MapSlots slots;
  for (const std::size_t size : {100u, 31u, 32u, 33u, 64u, 0u, 63u, 1u, 0u}) {
    const std::string text(size, 'y');
    store_string(slots, slot_number(9), text);
    EXPECT_EQ(load_string(slots, slot_number(9)), text);
    const std::size_t expected = size == 0 ? 0 : size <= 31 ? 1 : 1 + (size + 31) / 32;
    EXPECT_EQ(slots.all().size(), expected) << size;
  }
}

TEST(SystemStorage, packs_small_values_from_the_right) {
  Address address;
  address.bytes.fill(0xaa);
  PackedWord word;
  word.set(0, address).set(20, 4, 0x01020304).set(24, 8, 0x1122334455667788);
  EXPECT_EQ(to_hex(word.word()), "0x112233445566778801020304aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
  EXPECT_EQ(word.address(0), address);
  EXPECT_EQ(word.number(20, 4), 0x01020304u);
  EXPECT_EQ(word.number(24, 8), 0x1122334455667788u);
  EXPECT_EQ(word.set(20, 4, 0).number(24, 8), 0x1122334455667788u);
}

}  // namespace
}  // namespace kaisho::ledger
