#pragma once

#include <functional>
#include <map>
#include <stdexcept>

#include "assembler.hpp"
#include "kaisho/evm/evm.hpp"
#include "kaisho/ledger/system_contract.hpp"
#include "kaisho/native.h"

/// A small world to execute in: `pre` state, one message, what is expected.
namespace kaisho::evm::testing {

using ledger::CreateMode;
using ledger::ExecutionResult;
using ledger::ExecutionRules;
using ledger::Message;
using ledger::Outcome;

inline Address address(std::uint8_t first, std::uint8_t last = 1) {
  Address value;
  value.bytes.front() = first;
  value.bytes.back() = last;
  return value;
}
inline Word word(std::uint64_t number) { return word_of(U256{number}); }
inline Bytes data_of(std::uint64_t number) { return bytes_of(word(number).view()); }

// The sender of Ethereum's well-known example of contract addresses.
inline constexpr Address kSender{{0x6a, 0xc7, 0xea, 0x33, 0xf8, 0x83, 0x1e, 0xa9, 0xdc, 0xc5,
                                  0x33, 0x93, 0xaa, 0xa8, 0x8b, 0x25, 0xa7, 0x85, 0xdb, 0xf0}};
inline constexpr Address kCreatedAtNonce0{{0xcd, 0x23, 0x4a, 0x47, 0x1b, 0x72, 0xba, 0x2f, 0x1c, 0xcf,
                                           0x0a, 0x70, 0xfc, 0xab, 0xa6, 0x48, 0xa5, 0xee, 0xcd, 0x8d}};
inline constexpr Address kCreatedAtNonce1{{0x34, 0x3c, 0x43, 0xa3, 0x7d, 0x37, 0xdf, 0xf0, 0x8a, 0xe8,
                                           0xc4, 0xa1, 0x15, 0x44, 0xc7, 0x18, 0xab, 0xb4, 0xfc, 0xf8}};

class World final : public ledger::StateView {
 public:
  std::map<Address, ledger::Account> accounts;
  std::map<std::pair<Address, Word>, Word> slots;
  std::map<Hash, ledger::Code> codes;
  // Look-ups of these throw, as a damaged disk does.
  std::optional<Word> broken_slot;
  std::optional<Address> broken_account;

  World() { accounts[kSender].balance = U256{1'000'000'000'000'000'000u}; }

  /// Puts code at an address. Its hash here is BLAKE3: the EVM under test never hashes what it reads.
  void put(const Address& where, ByteView code) {
    Hash hash;
    kaisho_blake3(code.data(), code.size(), hash.data());
    codes[hash] = std::make_shared<const Bytes>(bytes_of(code));
    accounts[where].nonce = 1;
    accounts[where].code_hash = hash;
  }

  void apply(const ledger::StateDiff& diff) {
    for (const auto& [hash, code] : diff.codes) codes[hash] = code;
    for (const auto& [where, change] : diff.accounts) {
      if (change.account) {
        accounts[where] = *change.account;
      } else {
        accounts.erase(where);
      }
      for (const auto& [slot, value] : change.storage) slots[{where, slot}] = value;
    }
  }

  [[nodiscard]] std::optional<ledger::Account> account(const Address& where) const override {
    if (broken_account == where) throw ledger::StateError("account is damaged");
    const auto found = accounts.find(where);
    return found == accounts.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] Word storage(const Address& where, const Word& slot) const override {
    if (broken_slot == slot) throw ledger::StateError("slot is damaged");
    const auto found = slots.find({where, slot});
    return found == slots.end() ? Word{} : found->second;
  }
  [[nodiscard]] ledger::Code code(const Hash& hash) const override {
    const auto found = codes.find(hash);
    return found == codes.end() ? nullptr : found->second;
  }
  [[nodiscard]] Hash block_hash(Height height) const override { return hash_of(word(1'000 + height)); }
};

/// A system contract that does what a test says.
class Scripted final : public ledger::SystemContract {
 public:
  using Script = std::function<ledger::SystemAnswer(ledger::Host&, const ledger::SystemCall&)>;
  Scripted(const Address& where, Script script) : address_(where), script_(std::move(script)) {}

  [[nodiscard]] Address address() const override { return address_; }
  [[nodiscard]] ledger::SystemAnswer call(ledger::Host& host, const ledger::SystemCall& call) const override {
    return script_(host, call);
  }

 private:
  Address address_;
  Script script_;
};

inline ledger::BlockContext block_100() {
  ledger::BlockContext block;
  block.chain_id = 31337;
  block.height = 100;
  block.timestamp = 1'700'000'000;
  block.gas_limit = 60'000'000;
  block.beneficiary = address(0xbe);
  return block;
}

inline Message message_to(const std::optional<Address>& to, Bytes data = {}) {
  Message message;
  message.from = kSender;
  message.to = to;
  message.data = std::move(data);
  message.gas_limit = 10'000'000;
  return message;
}

inline ExecutionRules open_rules() { return {.create_mode = CreateMode::open}; }

/// One executor and one block for a test's messages.
struct Chain {
  World world;
  Evm evm;
  ledger::BlockContext block = block_100();
  ExecutionRules rules = open_rules();
  std::vector<const ledger::SystemContract*> systems;

  void add(const ledger::SystemContract& contract) {
    world.put(contract.address(), Bytes{ledger::kSystemContractCode});
    systems.push_back(&contract);
  }
  [[nodiscard]] auto try_run(const Message& message) const {
    return evm.execute(world, block, message, rules, systems);
  }
  [[nodiscard]] ExecutionResult run(const Message& message) const {
    auto result = try_run(message);
    if (!result) throw std::logic_error("refused: " + result.error().reason);
    return *std::move(result);
  }
  /// Runs and keeps what changed.
  ExecutionResult commit(const Message& message) {
    auto result = run(message);
    world.apply(result.diff);
    return result;
  }
};

}  // namespace kaisho::evm::testing
