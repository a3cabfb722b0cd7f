#pragma once

#include <initializer_list>

#include <kaisho/consensus/memory_chain.hpp>
#include <kaisho/consensus/replica.hpp>
#include <kaisho/crypto/hash.hpp>

#include "test_chain.hpp"

/// A member's state machine on a chain in memory, with the real EVM.
namespace kaisho::consensus::test {

inline pool::TransactionPtr signed_tx(const Draft& draft, ChainId chain = 31337) {
  return std::make_shared<const ledger::SignedTransaction>(*ledger::recover_transaction(wire(draft, chain)));
}
/// A transfer of one wei from account `from` to account 9.
inline Draft pay(std::uint8_t from, std::uint64_t nonce, std::uint64_t value = 1) {
  return {.from = from, .nonce = nonce, .to = account(9), .value = value};
}

inline Received batch(std::vector<pool::TransactionPtr> transactions) {
  auto made = std::make_shared<Batch>();
  made->size = encode_batch(transactions).size();
  made->transactions = std::move(transactions);
  return made;
}
inline Received batch(std::initializer_list<Draft> drafts) {
  std::vector<pool::TransactionPtr> transactions;
  for (const auto& draft : drafts) transactions.push_back(signed_tx(draft));
  return batch(std::move(transactions));
}
inline Received garbage() { return std::unexpected(BatchFault{BatchError::malformed, "a test's"}); }

class Member {
 public:
  explicit Member(const ledger::Genesis& from = genesis(), const ReplicaLimits& limits = {},
                  ValidatorsOf validators = {})
      : chain(from), limits_(limits), validators_(std::move(validators)) {
    restart();
  }

  void restart() {
    chain.crash();
    replica = *Replica::open({chain, rules, validators_}, limits_);
  }

  /// The next consensus block with these batches; its hash is a function of both, as the engine's is.
  [[nodiscard]] ConsensusBlock block(const std::vector<Received>& batches) const {
    ConsensusBlock made{.height = replica->info().height + 1, .time = 5'000, .hash = {}, .batches = batches};
    Bytes content{static_cast<std::uint8_t>(made.height)};
    for (const auto& each : batches) {
      content.push_back(each ? 1 : 0);
      if (!each) continue;
      for (const auto& tx : (*each)->transactions) content.insert(content.end(), tx->hash.data(), tx->hash.data() + 32);
    }
    made.hash = crypto::keccak256(content);
    return made;
  }
  /// Decides on a block and commits it.
  Committed decide(const std::vector<Received>& batches) { return *replica->commit(*replica->execute(block(batches))); }
  [[nodiscard]] std::vector<std::size_t> propose(const std::vector<Received>& batches,
                                                 std::uint64_t max_bytes = 1 << 20) const {
    std::vector<Offer> offers;
    for (const auto& each : batches) offers.push_back({each, replica->info().height + 1});
    return replica->prepare(replica->info().height + 1, offers, max_bytes);
  }
  [[nodiscard]] std::optional<RejectCode> vote(const std::vector<Received>& batches) const {
    const auto verdict = *replica->process(block(batches));
    return verdict ? std::nullopt : std::optional(verdict.error().code);
  }
  [[nodiscard]] std::uint64_t balance(const Address& address) const {
    const auto found = chain.latest()->account(address);
    return found ? found->balance.low_u64() : 0;
  }

  std::unique_ptr<ledger::Executor> executor = evm::make_executor();
  ledger::Rules rules{.executor = *executor,
                      .system_contracts = {},
                      .admission = nullptr,
                      .create_mode = ledger::CreateMode::open,
                      .limit_code_size = true};
  MemoryChain chain;
  std::unique_ptr<Replica> replica;

 private:
  ReplicaLimits limits_;
  ValidatorsOf validators_;
};

}  // namespace kaisho::consensus::test
