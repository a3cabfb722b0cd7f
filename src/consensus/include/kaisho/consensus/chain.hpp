#pragma once

#include <optional>

#include <kaisho/storage/chain_store.hpp>

/// What the replicated state machine needs of whoever keeps its blocks: the store of a node, or memory in a simulation.
namespace kaisho::consensus {

/// One chain, growing at its end. `last_block` and `latest` may be called from any thread at any time, all else from
/// one thread at a time, exactly as ChainStore has it. Errors are those of the store.
class Chain {
 public:
  Chain() = default;
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  virtual ~Chain() = default;

  [[nodiscard]] virtual storage::BlockPtr last_block() const = 0;
  /// The state after the last block; the view does not move with later commits.
  [[nodiscard]] virtual std::shared_ptr<const ledger::StateView> latest() const = 0;
  [[nodiscard]] virtual Hash genesis_hash() const = 0;
  /// RFC 6962 root over the headers of all blocks, the genesis among them.
  [[nodiscard]] virtual storage::Result<Hash> history_root() const = 0;
  /// Whether a block holds this transaction. Only for what one node tells its own clients: a member that joined from a
  /// snapshot does not know old transactions, so nothing that all members must agree on may depend on it.
  [[nodiscard]] virtual storage::Result<bool> has_transaction(const Hash& hash) const = 0;

  /// The state root after `diff` on top of the last block; any number of times before a commit.
  [[nodiscard]] virtual storage::Result<storage::Candidate> prepare(ledger::StateDiff diff) = 0;
  /// The block and the engine's record in one step; how soon it is durable is the store's choice.
  [[nodiscard]] virtual storage::Result<storage::BlockPtr> commit(ledger::Block block,
                                                                  const storage::Candidate& candidate,
                                                                  ByteView record) = 0;
  /// The engine's record alone: for a consensus height without a ledger block.
  [[nodiscard]] virtual storage::Result<void> keep_record(ByteView record) = 0;
  /// Returns when all that was committed before survives a power cut.
  [[nodiscard]] virtual storage::Result<void> flush() = 0;
  /// The record that was written last; nothing where none ever was.
  [[nodiscard]] virtual storage::Result<std::optional<Bytes>> record() const = 0;
};

/// What a block that a consortium decided on says in `extra`: the consensus height (8 bytes, big-endian) and the root
/// of the history before it. With the root, one header vouches for every earlier one, so that a member that joins from
/// a snapshot need not believe anybody about the past.
struct DecidedExtra {
  std::uint64_t height = 0;
  Hash history_root;
};
[[nodiscard]] Bytes encode_extra(const DecidedExtra& extra);
/// Nothing for a block of another engine.
[[nodiscard]] std::optional<DecidedExtra> decode_extra(ByteView extra);

/// A node's own store, which outlives this.
class StoreChain final : public Chain {
 public:
  explicit StoreChain(storage::ChainStore& store) : store_(store) {}

  [[nodiscard]] storage::BlockPtr last_block() const override;
  [[nodiscard]] std::shared_ptr<const ledger::StateView> latest() const override;
  [[nodiscard]] Hash genesis_hash() const override;
  [[nodiscard]] storage::Result<Hash> history_root() const override;
  [[nodiscard]] storage::Result<bool> has_transaction(const Hash& hash) const override;
  [[nodiscard]] storage::Result<storage::Candidate> prepare(ledger::StateDiff diff) override;
  [[nodiscard]] storage::Result<storage::BlockPtr> commit(ledger::Block block, const storage::Candidate& candidate,
                                                          ByteView record) override;
  [[nodiscard]] storage::Result<void> keep_record(ByteView record) override;
  [[nodiscard]] storage::Result<void> flush() override;
  [[nodiscard]] storage::Result<std::optional<Bytes>> record() const override;

 private:
  storage::ChainStore& store_;
};

}  // namespace kaisho::consensus
