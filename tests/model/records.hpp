#pragma once

#include <map>
#include <unordered_map>

#include "documents.hpp"

/// What the contract's calls read and write here: slots in memory, no EVM.
namespace kaisho::model {

struct WordHash {
  std::size_t operator()(const Word& word) const {
    std::size_t hash = 0;
    for (const auto byte : word.bytes) hash = hash * 31 + byte;
    return hash;
  }
};
using Records = std::unordered_map<Word, Word, WordHash>;

class RecordSlots final : public ledger::Slots {
 public:
  explicit RecordSlots(const Records& records) : records_(records) {}
  [[nodiscard]] Word load(const Word& slot) const override {
    const auto found = records_.find(slot);
    return found == records_.end() ? Word{} : found->second;
  }

 private:
  const Records& records_;
};

/// Where proxies point.
using Pointing = std::map<Address, Address>;

/// Writes of one call over the records; kept only where the call succeeds. A proxy points to what it is told to only
/// where it obeys, else to a program that nobody consented to.
class CallHost final : public ledger::Host {
 public:
  CallHost(const Records& before, Pointing points, bool obeys)
      : pointing(std::move(points)), before_(before), obeys_(obeys) {}
  Word load(const Word& slot) override {
    const auto found = writes.find(slot);
    return found == writes.end() ? RecordSlots(before_).load(slot) : found->second;
  }
  void store(const Word& slot, const Word& value) override { writes[slot] = value; }
  void log(std::vector<Word>, Bytes) override {}
  Word load_of(const Address& proxy, const Word&) override {
    const auto found = pointing.find(proxy);
    return found == pointing.end() ? Word{} : word_of(found->second);
  }
  Hash code_hash(const Address& address) override {
    return address == account_of(kContractUser) ? crypto::sha256(view_of("its code")) : Hash{};
  }
  /// Of a proxy, of a program behind one, which has no arguments, or of a program with them.
  Created create(ByteView init_code) override {
    const auto& proxy = proxy_code();
    if (init_code.size() > kArgumentsSize && equal(init_code.first(proxy.size()), proxy)) {
      const Address at = address_of_code(proxy);
      point(at, init_code.subspan(proxy.size()));
      return {true, at, {}};
    }
    const auto arguments = init_code.size() > kArgumentsSize ? kArgumentsSize : 0;
    return {true, address_of_code(init_code.first(init_code.size() - arguments)), {}};
  }
  Called call(const Address& to, ByteView input, Gas, std::size_t) override {
    constexpr std::size_t kSelector = 4;
    if (pointing.contains(to) && input.size() > kSelector + kWord) point(to, input.subspan(kSelector));
    return {.success = true, .output = {}};
  }
  Called static_call(const Address& to, ByteView input, Gas, std::size_t) override {
    if (to == account_of(kContractUser)) return answer_of_vault(input);
    return {.success = true, .output = {}};
  }
  void charge(Gas) override {}
  Gas gas_left() const override { return 1'000'000'000; }
  bool failed() const override { return false; }

  Records writes;
  Pointing pointing;

 private:
  static constexpr std::size_t kWord = 32;
  /// To the address in the first word.
  void point(const Address& proxy, ByteView arguments) {
    const auto told = address_of(Word::from(arguments.first<kWord>()));
    pointing[proxy] = obeys_ ? told : address_of_code(view_of("a program of the thief's"));
  }

  const Records& before_;
  bool obeys_;
};

}  // namespace kaisho::model
