#include <gtest/gtest.h>

#include <kaisho/crypto/hash.hpp>
#include <random>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

StateDiff write(const Address& address, const Account& account, std::map<Word, Word> slots = {}) {
  StateDiff diff;
  diff.accounts[address] = {account, std::move(slots)};
  return diff;
}

TEST(StateDiff, later_values_win_and_others_stay) {
  auto diff = write(address(1), {.nonce = 1, .balance = 0}, {{word(1), word(1)}, {word(2), word(2)}});
  auto later = write(address(1), {.nonce = 2, .balance = 0}, {{word(2), word(3)}, {word(4), Word{}}});
  later.accounts[address(2)].account = Account{.nonce = 7, .balance = 0};
  diff.merge(later);
  EXPECT_EQ(diff.accounts[address(1)].account->nonce, 2u);
  EXPECT_EQ(diff.accounts[address(1)].storage,
            (std::map<Word, Word>{{word(1), word(1)}, {word(2), word(3)}, {word(4), Word{}}}));
  EXPECT_EQ(diff.accounts[address(2)].account->nonce, 7u);
}

TEST(StateDiff, an_account_that_ends_later_is_gone) {
  auto diff = write(address(1), {.nonce = 1, .balance = 0});
  StateDiff end;
  end.accounts[address(1)].account = std::nullopt;
  diff.merge(end);
  EXPECT_EQ(diff.accounts.at(address(1)).account, std::nullopt);
}

TEST(Overlay, shows_the_base_until_something_lies_over_it) {
  MemoryState base;
  base.accounts[address(1)] = {.nonce = 1, .balance = 0};
  base.slots[{address(1), word(1)}] = word(10);
  Overlay overlay(base);
  EXPECT_EQ(overlay.account(address(1))->nonce, 1u);
  EXPECT_EQ(overlay.storage(address(1), word(1)), word(10));
  overlay.apply(write(address(1), {.nonce = 2, .balance = 0}, {{word(1), Word{}}}));
  EXPECT_EQ(overlay.account(address(1))->nonce, 2u);
  EXPECT_TRUE(overlay.storage(address(1), word(1)).is_zero());
  StateDiff end;
  end.accounts[address(1)].account = std::nullopt;
  overlay.apply(end);
  EXPECT_EQ(overlay.account(address(1)), std::nullopt);
}

TEST(Overlay, asks_the_base_once_for_each_thing) {
  MemoryState base;
  Overlay overlay(base);
  for (int i = 0; i < 3; ++i) {
    (void)overlay.account(address(1));
    (void)overlay.storage(address(1), word(1));
    (void)overlay.code(Hash{});
  }
  EXPECT_EQ(base.reads, 3);
  overlay.apply(write(address(2), {.nonce = 1, .balance = 0}, {{word(1), word(1)}}));
  (void)overlay.account(address(2));
  (void)overlay.storage(address(2), word(1));
  EXPECT_EQ(base.reads, 3) << "what was written needs no read";
}

TEST(Overlay, finds_new_code) {
  MemoryState base;
  Overlay overlay(base);
  EXPECT_EQ(overlay.code(Hash{}), nullptr);
  StateDiff diff;
  diff.codes[Hash{}] = std::make_shared<const Bytes>(Bytes{1});
  overlay.apply(diff);
  EXPECT_EQ(*overlay.code(Hash{}), Bytes{1});
}

TEST(Overlay, gives_one_diff_equal_to_all_diffs_merged) {
  MemoryState base;
  Overlay overlay(base);
  StateDiff merged;
  std::mt19937 random{3};  // deterministic
  for (int i = 0; i < 500; ++i) {
    const auto diff = write(address(static_cast<std::uint8_t>(random() % 8)), {.nonce = random() % 5, .balance = 0},
                            {{word(random() % 4), word(random() % 4)}});
    overlay.apply(diff);
    merged.merge(diff);
    for (const auto& [at, change] : merged.accounts) {
      ASSERT_EQ(overlay.account(at), change.account);
      for (const auto& [slot, value] : change.storage) ASSERT_EQ(overlay.storage(at, slot), value);
    }
  }
  EXPECT_EQ(overlay.diff().accounts, merged.accounts);
}

}  // namespace
}  // namespace kaisho::ledger
