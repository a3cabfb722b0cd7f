#include "database.hpp"

#include <fmt/format.h>
#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "database_insides.hpp"
#include "kaisho/base/assert.hpp"
#include "kaisho/state/keys.hpp"

namespace kaisho::storage {
namespace {

constexpr std::array<std::string_view, kColumns> kColumnNames = {
    "meta", "state", "code", "headers", "bodies", "receipts", "block_heights", "transactions", "history", "leaves",
};

/// The raw key of a versioned key, for the Bloom filters of the state column: a key never written costs no read.
class RawKeyPrefix final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "kaisho.raw_key"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - state::kVersionSize};
  }
  bool InDomain(const rocksdb::Slice& key) const override { return key.size() > state::kVersionSize; }
};

/// RocksDB's own log goes nowhere. What matters comes back as a status, and the log is a danger: when its file can not
/// grow (a full disk), the next line that RocksDB logs (that the disk is full) fails an assertion in Debian's build.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

/// How a column's entries wait in memory until they are written out as a table. An ordered list costs most to fill.
std::shared_ptr<rocksdb::MemTableRepFactory> write_buffer_of(Column column) {
  switch (column) {
    case Column::state:
    case Column::transactions:
    case Column::block_heights:  // read by whole keys: a hash table of short lists
      return std::shared_ptr<rocksdb::MemTableRepFactory>(rocksdb::NewHashLinkListRepFactory(1 << 15));
    case Column::leaves:  // read at opening and for proofs: an array, sorted when it is written out or read
      return std::make_shared<rocksdb::VectorRepFactory>();
    default:
      return std::make_shared<rocksdb::SkipListFactory>();
  }
}

std::shared_ptr<const rocksdb::SliceTransform> prefix_of(Column column) {
  if (column == Column::state) return std::make_shared<RawKeyPrefix>();
  if (column == Column::transactions || column == Column::block_heights) {
    return std::shared_ptr<const rocksdb::SliceTransform>(rocksdb::NewNoopTransform());
  }
  return nullptr;
}

bool is_bulk(Column column) { return column == Column::bodies || column == Column::receipts || column == Column::code; }

rocksdb::ColumnFamilyOptions column_options(Column column, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = is_bulk(column) ? 32 << 10 : 8 << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  // Small write buffers stay in the processor's cache, where taking a key costs a fraction; several are merged into one
  // table when they are written out.
  options.write_buffer_size = 8 << 20;
  options.max_write_buffer_number = 12;
  options.min_write_buffer_number_to_merge = 6;
  options.compression = is_bulk(column) ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;  // hashes do not shrink
  options.prefix_extractor = prefix_of(column);
  options.memtable_factory = write_buffer_of(column);
  if (column == Column::state) {  // pruned versions free their space soon: a table with many of them is rewritten
    options.table_properties_collector_factories.push_back(rocksdb::NewCompactOnDeletionCollectorFactory(8192, 4096));
  }
  return options;
}

rocksdb::DBOptions database_options(const Database::Options& wanted) {
  rocksdb::DBOptions options;
  options.create_if_missing = wanted.create_if_missing;
  options.create_missing_column_families = true;  // a kill while the store is made can leave some of them out
  options.paranoid_checks = true;                 // a damaged file stops the opening instead of being left out
  options.max_open_files = -1;  // so every table's footer, index and filter are read, and checked, at opening
  options.max_total_wal_size = 256 << 20;  // what a restart replays at most
  options.max_background_jobs = 2;
  options.allow_concurrent_memtable_write = false;  // one thread writes, and these buffers take no more
  options.info_log = std::make_shared<SilentLogger>();
  // A crash can tear the record that was being written, which nobody was told of: that tail may go. Point-in-time
  // recovery would also drop acknowledged blocks behind a damaged record without a word; absolute consistency would
  // refuse every start after a power cut. Where somebody brings the end again, a cut may tear several records that no
  // flush had reached, and the chain goes on from the last whole one before them.
  options.wal_recovery_mode = wanted.end_comes_again ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                                     : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
}

/// A column that this version does not know. What can not be listed is left for the opening to report.
std::optional<std::string> foreign_column(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  if (!rocksdb::DB::ListColumnFamilies({}, folder.string(), &names).ok()) return std::nullopt;
  for (auto& name : names) {
    const bool ours = std::ranges::find(kColumnNames, name) != kColumnNames.end();
    if (!ours && name != rocksdb::kDefaultColumnFamilyName) return std::move(name);
  }
  return std::nullopt;
}

}  // namespace

struct Database::Batch::Ops {
  rocksdb::WriteBatch writes;
  const Insides& insides;
};

Database::Batch::Batch(std::unique_ptr<Ops> ops) : ops_(std::move(ops)) {}
Database::Batch::~Batch() = default;
Database::Batch::Batch(Batch&&) noexcept = default;
Database::Batch& Database::Batch::operator=(Batch&&) noexcept = default;

void Database::Batch::put(Column column, ByteView key, ByteView value) {
  // A put fails only for a batch above a size limit, and none is set.
  KAISHO_ASSERT(ops_->writes.Put(ops_->insides.of(column), slice_of(key), slice_of(value)).ok());
}

void Database::Batch::erase(Column column, ByteView key) {
  KAISHO_ASSERT(ops_->writes.Delete(ops_->insides.of(column), slice_of(key)).ok());
}

std::size_t Database::Batch::bytes() const { return ops_->writes.GetDataSize(); }

Database::Database(std::unique_ptr<Insides> insides) : insides_(std::move(insides)) {}
Database::~Database() = default;

bool Database::exists(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder / "CURRENT", ignored);
}

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
  if (!exists(options.folder) && !options.create_if_missing) {
    return std::unexpected(
        StoreError{ErrorCode::missing_folder,
                   fmt::format("{} holds no chain (no file CURRENT): check the path", options.folder.string())});
  }
  if (const auto foreign = foreign_column(options.folder)) {
    return std::unexpected(StoreError{
        ErrorCode::unknown_format,
        fmt::format("{} was written by another version or another program (it has a table '{}'): use the version that "
                    "wrote it, or another data folder",
                    options.folder.string(), *foreign)});
  }
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);  // RocksDB makes the last folder only, and says why not
  const auto cache = rocksdb::NewLRUCache(options.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  for (std::size_t i = 0; i < kColumns; ++i) {
    descriptors.emplace_back(std::string(kColumnNames[i]), column_options(static_cast<Column>(i), cache));
  }
  auto insides = std::make_unique<Insides>();
  insides->folder = options.folder;
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const auto status = rocksdb::DB::Open(database_options(options), options.folder.string(), descriptors, &handles, &db);
  if (!status.ok()) return insides->failed(status);
  insides->db.reset(db);
  db->DestroyColumnFamilyHandle(handles.front());  // RocksDB insists on "default"; it stays empty
  insides->columns.assign(handles.begin() + 1, handles.end());
  return std::unique_ptr<Database>(new Database(std::move(insides)));
}

Result<std::optional<Bytes>> Database::get(Column column, ByteView key) const {
  rocksdb::PinnableSlice value;
  const auto status = insides_->db->Get({}, insides_->of(column), slice_of(key), &value);
  if (status.IsNotFound()) return std::optional<Bytes>{};
  if (!status.ok()) return insides_->failed(status);
  return bytes_of(view_of_slice(value));
}

Result<std::optional<Entry>> Database::newest_version(ByteView versioned_key) const {
  return insides_->newest_version({}, versioned_key);
}

Result<std::optional<Entry>> Database::last(Column column) const {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  const std::unique_ptr<rocksdb::Iterator> at(insides_->db->NewIterator(options, insides_->of(column)));
  at->SeekToLast();
  if (!at->status().ok()) return insides_->failed(at->status());
  if (!at->Valid()) return std::optional<Entry>{};
  return Entry{.key = bytes_of(view_of_slice(at->key())), .value = bytes_of(view_of_slice(at->value()))};
}

Result<void> Database::visit(Column column, ByteView from, const Visitor& visit) const {
  rocksdb::ReadOptions options;
  options.total_order_seek = true;
  options.fill_cache = false;
  options.readahead_size = 2 << 20;
  const std::unique_ptr<rocksdb::Iterator> at(insides_->db->NewIterator(options, insides_->of(column)));
  for (at->Seek(slice_of(from)); at->Valid(); at->Next()) {
    if (!visit(view_of_slice(at->key()), view_of_slice(at->value()))) return {};
  }
  if (!at->status().ok()) return insides_->failed(at->status());
  return {};
}

Database::Batch Database::batch() const {
  return Batch(std::make_unique<Batch::Ops>(Batch::Ops{.writes = rocksdb::WriteBatch(), .insides = *insides_}));
}

Result<void> Database::write(Batch batch, bool durable) {
  rocksdb::WriteOptions options;
  options.sync = durable;
  const auto status = insides_->db->Write(options, &batch.ops_->writes);
  if (!status.ok()) return insides_->failed(status);
  return {};
}

Result<void> Database::flush_log() {
  const auto status = insides_->db->SyncWAL();
  if (!status.ok()) return insides_->failed(status);
  return {};
}

void Database::flush() {
  // A failure leaves the log in place, which the next opening replays: nothing to report.
  for (auto* column : insides_->columns) insides_->db->Flush({}, column).PermitUncheckedError();
}

}  // namespace kaisho::storage
