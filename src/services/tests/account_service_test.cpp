#include "kaisho/services/account_service.hpp"

#include <gtest/gtest.h>

#include <thread>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "service_chain.hpp"

namespace kaisho::services {
namespace {

using namespace test;

std::vector<crypto::PrivateKey> two_keys() {
  std::vector<crypto::PrivateKey> keys;
  keys.push_back(key(1));
  keys.push_back(key(2));
  return keys;
}

struct Wallet : ServiceChain {
  AccountService accounts{{ledger, *chain.engine}, two_keys()};
};

TEST(AccountService, completes_signs_and_sends) {
  Wallet wallet;
  const auto sent = wallet.accounts.send_and_wait({.from = account(1), .to = kShop, .value = 3});
  ASSERT_TRUE(sent && sent->mined);
  EXPECT_EQ(sent->mined->transaction().sender, account(1));
  EXPECT_EQ(sent->mined->transaction().transaction.gas_limit, 21'000u);
  EXPECT_EQ(*wallet.ledger.balance(kShop, Tag::latest), Amount{3});
}

TEST(AccountService, gives_sends_that_arrive_together_consecutive_nonces) {
  Wallet wallet;
  std::atomic<int> mined = 0;
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < 8; ++client) {
      clients.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          const auto sent = wallet.accounts.send_and_wait({.from = account(1), .to = kShop, .value = 1});
          if (sent && sent->mined) ++mined;
        }
      });
    }
  }
  EXPECT_EQ(mined, 80);
  EXPECT_EQ(*wallet.ledger.nonce(account(1), Tag::latest), 80u);
}

TEST(AccountService, has_no_signature_for_strangers) {
  Wallet wallet;
  EXPECT_EQ(wallet.accounts.send_and_wait({.from = account(3), .to = kShop}).error().code, ErrorCode::unknown_account);
  EXPECT_EQ(wallet.accounts.sign_digest(account(3), Hash{}).error().code, ErrorCode::unknown_account);
  EXPECT_EQ(wallet.accounts.accounts(), (std::vector{account(1), account(2)}));
}

TEST(AccountService, tells_what_estimating_found) {
  Wallet wallet;
  const auto sent = wallet.accounts.send_and_wait({.from = account(1), .to = kShop, .value = Amount{kFunds + 1}});
  EXPECT_FALSE(sent);
  EXPECT_EQ(wallet.ledger.height(), 0u);
}

TEST(AccountService, signs_a_transaction_without_sending_it) {
  Wallet wallet;
  const auto signed_wire = wallet.accounts.sign_transaction({.from = account(2), .to = kShop, .value = 1});
  ASSERT_TRUE(signed_wire);
  EXPECT_EQ(wallet.ledger.height(), 0u);
  EXPECT_EQ(ledger::recover_transaction(*signed_wire)->sender, account(2));
  EXPECT_TRUE(wallet.ledger.send_and_wait(*signed_wire)->mined);
}

// EIP-191 example of the ethers documentation's form: the digest of "hello" under version 0x45.
TEST(AccountService, signs_messages_under_the_prefix_of_EIP_191) {
  Wallet wallet;
  const auto rsv = wallet.accounts.sign_message(account(1), view_of("hello"));
  ASSERT_TRUE(rsv);
  const auto digest = *fixed_from_hex<Hash>("0x50b2c43fd39106bafbba0da34fc430e1f91e3c96ea2acee2bc34119f92b37750");
  EXPECT_EQ(*crypto::recover(digest, *crypto::parse_rsv(*rsv)), account(1));
}

}  // namespace
}  // namespace kaisho::services
