#include <gtest/gtest.h>

#include <kaisho/codec/merkle.hpp>
#include <kaisho/codec/rlp.hpp>
#include <kaisho/crypto/hash.hpp>
#include <random>

#include "fixtures.hpp"

namespace kaisho::ledger {
namespace {

using namespace testing;

Header a_header() {
  Header header;
  header.chain_id = kChain;
  header.height = 12;
  header.parent_hash = crypto::keccak256("parent");
  header.timestamp = 1'700'000'000;
  header.beneficiary = address(3);
  header.gas_limit = 60'000'000;
  header.gas_used = 51'000;
  header.base_fee = 1;
  header.prev_randao = crypto::keccak256("randao");
  header.transaction_count = 2;
  header.transactions_root = crypto::keccak256("transactions");
  header.receipts_root = crypto::keccak256("receipts");
  header.state_root = crypto::keccak256("state");
  header.bloom = bloom_of({Log{address(1), {}, {}}});
  header.extra = {1, 2, 3};
  return header;
}

TEST(Header, takes_back_what_it_writes) {
  EXPECT_EQ(decode_header(encode_header(a_header())), a_header());
  EXPECT_EQ(decode_header(encode_header(Header{})), Header{});
}

TEST(Header, hash_is_keccak_of_the_bytes) {
  EXPECT_EQ(header_hash(a_header()), crypto::keccak256(encode_header(a_header())));
}

TEST(Header, refuses_a_revision_that_it_does_not_know) {
  for (const std::uint8_t revision : std::initializer_list<std::uint8_t>{0, 2, 255}) {
    auto header = a_header();
    header.revision = Revision{revision};
    EXPECT_EQ(decode_header(encode_header(header)), std::nullopt) << int{revision};
  }
}

TEST(Header, refuses_too_much_extra) {
  auto header = a_header();
  header.extra.assign(kMaxExtraSize, 1);
  const auto bytes = encode_header(header);
  EXPECT_EQ(decode_header(bytes), header);
  // The encoder asserts, so the longer one is made by hand: all items again, the last a byte longer.
  codec::rlp::Writer out;
  out.begin_list();
  const auto item = codec::rlp::decode(bytes);
  const auto fields = *item->as_list();
  std::size_t left = fields.size();
  for (const auto& field : fields) {
    if (--left != 0) out.raw(field.encoded());
  }
  EXPECT_EQ(decode_header(std::move(out.string(Bytes(kMaxExtraSize + 1, 1)).end_list()).take()), std::nullopt);
  header.extra.push_back(1);
  EXPECT_DEATH((void)encode_header(header), "kMaxExtraSize");
}

TEST(Header, refuses_truncations_and_bytes_behind_the_end) {
  auto bytes = encode_header(a_header());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(decode_header(ByteView(bytes).first(size)), std::nullopt) << size;
  }
  bytes.push_back(0);
  EXPECT_EQ(decode_header(bytes), std::nullopt);
}

TEST(Header, accepts_no_other_bytes_for_a_header) {
  const auto bytes = encode_header(a_header());
  std::mt19937 random{8785};  // deterministic
  for (int i = 0; i < 20'000; ++i) {
    auto other = bytes;
    other[random() % other.size()] = static_cast<std::uint8_t>(random());
    const auto decoded = decode_header(other);
    if (decoded) {
      ASSERT_EQ(encode_header(*decoded), other);
    }
  }
}

TEST(Block, transactions_root_is_the_RFC_6962_tree_over_the_wire_forms) {
  const std::vector<SignedTransaction> transactions{signed_by(1, plain_transaction()),
                                                    signed_by(2, plain_transaction())};
  EXPECT_EQ(transactions_root(transactions), codec::merkle::node_hash(codec::merkle::leaf_hash(transactions[0].wire),
                                                                      codec::merkle::leaf_hash(transactions[1].wire)));
  EXPECT_EQ(transactions_root({}), crypto::sha256(ByteView{}));
}

}  // namespace
}  // namespace kaisho::ledger
