#include "database_insides.hpp"
#include "kaisho/state/keys.hpp"

namespace kaisho::storage {

Result<std::optional<Entry>> Database::Insides::newest_version(rocksdb::ReadOptions options,
                                                               ByteView versioned_key) const {
  options.prefix_same_as_start = true;
  const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator(options, of(Column::state)));
  at->Seek(slice_of(versioned_key));
  if (!at->status().ok()) return failed(at->status());
  if (!at->Valid()) return std::optional<Entry>{};
  const auto raw_size = versioned_key.size() - state::kVersionSize;
  const auto key = view_of_slice(at->key());
  if (key.size() != versioned_key.size() || !equal(key.first(raw_size), versioned_key.first(raw_size))) {
    return std::optional<Entry>{};
  }
  return Entry{.key = bytes_of(key), .value = bytes_of(view_of_slice(at->value()))};
}

struct Database::Frozen::Moment {
  const Insides& insides;
  const rocksdb::Snapshot* snapshot;
  std::unique_ptr<rocksdb::Iterator> walk;  // over one column

  explicit Moment(const Insides& of) : insides(of), snapshot(of.db->GetSnapshot()) {}
  Moment(const Moment&) = delete;
  Moment& operator=(const Moment&) = delete;
  ~Moment() {
    walk.reset();
    insides.db->ReleaseSnapshot(snapshot);
  }
  [[nodiscard]] rocksdb::ReadOptions options() const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    return options;
  }
};

Database::Frozen::Frozen(std::unique_ptr<Moment> moment) : moment_(std::move(moment)) {}
Database::Frozen::Frozen(Frozen&&) noexcept = default;
Database::Frozen::~Frozen() = default;

Database::Frozen Database::freeze() const { return Frozen(std::make_unique<Frozen::Moment>(*insides_)); }

Result<std::optional<Entry>> Database::Frozen::newest_version(ByteView versioned_key) const {
  return moment_->insides.newest_version(moment_->options(), versioned_key);
}

void Database::Frozen::begin(Column column) {
  auto options = moment_->options();
  options.total_order_seek = true;
  options.fill_cache = false;
  options.readahead_size = 2 << 20;
  moment_->walk.reset(moment_->insides.db->NewIterator(options, moment_->insides.of(column)));
  moment_->walk->SeekToFirst();
}

Result<std::optional<Entry>> Database::Frozen::next() {
  auto& walk = *moment_->walk;
  if (!walk.status().ok()) return moment_->insides.failed(walk.status());
  if (!walk.Valid()) return std::optional<Entry>{};
  Entry entry{.key = bytes_of(view_of_slice(walk.key())), .value = bytes_of(view_of_slice(walk.value()))};
  walk.Next();
  return entry;
}

}  // namespace kaisho::storage
