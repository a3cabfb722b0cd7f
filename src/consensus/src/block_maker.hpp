#pragma once

#include "mempool.hpp"

namespace kaisho::consensus {

/// Stage times of the thread that makes blocks; read from any other.
struct LaneTimes {
  std::atomic<std::uint64_t> execute_ns{0}, seal_ns{0}, tree_ns{0}, write_ns{0}, flush_ns{0}, answer_ns{0};
  std::atomic<std::uint64_t> blocks{0}, transactions{0};
};

/// What the block after `parent` tells its programs. The time rises strictly, as Ethereum's rules and its tools' tests
/// ask: under a load of several blocks a second it runs ahead of the clock. There is no randomness in a chain of one:
/// PREVRANDAO is the parent's hash.
[[nodiscard]] ledger::BlockContext context_after(const storage::StoredBlock& parent, std::uint64_t now_ms,
                                                 const Address& beneficiary);

/// One block from what is ready, to the disk.
class BlockMaker {
 public:
  struct Dependencies {
    storage::ChainStore& store;
    const ledger::Rules& rules;
    Mempool& mempool;
    LaneTimes& times;
  };
  BlockMaker(const Dependencies& dependencies, std::size_t max_transactions)
      : needs_(dependencies), max_transactions_(max_transactions) {}

  /// Executes ready transactions until none is left or the block is full, commits, settles the pool and answers the
  /// clients. Null where nothing was included and `allow_empty` is false. Throws ledger::StateError.
  [[nodiscard]] storage::Result<storage::BlockPtr> make(const ledger::BlockContext& context, bool allow_empty);

 private:
  void fill(ledger::BlockBuilder& builder);
  [[nodiscard]] storage::Result<storage::BlockPtr> commit(ledger::BlockBuilder builder, const Hash& parent);

  Dependencies needs_;
  std::size_t max_transactions_;
};

}  // namespace kaisho::consensus
