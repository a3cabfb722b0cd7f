#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/evm/evm.hpp>

#include "fixtures.hpp"
#include "support/vectors.hpp"

/// Declarative tests on the real EVM: every file of tests/vectors/transition (its format: README.md there).
namespace kaisho::ledger {
namespace {

using namespace testing;
namespace json = boost::json;

std::string text(const json::value& value) { return test::text_at(json::object{{"value", value}}, "value"); }
bool has(const json::value& object, std::string_view name) {
  return object.as_object().contains({name.data(), name.size()});
}
U256 number(const json::value& object, std::string_view name, std::uint64_t otherwise = 0) {
  return has(object, name) ? U256::from_decimal(test::text_at(object, name)).value() : U256(otherwise);
}
template <class Fixed>
Fixed fixed(std::string_view hex_text) {
  return fixed_from_hex<Fixed>(hex_text).value();
}
std::string name_of_member(const json::key_value_pair& member) { return {member.key().data(), member.key().size()}; }

BlockContext block_of(const json::value& from) {
  auto block = block_context();
  block.base_fee = number(from, "base_fee");
  block.gas_limit = number(from, "gas_limit", block.gas_limit).low_u64();
  if (has(from, "beneficiary")) block.beneficiary = test::fixed_at<Address>(from, "beneficiary");
  return block;
}

MemoryState state_of(const json::value& pre) {
  MemoryState state;
  for (const auto& member : pre.as_object()) {
    const auto address = fixed<Address>(name_of_member(member));
    auto& account = state.accounts[address];
    account.nonce = number(member.value(), "nonce").low_u64();
    account.balance = number(member.value(), "balance");
    if (has(member.value(), "code")) {
      const auto code = std::make_shared<const Bytes>(test::bytes_at(member.value(), "code"));
      account.code_hash = crypto::keccak256(*code);
      state.codes[account.code_hash] = code;
    }
    if (!has(member.value(), "storage")) continue;
    for (const auto& slot : member.value().at("storage").as_object()) {
      state.slots[{address, fixed<Word>(name_of_member(slot))}] = fixed<Word>(text(slot.value()));
    }
  }
  return state;
}

std::vector<AccessListEntry> access_list_of(const json::value& from) {
  std::vector<AccessListEntry> list;
  for (const auto& item : from.as_array()) {
    AccessListEntry entry{test::fixed_at<Address>(item, "address"), {}};
    for (const auto& slot : item.at("slots").as_array()) entry.slots.push_back(fixed<Word>(text(slot)));
    list.push_back(std::move(entry));
  }
  return list;
}

SignedTransaction transaction_of(const json::value& from) {
  Transaction tx;
  tx.type = TransactionType{static_cast<std::uint8_t>(number(from, "type", 2).low_u64())};
  tx.chain_id = number(from, "chain_id", kChain).low_u64();
  if (has(from, "unprotected")) tx.chain_id = std::nullopt;
  tx.nonce = number(from, "nonce").low_u64();
  tx.max_fee_per_gas = number(from, "max_fee_per_gas");
  tx.max_priority_fee_per_gas =
      tx.type == TransactionType::dynamic_fee ? number(from, "max_priority_fee_per_gas") : tx.max_fee_per_gas;
  tx.gas_limit = number(from, "gas_limit", 100'000).low_u64();
  if (has(from, "to")) tx.to = test::fixed_at<Address>(from, "to");
  tx.value = number(from, "value");
  if (has(from, "data")) tx.data = test::bytes_at(from, "data");
  if (has(from, "access_list")) tx.access_list = access_list_of(from.at("access_list"));
  const auto secret = test::fixed_at<Word>(from, "key");
  const auto signer = *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(secret.bytes));
  return *recover_transaction(encode_transaction(sign_transaction(tx, signer)));
}

void expect_logs(const std::vector<Log>& logs, const json::value& expected) {
  ASSERT_EQ(logs.size(), expected.as_array().size());
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const auto& log = expected.at(i);
    EXPECT_EQ(logs[i].address, test::fixed_at<Address>(log, "address"));
    EXPECT_EQ(logs[i].data, test::bytes_at(log, "data"));
    ASSERT_EQ(logs[i].topics.size(), log.at("topics").as_array().size());
    for (std::size_t t = 0; t < logs[i].topics.size(); ++t) {
      EXPECT_EQ(logs[i].topics[t], fixed<Word>(text(log.at("topics").at(t))));
    }
  }
}

void expect_applied(const Applied& applied, const json::value& expected) {
  EXPECT_EQ(applied.receipt.success, expected.at("success").as_bool());
  EXPECT_EQ(U256(applied.receipt.gas_used).to_decimal(), test::text_at(expected, "gas_used"));
  if (has(expected, "output")) {
    EXPECT_EQ(to_hex(applied.output), test::text_at(expected, "output"));
  }
  if (has(expected, "created")) {
    EXPECT_EQ(applied.receipt.contract_address, test::fixed_at<Address>(expected, "created"));
  }
  if (has(expected, "effective_gas_price")) {
    EXPECT_EQ(applied.receipt.effective_gas_price, number(expected, "effective_gas_price"));
  }
  expect_logs(applied.receipt.logs, has(expected, "logs") ? expected.at("logs") : json::value(json::array()));
}

void expect_account(const StateView& state, const Address& address, const json::value& expected) {
  SCOPED_TRACE(to_hex(address));
  const auto account = state.account(address);
  ASSERT_EQ(account.has_value(), !expected.is_null());
  if (!account) return;
  if (has(expected, "nonce")) {
    EXPECT_EQ(U256(account->nonce), number(expected, "nonce"));
  }
  if (has(expected, "balance")) {
    EXPECT_EQ(account->balance.to_decimal(), test::text_at(expected, "balance"));
  }
  if (has(expected, "code")) {
    const auto code = state.code(account->code_hash);
    EXPECT_EQ(code ? *code : Bytes{}, test::bytes_at(expected, "code"));
  }
  if (!has(expected, "storage")) return;
  for (const auto& slot : expected.at("storage").as_object()) {
    EXPECT_EQ(state.storage(address, fixed<Word>(name_of_member(slot))), fixed<Word>(text(slot.value())));
  }
}

void run(const json::value& vector) {
  const auto executor = evm::make_executor();
  const auto pre = state_of(vector.at("pre"));
  const Rules rules{.executor = *executor, .system_contracts = {}, .create_mode = CreateMode::open};
  BlockBuilder builder(pre, block_of(vector.at("block")), rules);
  const auto& steps = vector.at("transactions").as_array();
  ASSERT_FALSE(steps.empty());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE("transaction " + std::to_string(i));
    const auto& expected = steps[i].at("expect");
    const auto added = builder.add(transaction_of(steps[i]));
    if (has(expected, "refused")) {
      ASSERT_FALSE(added.has_value());
      EXPECT_EQ(name_of(added.error().code), test::text_at(expected, "refused")) << added.error().detail;
    } else {
      ASSERT_TRUE(added.has_value()) << describe(added.error().code) << ": " << added.error().detail;
      expect_applied(builder.applied(builder.size() - 1), expected);
    }
  }
  for (const auto& member : vector.at("post").as_object()) {
    expect_account(builder.state(), fixed<Address>(name_of_member(member)), member.value());
  }
}

TEST(TransitionVectors, pre_transactions_and_post_of_every_file) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(KAISHO_SOURCE_DIR "/tests/vectors/transition")) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::ifstream file(entry.path(), std::ios::binary);
    run(test::parse_json(std::string(std::istreambuf_iterator<char>(file), {})));
    ++files;
  }
  EXPECT_GE(files, 15);
}

}  // namespace
}  // namespace kaisho::ledger
