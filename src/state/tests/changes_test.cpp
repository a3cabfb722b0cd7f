#include "kaisho/state/changes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kaisho/state/hashing.hpp"

namespace kaisho::state {
namespace {

TEST(ChangeSet, hashes_and_orders_what_was_set) {
  ChangeSet set;
  const AccountValue account{.nonce = 1, .balance = U256(5), .code_hash = Hash{{7}}};
  for (std::uint8_t n = 0; n < 20; ++n) {
    set.set_account(Address{{n}}, account);
    set.set_slot(Address{{n}}, Word{{n}}, Word{{1, n}});
  }
  set.seal();
  ASSERT_EQ(set.entries().size(), 40u);
  EXPECT_TRUE(std::ranges::is_sorted(set.leaf_changes(), {}, &LeafChange::key));
  EXPECT_EQ(set.entries()[set.tree_order()[5]].key, set.leaf_changes()[5].key);
  for (const auto& entry : set.entries()) {
    EXPECT_EQ(entry.key, tree_key(entry.raw_key));
    EXPECT_EQ(entry.hash_of_value, value_hash(entry.value));
    const auto parts = parse_key(entry.raw_key);
    ASSERT_TRUE(parts);
    if (!parts->slot) {
      EXPECT_EQ(decode_account(entry.value), account);
    }
  }
  EXPECT_EQ(set.leaf_changes().size(), 40u);
}

TEST(ChangeSet, removes_a_missing_account_and_a_zero_slot) {
  ChangeSet set;
  set.set_account(Address{{1}}, std::nullopt);
  set.set_slot(Address{{1}}, Word{{2}}, Word{});
  set.seal();
  for (const auto& entry : set.entries()) {
    EXPECT_FALSE(entry.hash_of_value);
    EXPECT_TRUE(entry.value.empty());
  }
}

}  // namespace
}  // namespace kaisho::state
