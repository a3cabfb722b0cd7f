#pragma once

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

/// Writes of one call over the records; kept only where the call succeeds.
class CallHost final : public ledger::Host {
 public:
  explicit CallHost(const Records& before) : before_(before) {}
  Word load(const Word& slot) override {
    const auto found = writes.find(slot);
    return found == writes.end() ? RecordSlots(before_).load(slot) : found->second;
  }
  void store(const Word& slot, const Word& value) override { writes[slot] = value; }
  void log(std::vector<Word>, Bytes) override {}
  Word load_of(const Address&, const Word&) override { return {}; }
  Hash code_hash(const Address&) override { return {}; }
  Created create(ByteView init_code) override {
    return {true, address_of_code(init_code.first(init_code.size() - kArgumentsSize)), {}};
  }
  Called call(const Address&, ByteView, Gas, std::size_t) override { return {.success = true, .output = {}}; }
  Called static_call(const Address&, ByteView, Gas, std::size_t) override { return {.success = true, .output = {}}; }
  void charge(Gas) override {}
  Gas gas_left() const override { return 1'000'000'000; }
  bool failed() const override { return false; }

  Records writes;

 private:
  const Records& before_;
};

}  // namespace kaisho::model
