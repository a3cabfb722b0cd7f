#pragma once

#include <chrono>
#include <memory>

#include <kaisho/base/clock.hpp>
#include <kaisho/pool/recovery.hpp>

#include "kaisho/consensus/engine.hpp"

/// Consensus with oneself: one process orders everything (docs/internals/adr/0006-solo-durability.md).
namespace kaisho::consensus {

struct SoloOptions {
  /// Zero: a block as soon as there is work (everything that arrived while the last block was flushed goes into one).
  /// Else: a block each time the interval is over.
  std::chrono::milliseconds interval{0};
  bool empty_blocks = false;  ///< at an interval: also where nothing waits
  Address beneficiary{};
  std::size_t max_block_transactions = 8'192;
  pool::Limits pool{};
  pool::RecoveryOptions recovery{};
};

/// The embedded engine. Blocks are made by one thread: execute, state root, one durable commit, and only then is
/// anything visible or answered. When a commit fails (disk full) it takes nothing more and says why; reads go on.
class Solo final : public Engine {
 public:
  /// Outlive the engine.
  struct Dependencies {
    storage::ChainStore& store;
    const ledger::Rules& rules;
    const Clock& clock;
  };
  Solo(const Dependencies& dependencies, const SoloOptions& options);
  /// Ends the block in the making; refuses what still waits.
  ~Solo() override;

  void submit(std::vector<Bytes> wires, SubmitDone done) override;
  void submit_signed(ledger::SignedTransaction tx, SubmitDone done) override;
  [[nodiscard]] std::expected<storage::BlockPtr, Refused> make_block() override;
  [[nodiscard]] std::uint64_t pending_nonce(const Address& address) const override;
  [[nodiscard]] pool::TransactionPtr pending(const Hash& hash) const override;
  [[nodiscard]] pool::Pool::Size pool_size() const override;
  [[nodiscard]] ledger::BlockContext next_context() const override;
  [[nodiscard]] Subscription subscribe(HeadCallback callback) override;
  [[nodiscard]] EngineStatus status() const override;
  [[nodiscard]] StageTimes times() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::consensus
