#pragma once

#include <map>
#include <set>
#include <vector>

#include <kaisho/codec/merkle.hpp>
#include <kaisho/state/tree.hpp>

#include "kaisho/consensus/chain.hpp"

/// A chain in memory with real state roots, for simulations of many members in one process.
namespace kaisho::consensus {

/// For one thread. Every block and a whole copy of the state stay in memory: for small chains.
class MemoryChain final : public Chain {
 public:
  explicit MemoryChain(const ledger::Genesis& genesis);

  [[nodiscard]] storage::BlockPtr last_block() const override { return blocks_.back(); }
  [[nodiscard]] std::shared_ptr<const ledger::StateView> latest() const override;
  [[nodiscard]] Hash genesis_hash() const override { return blocks_.front()->hash; }
  [[nodiscard]] storage::Result<Hash> history_root() const override { return history_.root(); }
  [[nodiscard]] storage::Result<bool> has_transaction(const Hash& hash) const override;
  [[nodiscard]] storage::Result<storage::Candidate> prepare(ledger::StateDiff diff) override;
  [[nodiscard]] storage::Result<storage::BlockPtr> commit(ledger::Block block, const storage::Candidate& candidate,
                                                          ByteView record) override;
  [[nodiscard]] storage::Result<void> keep_record(ByteView record) override;
  [[nodiscard]] storage::Result<void> flush() override { return {}; }
  [[nodiscard]] storage::Result<std::optional<Bytes>> record() const override { return record_; }

  /// Every block, the genesis first.
  [[nodiscard]] const std::vector<storage::BlockPtr>& blocks() const { return blocks_; }
  /// The process ends and comes back: what was on trial is gone, what was committed is not.
  void crash();

 private:
  class State;

  void append(ledger::Block block, const Hash& hash);
  [[nodiscard]] storage::Result<void> check_next(const ledger::Block& block, const storage::Candidate& candidate) const;

  std::shared_ptr<const State> state_;
  state::StateTree tree_;
  codec::merkle::Frontier history_;
  std::vector<storage::BlockPtr> blocks_;
  std::set<Hash> transactions_;
  std::optional<Bytes> record_;
  std::uint64_t tickets_ = 0;
  std::optional<std::uint64_t> staged_;  ///< the ticket whose changes the tree has on trial
};

}  // namespace kaisho::consensus
