#include "kaisho/state/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kaisho::state {
namespace {

const Address kAddress{{0xaa, 1, 2}};
const Word kSlot{{0xbb, 3, 4}};

TEST(StateKeys, name_an_account_or_a_slot_and_are_read_back) {
  EXPECT_EQ(account_key(kAddress).size(), kAccountKeySize);
  EXPECT_EQ(slot_key(kAddress, kSlot).size(), kSlotKeySize);
  EXPECT_EQ(parse_key(account_key(kAddress)), (KeyParts{kAddress, std::nullopt}));
  EXPECT_EQ(parse_key(slot_key(kAddress, kSlot)), (KeyParts{kAddress, kSlot}));
}

TEST(StateKeys, refuse_what_they_never_make) {
  auto key = account_key(kAddress);
  key[0] = kSlotPrefix;
  EXPECT_EQ(parse_key(key), std::nullopt);
  key[0] = kAccountPrefix;
  key.push_back(0);
  EXPECT_EQ(parse_key(key), std::nullopt);
  EXPECT_EQ(parse_key({}), std::nullopt);
}

TEST(StateKeys, encode_an_account_in_72_bytes_and_read_it_back) {
  const AccountValue account{.nonce = 0x0102030405060708, .balance = U256::max(), .code_hash = Hash{{9}}};
  const auto bytes = encode_account(account);
  ASSERT_EQ(bytes.size(), kAccountValueSize);
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes[7], 8);
  EXPECT_EQ(bytes[8], 0xff);
  EXPECT_EQ(bytes[40], 9);
  EXPECT_EQ(decode_account(bytes), account);
  EXPECT_EQ(decode_account(ByteView(bytes).first(71)), std::nullopt);
}

TEST(StateKeys, put_the_newest_version_of_a_key_first) {
  const auto key = account_key(kAddress);
  EXPECT_LT(versioned_key(key, 8), versioned_key(key, 7));
  EXPECT_LT(versioned_key(key, ~Height{0}), versioned_key(key, 0));
  const auto bytes = versioned_key(key, 300);
  const auto version = parse_versioned_key(bytes);
  ASSERT_TRUE(version);
  EXPECT_EQ(version->height, 300u);
  EXPECT_TRUE(equal(version->raw_key, key));
  EXPECT_FALSE(parse_versioned_key(Bytes(8)));
}

}  // namespace
}  // namespace kaisho::state
