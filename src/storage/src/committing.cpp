#include <fmt/format.h>

#include <algorithm>

#include "chain_store_impl.hpp"
#include "kaisho/base/hex.hpp"

namespace kaisho::storage {
namespace {

constexpr Height kPruneAtLeast = 1024;  // heights dropped at once: a pruning walks over the whole state

}  // namespace

Result<Candidate> ChainStore::Impl::prepare(std::shared_ptr<const ledger::StateDiff> diff) {
  staged_ = Staged{.ticket = ++tickets_, .changes = changes_of(*diff), .root = {}};
  staged_->root = tables_->tree.propose(staged_->changes);
  return Candidate{.state_root = staged_->root,
                   .height = last_ ? last_->block.header.height + 1 : 0,
                   .ticket = staged_->ticket,
                   .diff = std::move(diff)};
}

Result<void> ChainStore::Impl::check_going() const {
  const auto reason = stopped_ ? stopped_ : flusher_ ? flusher_->failure() : std::nullopt;
  if (!reason) return {};
  return fail(ErrorCode::stopped, fmt::format("no block is taken since an earlier one could not be written: repair "
                                              "the cause and start again ({})",
                                              *reason));
}

Result<BlockPtr> ChainStore::Impl::commit(ledger::Block block, const Candidate& candidate, ByteView engine_record) {
  if (auto going = check_going(); !going) return std::unexpected(going.error());
  if (auto next = check_next(block, candidate); !next) return std::unexpected(next.error());
  if (!staged_ || staged_->ticket != candidate.ticket) {
    if (auto staged = stage_again(candidate); !staged) return std::unexpected(staged.error());
  }
  const auto hash = ledger::header_hash(block.header);
  const auto stored = std::make_shared<const StoredBlock>(StoredBlock{.hash = hash, .block = std::move(block)});
  auto batch = tables_->database->batch();
  if (!engine_record.empty()) batch.put(Column::meta, view_of(meta::kEngineRecord), engine_record);
  if (auto written = write(std::move(batch), stored, *candidate.diff); !written) {
    return std::unexpected(written.error());
  }
  if (auto pruned = prune_if_due(); !pruned) return std::unexpected(pruned.error());
  return stored;
}

Result<void> ChainStore::Impl::check_next(const ledger::Block& block, const Candidate& candidate) const {
  const auto& header = block.header;
  if (header.height != last_->block.header.height + 1 || header.parent_hash != last_->hash) {
    return fail(ErrorCode::not_next,
                fmt::format("block {} (parent {}) does not follow block {} ({})", header.height,
                            to_hex(header.parent_hash), last_->block.header.height, to_hex(last_->hash)));
  }
  if (candidate.height != header.height || header.chain_id != genesis_.chain_id ||
      header.state_root != candidate.state_root || !candidate.diff) {
    return fail(ErrorCode::not_next,
                fmt::format("block {} has another chain ID, height or state root than the candidate that "
                            "it is committed with",
                            header.height));
  }
  return {};
}

/// The candidate was prepared before another one: its changes are laid on the tree again.
Result<void> ChainStore::Impl::stage_again(const Candidate& candidate) {
  const auto again = prepare(candidate.diff);
  if (!again) return std::unexpected(again.error());
  if (again->state_root == candidate.state_root) return {};
  return fail(ErrorCode::not_next, "the candidate was prepared on top of another block");
}

Result<void> ChainStore::Impl::write(Database::Batch batch, const BlockPtr& block, const ledger::StateDiff& diff) {
  const auto& header = block->block.header;
  StateTable::put(batch, staged_->changes, header.height);
  StateTable::put_codes(batch, diff.codes);
  TreeKeeper::put(batch, staged_->changes);
  BlockTable::put(batch, *block);
  tables_->history.put(batch, header);
  const std::scoped_lock lock(tables_->writing);
  if (auto written = write(std::move(batch)); !written) {
    tables_->tree.discard();
    staged_.reset();
    return written;
  }
  publish(block, diff);
  return {};
}

/// On the disk, or on its way there.
Result<void> ChainStore::Impl::write(Database::Batch batch) {
  auto written = tables_->database->write(std::move(batch), !flusher_);
  if (!written) stopped_ = written.error().text;
  if (written && flusher_) flusher_->wrote();
  return written;
}

Result<void> ChainStore::Impl::flush() {
  if (auto going = check_going(); !going || !flusher_) return going;
  return flusher_->flush();
}

void ChainStore::Impl::publish(const BlockPtr& block, const ledger::StateDiff& diff) {
  const auto height = block->block.header.height;
  tables_->states.committed(diff, height);
  tables_->history.committed();
  tables_->tree.accept(height);
  tables_->blocks.remember(block);
  staged_.reset();
  const std::scoped_lock lock(last_mutex_);
  last_ = block;
}

Result<void> ChainStore::Impl::prune_below(Height height) {
  if (height > last()->block.header.height) {
    return fail(ErrorCode::unknown_height, fmt::format("nothing can be pruned below block {}: the last is {}", height,
                                                       last()->block.header.height));
  }
  if (auto raised = raise_oldest_state(*tables_, height); !raised) return raised;
  return drop_old_versions(*tables_);
}

/// The promise is made at once, the dropping goes on beside the next commits.
Result<void> ChainStore::Impl::prune_if_due() {
  const auto keep = options_.keep_versions;
  const auto height = last_->block.header.height;
  if (keep == 0 || height < keep || dropping_now_.load()) return {};
  const auto below = height - keep;
  if (below < tables_->oldest_state + std::max(keep, kPruneAtLeast)) return {};
  if (auto raised = raise_oldest_state(*tables_, below); !raised) return raised;
  dropping_now_.store(true);
  dropping_ = std::jthread([this](const std::stop_token& stop) {
    // A failing disk fails the next commit too, which reports it; what stays here is waste.
    static_cast<void>(drop_old_versions(*tables_, stop));
    dropping_now_.store(false);
  });
  return {};
}

Result<void> ChainStore::Impl::keep_record(ByteView engine_record) {
  if (auto going = check_going(); !going) return going;
  auto batch = tables_->database->batch();
  batch.put(Column::meta, view_of(meta::kEngineRecord), engine_record);
  const std::scoped_lock lock(tables_->writing);
  return write(std::move(batch));
}

Result<void> ChainStore::Impl::kept(Height height) const {
  const auto oldest = tables_->oldest_block.load();
  if (height == 0 || height >= oldest) return {};
  return fail(ErrorCode::pruned,
              fmt::format("block {} is not kept here: this node began with a snapshot and has blocks "
                          "from {} on; ask a member that has run from the beginning",
                          height, oldest));
}

Result<void> ChainStore::Impl::readable(Height height) const {
  const auto newest = last()->block.header.height;
  if (height > newest) {
    return fail(ErrorCode::unknown_height, fmt::format("there is no block {}: the last is {}", height, newest));
  }
  if (const auto oldest = tables_->oldest_state.load(); height < oldest) {
    return fail(ErrorCode::pruned,
                fmt::format("the state of block {} was pruned: the oldest kept is that of block {}", height, oldest));
  }
  return {};
}

}  // namespace kaisho::storage
