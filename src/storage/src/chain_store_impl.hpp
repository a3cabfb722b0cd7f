#pragma once

#include <optional>
#include <string>
#include <thread>

#include "frozen_chain.hpp"
#include "log_flusher.hpp"
#include "tables.hpp"

namespace kaisho::storage {

class ChainStore::Impl {
 public:
  Impl(std::unique_ptr<Database> database, StoreOptions options, Height latest)
      : options_(std::move(options)), tables_(std::make_shared<Tables>(std::move(database), options_, latest)) {
    if (options_.flush == Flush::behind) flusher_.emplace(*tables_->database, options_.flush_period);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    dropping_ = {};  // stops after what it is writing
    flusher_.reset();
    if (stopped_ || !last_) return;
    tables_->database->flush();
    static_cast<void>(label());  // an old label is a weaker check, not a wrong one
  }

  [[nodiscard]] Result<void> create(const ledger::Genesis& genesis);
  [[nodiscard]] Result<void> load(const ledger::Header& last);

  /// Says on the folder how far the chain has come.
  [[nodiscard]] Result<void> label() const;

  [[nodiscard]] Result<Candidate> prepare(std::shared_ptr<const ledger::StateDiff> diff);
  [[nodiscard]] Result<BlockPtr> commit(ledger::Block block, const Candidate& candidate, ByteView engine_record);
  [[nodiscard]] Result<void> keep_record(ByteView engine_record);
  [[nodiscard]] Result<void> flush();
  [[nodiscard]] Result<void> prune_below(Height height);
  [[nodiscard]] FrozenChain freeze() const { return {tables_, last(), genesis_}; }
  [[nodiscard]] Result<BlockPtr> adopt(const Adoption& adoption, ByteView engine_record);

  [[nodiscard]] BlockPtr last() const {
    const std::scoped_lock lock(last_mutex_);
    return last_;
  }
  /// Nothing wrong with asking for a block of that height, or for what a snapshot brings of it.
  [[nodiscard]] Result<void> kept(Height height) const;
  /// Nothing wrong with reading the state of that height.
  [[nodiscard]] Result<void> readable(Height height) const;
  [[nodiscard]] const std::shared_ptr<Tables>& tables() const { return tables_; }
  [[nodiscard]] const ledger::Genesis& genesis() const { return genesis_; }
  [[nodiscard]] const Hash& genesis_hash() const { return genesis_hash_; }

 private:
  struct Staged {
    std::uint64_t ticket;
    state::ChangeSet changes;
    Hash root;
  };

  [[nodiscard]] Result<void> undo_adoption();
  [[nodiscard]] Result<void> check_next(const ledger::Block& block, const Candidate& candidate) const;
  [[nodiscard]] Result<void> stage_again(const Candidate& candidate);
  [[nodiscard]] Result<void> check_going() const;
  [[nodiscard]] Result<void> write(Database::Batch batch, const BlockPtr& block, const ledger::StateDiff& diff);
  [[nodiscard]] Result<void> write(Database::Batch batch);
  void publish(const BlockPtr& block, const ledger::StateDiff& diff);
  [[nodiscard]] Result<void> prune_if_due();

  StoreOptions options_;
  std::shared_ptr<Tables> tables_;
  ledger::Genesis genesis_;
  Hash genesis_hash_;
  mutable std::mutex last_mutex_;
  BlockPtr last_;
  std::optional<Staged> staged_;
  std::uint64_t tickets_ = 0;
  std::optional<std::string> stopped_;  // why commits are refused
  std::atomic<bool> dropping_now_{false};
  std::jthread dropping_;  // old versions, while commits go on
  std::optional<LogFlusher> flusher_;
};

}  // namespace kaisho::storage
