#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <kaisho/consensus/memory_chain.hpp>
#include <kaisho/consensus/replica.hpp>

#include "breaks.hpp"
#include "workload.hpp"

namespace kaisho::sim {

/// A consensus transaction on its way.
struct Packed {
  Bytes bytes;
  Hash hash;
};
using PackedPtr = std::shared_ptr<const Packed>;
[[nodiscard]] PackedPtr pack(Bytes bytes);

/// A consensus block: a proposal, or decided.
struct Block {
  std::uint64_t height = 0;
  std::uint64_t round = 0;
  std::size_t proposer = 0;
  std::uint64_t time = 0;  ///< seconds
  std::vector<PackedPtr> batches;
  Hash hash;
};
using BlockPtr = std::shared_ptr<const Block>;
[[nodiscard]] BlockPtr seal(Block block);

/// One organization's process: the replica, its chain (which survives a crash), and what the process has in memory
/// (which does not).
class Member {
 public:
  /// The workload and the rules outlive it.
  Member(const Workload& workload, const ledger::Rules& rules, Break broken);

  // --- the process ---
  [[nodiscard]] bool is_up() const { return replica_ != nullptr; }
  void start();
  void crash();

  // --- clients ---
  void submit(const pool::TransactionPtr& tx);
  /// Up to `most` transactions that wait for a batch; null where none does.
  [[nodiscard]] PackedPtr make_batch(std::size_t most);

  // --- the engine's calls ---
  /// CheckTx: whether the batch is in the mempool now.
  bool check(const PackedPtr& batch);
  [[nodiscard]] std::vector<PackedPtr> prepare() const;
  [[nodiscard]] std::vector<PackedPtr> mempool() const;
  [[nodiscard]] consensus::Verdict process(const Block& block);
  void finalize(const Block& block);
  [[nodiscard]] bool is_finalized() const { return candidate_ != nullptr; }
  /// Commit, and the engine's upkeep of its mempool: what was decided goes, the rest is checked again.
  consensus::CandidatePtr commit(const Block& block);

  [[nodiscard]] const consensus::Record& info() const { return replica_->info(); }
  [[nodiscard]] const consensus::MemoryChain& chain() const { return chain_; }

 private:
  struct Waiting {
    PackedPtr packed;
    consensus::Offer offer;
  };
  [[nodiscard]] const consensus::Received& received(const PackedPtr& batch);
  [[nodiscard]] std::vector<consensus::Received> received(const Block& block);

  const Workload& workload_;
  const ledger::Rules& rules_;
  Break broken_;
  consensus::MemoryChain chain_;
  std::unique_ptr<consensus::Replica> replica_;
  std::vector<Waiting> mempool_;
  std::deque<pool::TransactionPtr> pending_;
  std::map<Hash, consensus::Received> cache_;  // each batch is recovered once
  consensus::CandidatePtr candidate_;
  consensus::CandidatePtr first_;  // the first one of the height, for Break::reuse
};

}  // namespace kaisho::sim
