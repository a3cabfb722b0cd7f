#pragma once

#include <functional>
#include <kaisho/base/hex.hpp>
#include <map>
#include <utility>

#include "kaisho/ledger/transition.hpp"

/// What the ledger's tests share: a state in memory, an executor that does as told, transactions of known keys.
namespace kaisho::ledger::testing {

inline constexpr ChainId kChain = 31337;

inline crypto::PrivateKey key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.back() = number;
  return *crypto::PrivateKey::from(crypto::Secret<32>::take(bytes));
}
inline Address address_of_key(std::uint8_t number) { return crypto::address_of(key(number)); }
inline Address address(std::uint8_t last) {
  Address value;
  value.bytes.back() = last;
  return value;
}
inline Word word(std::uint64_t number) { return word_of(U256(number)); }

/// A state in memory that counts its reads.
class MemoryState final : public StateView {
 public:
  std::map<Address, Account> accounts;
  std::map<std::pair<Address, Word>, Word> slots;
  std::map<Hash, Code> codes;
  mutable int reads = 0;

  std::optional<Account> account(const Address& address) const override {
    ++reads;
    const auto at = accounts.find(address);
    return at == accounts.end() ? std::nullopt : std::optional(at->second);
  }
  Word storage(const Address& address, const Word& slot) const override {
    ++reads;
    const auto at = slots.find({address, slot});
    return at == slots.end() ? Word{} : at->second;
  }
  Code code(const Hash& hash) const override {
    ++reads;
    const auto at = codes.find(hash);
    return at == codes.end() ? nullptr : at->second;
  }
  Hash block_hash(Height) const override { return {}; }
};

/// Runs a function in place of the EVM.
class FakeExecutor final : public Executor {
 public:
  using Run = std::function<std::expected<ExecutionResult, ExecutionRefused>(const StateView&, const Message&)>;
  explicit FakeExecutor(Run run) : run_(std::move(run)) {}
  std::expected<ExecutionResult, ExecutionRefused> execute(const StateView& state, const BlockContext&,
                                                           const Message& message, const ExecutionRules&,
                                                           std::span<const SystemContract* const>) const override {
    return run_(state, message);
  }

 private:
  Run run_;
};

/// A plain transfer of value at price 0, as the EVM would do it.
inline ExecutionResult transfer(const StateView& state, const Message& message) {
  ExecutionResult result;
  result.outcome = Outcome::success;
  result.gas_used = 21'000;
  auto from = state.account(message.from).value_or(Account{});
  ++from.nonce;
  from.balance = *from.balance.checked_sub(message.value);
  result.diff.accounts[message.from].account = from;
  auto to = *message.to == message.from ? from : state.account(*message.to).value_or(Account{});
  to.balance = *to.balance.checked_add(message.value);
  result.diff.accounts[*message.to].account = to;
  return result;
}

inline BlockContext block_context() {
  BlockContext block;
  block.chain_id = kChain;
  block.height = 7;
  block.timestamp = 1'000;
  block.gas_limit = 60'000'000;
  return block;
}

/// An EIP-1559 transfer of 5 wei to address 0x…aa with 21,000 gas at price 0.
inline Transaction plain_transaction(std::uint64_t nonce = 0) {
  Transaction tx;
  tx.type = TransactionType::dynamic_fee;
  tx.chain_id = kChain;
  tx.nonce = nonce;
  tx.gas_limit = 21'000;
  tx.to = address(0xaa);
  tx.value = 5;
  return tx;
}

/// Signed by key `number` and recovered from its wire form.
inline SignedTransaction signed_by(std::uint8_t number, const Transaction& tx) {
  return *recover_transaction(encode_transaction(sign_transaction(tx, key(number))));
}

inline Bytes hex(std::string_view text) { return *from_hex(text); }

}  // namespace kaisho::ledger::testing
