#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "kaisho/base/bytes.hpp"
#include "kaisho/storage/chain_store.hpp"

/// RocksDB behind a plain interface: its headers stay in database.cpp.
namespace kaisho::storage {

/// The column families; their names and contents are in docs/formats/storage.md.
enum class Column : std::uint8_t {
  meta,
  state,
  code,
  headers,
  bodies,
  receipts,
  block_heights,
  transactions,
  history,
  leaves,
};
inline constexpr std::size_t kColumns = 10;

struct Entry {
  Bytes key;
  Bytes value;
};

class Database {
 public:
  /// Writes that become durable together or not at all.
  class Batch {
   public:
    ~Batch();
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) noexcept;
    void put(Column column, ByteView key, ByteView value);
    void erase(Column column, ByteView key);
    [[nodiscard]] std::size_t bytes() const;

   private:
    friend class Database;
    struct Ops;
    explicit Batch(std::unique_ptr<Ops> ops);
    std::unique_ptr<Ops> ops_;
  };

  struct Options {
    std::filesystem::path folder;
    bool create_if_missing = true;
    std::size_t cache_bytes = 0;
    /// A log that ends in damage is taken up to there, not refused: for a chain whose lost end comes again.
    bool end_comes_again = false;
  };
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const Options& options);
  /// Whether the folder holds a database (of whatever program).
  [[nodiscard]] static bool exists(const std::filesystem::path& folder);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  [[nodiscard]] Result<std::optional<Bytes>> get(Column column, ByteView key) const;
  /// The first entry of the state column at or behind a versioned key, if it is one of the same raw key.
  [[nodiscard]] Result<std::optional<Entry>> newest_version(ByteView versioned_key) const;
  [[nodiscard]] Result<std::optional<Entry>> last(Column column) const;
  /// Entries from `from` on, in key order, until `visit` returns false.
  using Visitor = std::function<bool(ByteView key, ByteView value)>;
  [[nodiscard]] Result<void> visit(Column column, ByteView from, const Visitor& visit) const;

  /// The database as it is at one moment, whatever is written later; for one thread. What it sees is held back from
  /// compaction while it lives; it goes before the database.
  class Frozen {
   public:
    Frozen(Frozen&&) noexcept;
    ~Frozen();
    [[nodiscard]] Result<std::optional<Entry>> newest_version(ByteView versioned_key) const;
    /// A walk over a column in key order, one at a time.
    void begin(Column column);
    [[nodiscard]] Result<std::optional<Entry>> next();

   private:
    friend class Database;
    struct Moment;
    explicit Frozen(std::unique_ptr<Moment> moment);
    std::unique_ptr<Moment> moment_;
  };
  [[nodiscard]] Frozen freeze() const;

  [[nodiscard]] Batch batch() const;
  /// `durable`: returns when the batch is on the disk (one fdatasync of the write-ahead log).
  [[nodiscard]] Result<void> write(Batch batch, bool durable);
  /// Returns when every batch that was written before is on the disk. From any thread.
  [[nodiscard]] Result<void> flush_log();
  /// Moves everything into tables, so that the next opening replays nothing.
  void flush();

 private:
  struct Insides;
  explicit Database(std::unique_ptr<Insides> insides);
  std::unique_ptr<Insides> insides_;
};

}  // namespace kaisho::storage
