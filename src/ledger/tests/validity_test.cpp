#include "kaisho/ledger/validity.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

class Validity : public ::testing::Test {
 protected:
  Validity() { state_.accounts[sender_] = {.nonce = 4, .balance = 1'000'000}; }

  /// The refusal of `tx` signed by the funded sender, nothing where it is valid.
  std::optional<Invalid> refusal(const Transaction& tx) const { return refusal(signed_by(1, tx)); }
  std::optional<Invalid> refusal(const SignedTransaction& tx) const {
    const auto verdict = check_transaction(state_, block_, tx, gas_available_, admission_, options_);
    return verdict ? std::nullopt : std::optional(verdict.error().code);
  }
  std::optional<Invalid> stateless_refusal(const Transaction& tx) const {
    const auto verdict = check_stateless(sign_transaction(tx, key(1)), block_, options_);
    return verdict ? std::nullopt : std::optional(verdict.error().code);
  }

  Address sender_ = address_of_key(1);
  MemoryState state_;
  BlockContext block_ = block_context();
  Gas gas_available_ = 30'000'000;
  const Admission* admission_ = nullptr;
  ValidityOptions options_;
  Transaction tx_ = plain_transaction(4);
};

class Refuser final : public Admission {
 public:
  std::optional<std::string> refuse(const StateView&, const SignedTransaction&) const override {
    return "sender may not use the token";
  }
};

TEST_F(Validity, accepts_a_plain_transfer) {
  EXPECT_EQ(refusal(tx_), std::nullopt);
  EXPECT_EQ(stateless_refusal(tx_), std::nullopt);
}

TEST_F(Validity, charges_intrinsic_gas_as_EIP_2028_2930_and_3860_say) {
  Transaction tx;
  tx.to = address(1);
  EXPECT_EQ(intrinsic_gas(tx).intrinsic, 21'000u);
  tx.data = {0, 0, 1};
  EXPECT_EQ(intrinsic_gas(tx).intrinsic, 21'000u + 4 + 4 + 16);
  tx.access_list = {{address(1), {word(1), word(2)}}, {address(2), {}}};
  EXPECT_EQ(intrinsic_gas(tx).intrinsic, 21'000u + 24 + 2 * 2'400 + 2 * 1'900);
  tx.access_list.clear();
  tx.to = std::nullopt;
  EXPECT_EQ(intrinsic_gas(tx).intrinsic, 53'000u + 24 + 2) << "one word of init code";
  tx.data.assign(33, 1);
  EXPECT_EQ(intrinsic_gas(tx).intrinsic, 53'000u + 33 * 16 + 2 * 2) << "a word that is begun counts";
}

TEST_F(Validity, sets_the_floor_of_EIP_7623_at_ten_gas_a_token) {
  Transaction tx;
  tx.to = address(1);
  tx.data = {0, 0, 1};
  EXPECT_EQ(intrinsic_gas(tx).floor, 21'000u + 10 * (1 + 1 + 4));
}

TEST_F(Validity, refuses_a_gas_limit_below_the_intrinsic_gas) {
  tx_.gas_limit = 20'999;
  EXPECT_EQ(refusal(tx_), Invalid::intrinsic_gas);
  EXPECT_EQ(stateless_refusal(tx_), Invalid::intrinsic_gas);
}

TEST_F(Validity, refuses_a_gas_limit_between_the_intrinsic_gas_and_the_floor) {
  tx_.data.assign(100, 1);
  tx_.gas_limit = 21'000 + 100 * 40 - 1;
  EXPECT_EQ(refusal(tx_), Invalid::floor_gas);
  tx_.gas_limit += 1;
  EXPECT_EQ(refusal(tx_), std::nullopt);
}

TEST_F(Validity, refuses_the_last_nonce_of_EIP_2681) {
  tx_.nonce = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(refusal(tx_), Invalid::nonce_max);
}

TEST_F(Validity, refuses_init_code_above_the_limit_of_EIP_3860) {
  tx_.to = std::nullopt;
  tx_.gas_limit = 10'000'000;
  tx_.data.assign(kMaxInitCodeSize, 0);
  EXPECT_EQ(refusal(tx_), std::nullopt);
  tx_.data.push_back(0);
  EXPECT_EQ(refusal(tx_), Invalid::init_code_too_large);
  options_.limit_code_size = false;
  EXPECT_EQ(refusal(tx_), std::nullopt);
}

TEST_F(Validity, does_not_take_call_data_for_init_code) {
  tx_.gas_limit = 10'000'000;
  tx_.data.assign(kMaxInitCodeSize + 1, 0);
  EXPECT_EQ(refusal(tx_), std::nullopt);
}

TEST_F(Validity, refuses_gas_above_the_cap_of_EIP_7825) {
  tx_.gas_limit = kMaxTransactionGas;
  EXPECT_EQ(refusal(tx_), std::nullopt);
  tx_.gas_limit += 1;
  EXPECT_EQ(refusal(tx_), Invalid::gas_above_cap);
}

TEST_F(Validity, refuses_more_gas_than_the_block_has_left) {
  gas_available_ = 21'000;
  EXPECT_EQ(refusal(tx_), std::nullopt);
  gas_available_ = 20'999;
  EXPECT_EQ(refusal(tx_), Invalid::gas_above_block);
  EXPECT_EQ(stateless_refusal(tx_), std::nullopt) << "it fits an empty block";
  block_.gas_limit = 20'999;
  EXPECT_EQ(stateless_refusal(tx_), Invalid::gas_above_block);
}

TEST_F(Validity, refuses_a_transaction_for_another_chain) {
  tx_.chain_id = kChain + 1;
  EXPECT_EQ(refusal(tx_), Invalid::wrong_chain_id);
}

TEST_F(Validity, refuses_a_legacy_transaction_for_any_chain) {
  tx_.type = TransactionType::legacy;
  tx_.chain_id = std::nullopt;
  EXPECT_EQ(refusal(tx_), Invalid::wrong_chain_id);
  EXPECT_EQ(stateless_refusal(tx_), Invalid::wrong_chain_id);
}

TEST_F(Validity, refuses_a_high_s) {
  auto tx = signed_by(1, tx_);
  tx.transaction.signature.s.bytes.fill(0xf0);
  EXPECT_EQ(refusal(tx), Invalid::high_s);
}

TEST_F(Validity, refuses_a_priority_fee_above_the_max_fee) {
  tx_.max_fee_per_gas = 1;
  tx_.max_priority_fee_per_gas = 2;
  EXPECT_EQ(refusal(tx_), Invalid::priority_above_max_fee);
}

TEST_F(Validity, refuses_a_max_fee_below_the_base_fee) {
  block_.base_fee = 2;
  tx_.max_fee_per_gas = 1;
  EXPECT_EQ(refusal(tx_), Invalid::fee_below_base_fee);
  tx_.max_fee_per_gas = 2;
  EXPECT_EQ(refusal(tx_), std::nullopt);
}

TEST_F(Validity, refuses_a_used_nonce_and_a_gap) {
  tx_.nonce = 3;
  EXPECT_EQ(refusal(tx_), Invalid::nonce_too_low);
  tx_.nonce = 5;
  EXPECT_EQ(refusal(tx_), Invalid::nonce_too_high);
  EXPECT_EQ(check_transaction(state_, block_, signed_by(1, tx_), gas_available_, nullptr).error().detail,
            "nonce 5, account has 4");
}

TEST_F(Validity, refuses_a_sender_who_can_not_pay_the_whole_limit) {
  tx_.max_fee_per_gas = 10;
  tx_.value = 1'000'000 - 210'000;
  EXPECT_EQ(refusal(tx_), std::nullopt);
  tx_.value = 1'000'000 - 210'000 + 1;
  EXPECT_EQ(refusal(tx_), Invalid::insufficient_funds);
}

TEST_F(Validity, refuses_costs_that_leave_256_bits) {
  state_.accounts[sender_].balance = U256::max();
  tx_.max_fee_per_gas = U256::max();
  EXPECT_EQ(refusal(tx_), Invalid::insufficient_funds);
  tx_.max_fee_per_gas = 1;
  tx_.value = U256::max();
  EXPECT_EQ(refusal(tx_), Invalid::insufficient_funds);
}

TEST_F(Validity, takes_a_missing_account_for_an_empty_one) {
  state_.accounts.clear();
  tx_.nonce = 0;
  tx_.value = 0;
  EXPECT_EQ(refusal(tx_), std::nullopt);
  tx_.value = 1;
  EXPECT_EQ(refusal(tx_), Invalid::insufficient_funds);
}

TEST_F(Validity, refuses_a_sender_with_code_as_EIP_3607_says) {
  state_.accounts[sender_].code_hash = Hash{};
  EXPECT_EQ(refusal(tx_), Invalid::sender_not_eoa);
}

TEST_F(Validity, asks_the_consortium_last) {
  const Refuser refuser;
  admission_ = &refuser;
  EXPECT_EQ(refusal(tx_), Invalid::not_admitted);
  EXPECT_EQ(check_transaction(state_, block_, signed_by(1, tx_), gas_available_, admission_).error().detail,
            "sender may not use the token");
  tx_.nonce = 3;
  EXPECT_EQ(refusal(tx_), Invalid::nonce_too_low);
}

/// Breaks every rule, then mends them one after the other: each time the next rule in order must speak.
TEST_F(Validity, speaks_by_the_first_broken_rule_in_the_order_of_the_specification) {
  const Refuser refuser;
  admission_ = &refuser;
  block_.base_fee = 100;
  gas_available_ = 1'000'000;
  state_.accounts[sender_] = {.nonce = 4, .balance = 0, .code_hash = Hash{}};
  tx_.to = std::nullopt;
  tx_.data.assign(kMaxInitCodeSize + 1, 1);
  tx_.nonce = std::numeric_limits<std::uint64_t>::max();
  tx_.gas_limit = 1;
  tx_.chain_id = 1;
  tx_.max_fee_per_gas = 1;
  tx_.max_priority_fee_per_gas = 2;
  auto tx = signed_by(1, tx_);
  const auto low_s = tx.transaction.signature.s;
  tx.transaction.signature.s.bytes.fill(0xf0);
  auto& t = tx.transaction;

  EXPECT_EQ(refusal(tx), Invalid::intrinsic_gas);
  t.gas_limit = intrinsic_gas(t).intrinsic;
  EXPECT_EQ(refusal(tx), Invalid::floor_gas);
  t.gas_limit = kMaxTransactionGas + 1;
  EXPECT_EQ(refusal(tx), Invalid::nonce_max);
  t.nonce = 0;
  EXPECT_EQ(refusal(tx), Invalid::init_code_too_large);
  t.data.resize(100);
  EXPECT_EQ(refusal(tx), Invalid::gas_above_cap);
  t.gas_limit = gas_available_ + 1;
  EXPECT_EQ(refusal(tx), Invalid::gas_above_block);
  t.gas_limit = gas_available_;
  EXPECT_EQ(refusal(tx), Invalid::wrong_chain_id);
  t.chain_id = kChain;
  EXPECT_EQ(refusal(tx), Invalid::high_s);
  t.signature.s = low_s;
  EXPECT_EQ(refusal(tx), Invalid::priority_above_max_fee);
  t.max_priority_fee_per_gas = 1;
  EXPECT_EQ(refusal(tx), Invalid::fee_below_base_fee);
  t.max_fee_per_gas = 100;
  EXPECT_EQ(refusal(tx), Invalid::nonce_too_low);
  t.nonce = 5;
  EXPECT_EQ(refusal(tx), Invalid::nonce_too_high);
  t.nonce = 4;
  EXPECT_EQ(refusal(tx), Invalid::insufficient_funds);
  state_.accounts[sender_].balance = U256::max();
  EXPECT_EQ(refusal(tx), Invalid::sender_not_eoa);
  state_.accounts[sender_].code_hash = kEmptyCodeHash;
  EXPECT_EQ(refusal(tx), Invalid::not_admitted);
  admission_ = nullptr;
  EXPECT_EQ(refusal(tx), std::nullopt);
}

TEST_F(Validity, never_renumbers_its_codes) {
  EXPECT_EQ(static_cast<int>(Invalid::intrinsic_gas), 1);
  EXPECT_EQ(static_cast<int>(Invalid::wrong_chain_id), 7);
  EXPECT_EQ(static_cast<int>(Invalid::refused_by_executor), 16);
  for (int code = 1; code <= 16; ++code) {
    EXPECT_NE(describe(static_cast<Invalid>(code)), "unknown error") << code;
    EXPECT_NE(name_of(static_cast<Invalid>(code)), "unknown") << code;
  }
  EXPECT_EQ(name_of(Invalid::gas_above_block), "gas_above_block");
}

}  // namespace
}  // namespace kaisho::ledger
