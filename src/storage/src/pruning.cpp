#include "kaisho/state/hashing.hpp"
#include "kaisho/state/keys.hpp"
#include "records.hpp"
#include "tables.hpp"

namespace kaisho::storage {
namespace {

constexpr std::size_t kBatchBytes = 4 << 20;

/// Walks the versions of every key, the newest first, and collects what may go.
class Pruner {
 public:
  Pruner(Database& database, Height below) : database_(database), below_(below), batch_(database.batch()) {}

  Result<void> run() {
    std::optional<StoreError> failed;
    const auto visited = database_.visit(Column::state, {}, [&](ByteView key, ByteView value) {
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
    if (!settled_ && value.empty() && !newer_) {
      batch_.erase(Column::leaves, state::tree_key(raw_key_).view());  // nobody can ask for this leaf any more
    }
    settled_ = true;
  }

  Result<void> flush() { return database_.write(std::exchange(batch_, database_.batch()), false); }

  Database& database_;
  Height below_;
  Database::Batch batch_;
  Bytes raw_key_;
  bool settled_ = false;
  bool newer_ = false;
};

}  // namespace

Result<void> prune(Tables& tables, Height below) {
  if (below <= tables.oldest_state.load()) return {};
  // First the promise that nobody reads below, durable, then the dropping: a crash in between leaves only waste.
  auto promise = tables.database->batch();
  promise.put(Column::meta, view_of("oldest_state"), records::big_endian(below));
  if (auto written = tables.database->write(std::move(promise), true); !written) return written;
  tables.oldest_state.store(below);
  return Pruner(*tables.database, below).run();
}

}  // namespace kaisho::storage
