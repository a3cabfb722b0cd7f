#include "kaisho/state/hashing.hpp"
#include "kaisho/state/keys.hpp"
#include "records.hpp"
#include "tables.hpp"

namespace kaisho::storage {
namespace {

constexpr std::size_t kBatchBytes = 256 << 10;  // what a commit may have to wait for

/// Walks the versions of every key, the newest first, and collects what may go.
class Pruner {
 public:
  Pruner(Tables& tables, Height below) : tables_(tables), below_(below), batch_(tables.database->batch()) {}

  Result<void> run(const std::stop_token& stop) {
    std::optional<StoreError> failed;
    const auto visited = tables_.database->visit(Column::state, {}, [&](ByteView key, ByteView value) {
      if (stop.stop_requested()) return false;
      look_at(key, value);
      if (batch_.bytes() < kBatchBytes) return true;
      auto written = flush();
      if (!written) failed = written.error();
      return written.has_value();
    });
    if (!visited) return visited;
    if (failed) return std::unexpected(*failed);
    return flush();
  }

 private:
  void look_at(ByteView key, ByteView value) {
    const auto version = state::parse_versioned_key(key);
    if (!version) return;
    if (!equal(version->raw_key, raw_key_)) {
      raw_key_ = bytes_of(version->raw_key);
      settled_ = false;
      newer_ = false;
    }
    if (version->height > below_) {
      newer_ = true;
      return;
    }
    // The newest version not above `below_` is what heights from there on read; one that says "absent" need not stay.
    if (settled_ || value.empty()) batch_.erase(Column::state, key);
    if (!settled_ && value.empty() && !newer_) gone_.push_back(raw_key_);
    settled_ = true;
  }

  /// The walk sees the state as it was when it began: a commit since then may have given a key a value again.
  Result<void> flush() {
    const std::scoped_lock lock(tables_.writing);
    for (const auto& raw_key : gone_) {
      const auto newest = tables_.database->newest_version(state::versioned_key(raw_key, ~Height{0}));
      if (!newest) return std::unexpected(newest.error());
      if (*newest && state::parse_versioned_key((*newest)->key)->height > below_) continue;
      batch_.erase(Column::leaves, state::tree_key(raw_key).view());  // nobody can ask for this leaf any more
    }
    gone_.clear();
    return tables_.database->write(std::exchange(batch_, tables_.database->batch()), false);
  }

  Tables& tables_;
  Height below_;
  Database::Batch batch_;
  std::vector<Bytes> gone_;  // absent for good, unless a commit sets them meanwhile
  Bytes raw_key_;
  bool settled_ = false;
  bool newer_ = false;
};

}  // namespace

Result<void> raise_oldest_state(Tables& tables, Height below) {
  if (below <= tables.oldest_state.load()) return {};
  // First the promise that nobody reads below, durable, then the dropping: a crash in between leaves only waste.
  auto promise = tables.database->batch();
  promise.put(Column::meta, view_of(meta::kOldestState), records::big_endian(below));
  if (auto written = tables.database->write(std::move(promise), true); !written) return written;
  tables.oldest_state.store(below);
  return {};
}

Result<void> drop_old_versions(Tables& tables, const std::stop_token& stop) {
  const std::scoped_lock one_at_a_time(tables.pruning);
  return Pruner(tables, tables.oldest_state.load()).run(stop);
}

}  // namespace kaisho::storage
