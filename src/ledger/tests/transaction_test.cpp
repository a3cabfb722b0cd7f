#include "kaisho/ledger/transaction.hpp"

#include <gtest/gtest.h>

#include <kaisho/codec/rlp.hpp>
#include <random>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;
namespace rlp = codec::rlp;

/// The transaction of EIP-155's own example, and what it signs.
const std::string kEip155Signed =
    "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe53"
    "75"
    "67866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

Transaction eip155_example() {
  Transaction tx;
  tx.chain_id = 1;
  tx.nonce = 9;
  tx.max_fee_per_gas = tx.max_priority_fee_per_gas = 20'000'000'000;
  tx.gas_limit = 21'000;
  tx.to = fixed_from_hex<Address>("0x3535353535353535353535353535353535353535");
  tx.value = 1'000'000'000'000'000'000;
  return tx;
}

Transaction with_access_list(TransactionType type) {
  auto tx = plain_transaction(3);
  tx.type = type;
  tx.max_fee_per_gas = 9;
  tx.max_priority_fee_per_gas = type == TransactionType::dynamic_fee ? 2 : 9;
  tx.data = {1, 2, 3};
  tx.access_list = {{address(1), {word(1), word(2)}}, {address(2), {}}};
  return sign_transaction(tx, key(1));
}

DecodeError error_of(ByteView wire) {
  const auto decoded = decode_transaction(wire);
  EXPECT_FALSE(decoded.has_value()) << to_hex(wire);
  return decoded ? DecodeError{} : decoded.error();
}

TEST(Transaction, signs_the_example_of_EIP_155) {
  EXPECT_EQ(to_hex_plain(signing_digest(eip155_example()).view()),
            "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
  std::array<std::uint8_t, 32> secret{};
  secret.fill(0x46);
  const auto key = *crypto::PrivateKey::from(crypto::Secret<32>::take(secret));
  EXPECT_EQ(to_hex_plain(encode_transaction(sign_transaction(eip155_example(), key))), kEip155Signed);
}

TEST(Transaction, recovers_the_example_of_EIP_155) {
  const auto tx = recover_transaction(hex(kEip155Signed));
  ASSERT_TRUE(tx.has_value());
  EXPECT_EQ(to_hex(tx->sender), "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");
  EXPECT_EQ(tx->transaction.chain_id, 1u);
  EXPECT_EQ(tx->hash, transaction_hash(tx->wire));
}

TEST(Transaction, takes_back_each_type_that_it_writes) {
  for (const auto type : {TransactionType::legacy, TransactionType::access_list, TransactionType::dynamic_fee}) {
    auto tx = with_access_list(type);
    if (type == TransactionType::legacy) tx.access_list.clear();
    EXPECT_EQ(decode_transaction(encode_transaction(tx)), tx);
  }
}

TEST(Transaction, decodes_a_legacy_one_without_a_chain_and_recovers_its_sender) {
  auto tx = plain_transaction();
  tx.type = TransactionType::legacy;
  tx.chain_id = std::nullopt;
  EXPECT_EQ(signed_by(1, tx).sender, address_of_key(1));
  EXPECT_EQ(signed_by(1, tx).transaction.chain_id, std::nullopt);
}

TEST(Transaction, keeps_the_largest_chain_ID_and_refuses_the_next) {
  auto tx = plain_transaction();
  tx.type = TransactionType::legacy;
  tx.chain_id = ~ChainId{0};
  EXPECT_EQ(signed_by(2, tx).transaction.chain_id, ~ChainId{0});
  rlp::Writer out;
  const auto v = U256(~ChainId{0}).wrapping_add(1).wrapping_add(~ChainId{0}).wrapping_add(36);  // 2 x 2^64 + 35
  out.begin_list().number(0).number(0).number(0).string({}).number(0).string({}).number(v).number(1).number(1);
  EXPECT_EQ(error_of(std::move(out.end_list()).take()), DecodeError::field_out_of_range);
}

TEST(Transaction, names_the_types_that_it_refuses) {
  EXPECT_EQ(error_of(Bytes{0x04, 0xc0}), DecodeError::unsupported_type_4);
  for (const std::uint8_t type : std::initializer_list<std::uint8_t>{0x00, 0x03, 0x05, 0x7f}) {
    EXPECT_EQ(error_of(Bytes{type, 0xc0}), DecodeError::unsupported_type) << int{type};
  }
}

TEST(Transaction, refuses_nothing_and_too_much) {
  EXPECT_EQ(error_of({}), DecodeError::empty);
  auto tx = plain_transaction();
  tx.data.resize(kMaxTransactionSize - 200);
  auto wire = encode_transaction(sign_transaction(tx, key(1)));
  tx.data.resize(tx.data.size() + kMaxTransactionSize - wire.size());
  wire = encode_transaction(sign_transaction(tx, key(1)));
  ASSERT_EQ(wire.size(), kMaxTransactionSize);
  EXPECT_TRUE(decode_transaction(wire).has_value());
  tx.data.push_back(0);
  EXPECT_EQ(error_of(encode_transaction(sign_transaction(tx, key(1)))), DecodeError::too_large);
}

TEST(Transaction, refuses_bytes_behind_the_end_and_every_truncation) {
  auto wire = encode_transaction(with_access_list(TransactionType::dynamic_fee));
  for (std::size_t size = 1; size < wire.size(); ++size) {
    EXPECT_EQ(error_of(ByteView(wire).first(size)), DecodeError::malformed_rlp) << size;
  }
  wire.push_back(0);
  EXPECT_EQ(error_of(wire), DecodeError::malformed_rlp);
}

TEST(Transaction, refuses_a_missing_and_a_further_field) {
  rlp::Writer eight;
  eight.begin_list().number(0).number(0).number(0).string({}).number(0).string({}).number(27).number(1);
  EXPECT_EQ(error_of(std::move(eight.end_list()).take()), DecodeError::malformed_rlp);
  rlp::Writer ten;
  ten.begin_list().number(0).number(0).number(0).string({}).number(0).string({}).number(27).number(1).number(1);
  EXPECT_EQ(error_of(std::move(ten.number(1).end_list()).take()), DecodeError::malformed_rlp);
}

TEST(Transaction, refuses_numbers_and_addresses_that_do_not_fit) {
  const auto legacy = [](ByteView nonce, ByteView to) {
    rlp::Writer out;
    out.begin_list().string(nonce).number(0).number(0).string(to).number(0).string({}).number(27).number(1).number(1);
    return std::move(out.end_list()).take();
  };
  EXPECT_EQ(error_of(legacy(Bytes(9, 1), {})), DecodeError::field_out_of_range);
  EXPECT_EQ(error_of(legacy({}, Bytes(19, 1))), DecodeError::field_out_of_range);
  EXPECT_EQ(error_of(legacy({}, Bytes(21, 1))), DecodeError::field_out_of_range);
  EXPECT_EQ(error_of(legacy(Bytes{0, 1}, {})), DecodeError::malformed_rlp) << "a leading zero is not canonical";
}

TEST(Transaction, refuses_impossible_signature_values) {
  const auto order = U256::from_be_bytes(
      std::span<const std::uint8_t, 32>(hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")));
  const auto legacy = [](const U256& v, const U256& r, const U256& s) {
    rlp::Writer out;
    out.begin_list().number(0).number(0).number(0).string({}).number(0).string({}).number(v).number(r).number(s);
    return std::move(out.end_list()).take();
  };
  EXPECT_TRUE(decode_transaction(legacy(27, 1, 1)).has_value());
  for (const auto& [v, r, s] : std::initializer_list<std::tuple<U256, U256, U256>>{
           {26, 1, 1}, {29, 1, 1}, {34, 1, 1}, {0, 1, 1}, {27, 0, 1}, {27, 1, 0}, {27, order, 1}, {27, 1, order}}) {
    EXPECT_EQ(error_of(legacy(v, r, s)), DecodeError::bad_signature_values);
  }
  auto typed = encode_transaction(with_access_list(TransactionType::access_list));
  typed[typed.size() - 67] = 2;  // y parity: one byte before the two 33-byte numbers
  EXPECT_EQ(error_of(typed), DecodeError::bad_signature_values);
}

TEST(Transaction, reports_a_high_s) {
  auto tx = sign_transaction(plain_transaction(), key(1));
  const auto order = U256::from_be_bytes(
      std::span<const std::uint8_t, 32>(hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")));
  tx.signature.s = {order.checked_sub(U256::from_be_bytes(tx.signature.s.bytes))->to_be_bytes()};
  tx.signature.y_parity = !tx.signature.y_parity;
  const auto recovered = recover_transaction(encode_transaction(tx));
  ASSERT_FALSE(recovered.has_value());
  EXPECT_TRUE(recovered.error().high_s);
  EXPECT_EQ(recovered.error().decode, std::nullopt);
  EXPECT_NE(recovered.error().describe().find("high s"), std::string_view::npos);
}

TEST(Transaction, accepts_no_other_bytes_for_a_transaction) {
  const auto wire = encode_transaction(with_access_list(TransactionType::dynamic_fee));
  std::mt19937 random{1559};  // deterministic
  for (int i = 0; i < 20'000; ++i) {
    auto other = wire;
    other[random() % other.size()] = static_cast<std::uint8_t>(random());
    const auto decoded = decode_transaction(other);
    if (decoded) {
      ASSERT_EQ(encode_transaction(*decoded), other);
    }
  }
}

TEST(Transaction, pays_the_smaller_of_the_limit_and_what_the_base_fee_leaves) {
  Transaction tx;
  tx.max_fee_per_gas = 10;
  tx.max_priority_fee_per_gas = 3;
  EXPECT_EQ(tx.effective_gas_price(0), U256(3));
  EXPECT_EQ(tx.effective_gas_price(6), U256(9));
  EXPECT_EQ(tx.effective_gas_price(8), U256(10));
  tx.max_fee_per_gas = tx.max_priority_fee_per_gas = U256::max();
  EXPECT_EQ(tx.effective_gas_price(8), U256::max());
}

TEST(Transaction, derives_the_known_addresses_of_contracts) {
  const auto sender = *fixed_from_hex<Address>("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
  EXPECT_EQ(to_hex(contract_address(sender, 0)), "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d");
  EXPECT_EQ(to_hex(contract_address(sender, 1)), "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8");
}

}  // namespace
}  // namespace kaisho::ledger
