#include <fmt/format.h>

#include "chain_store_impl.hpp"
#include "kaisho/base/hex.hpp"
#include "label.hpp"

namespace kaisho::storage {
namespace {

constexpr std::uint64_t kFormat = 1;

ledger::Block first_block(const ledger::Genesis& genesis) {
  state::StateTree tree;
  auto header = ledger::genesis_header(genesis);
  header.state_root = tree.propose(changes_of(genesis.state).leaf_changes());
  return {.header = std::move(header), .transactions = {}, .receipts = {}};
}

Result<std::optional<std::uint64_t>> read_number(const Database& database, std::string_view key) {
  const auto bytes = database.get(Column::meta, view_of(key));
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::optional<std::uint64_t>{};
  return records::read_big_endian(**bytes);
}

/// The database of a folder and its last header, if there is one.
struct Opened {
  std::unique_ptr<Database> database;
  std::optional<ledger::Header> last;
};

Result<void> check_format(std::optional<std::uint64_t> format, const std::filesystem::path& folder) {
  if (!format || *format == kFormat) return {};
  return fail(ErrorCode::unknown_format, fmt::format("{} has format {}, this version reads format {}: use the version "
                                                     "that wrote it",
                                                     folder.string(), *format, kFormat));
}

/// The database holds at least what the label promises.
Result<void> check_label(const Label& label, const std::optional<ledger::Header>& last,
                         const std::filesystem::path& folder) {
  if (last && last->height >= label.height) return {};
  return fail(ErrorCode::damaged,
              fmt::format("{} held block {} when it was last opened or closed and has lost it: a damaged MANIFEST file "
                          "there hides what came later; {}",
                          folder.string(), label.height, kRepair));
}

Result<Opened> open_database(const StoreOptions& options) {
  const auto label = read_label(options.folder);
  if (!label) return std::unexpected(label.error());
  if (*label) {
    if (auto known = check_format((*label)->format, options.folder); !known) return std::unexpected(known.error());
  }
  auto database = Database::open({.folder = options.folder,
                                  .create_if_missing = options.create_if_missing && !*label,
                                  .cache_bytes = options.cache_bytes,
                                  .end_comes_again = options.flush == Flush::behind});
  if (!database) return std::unexpected(database.error());
  const auto format = read_number(**database, meta::kFormat);
  if (!format) return std::unexpected(format.error());
  if (auto known = check_format(*format, options.folder); !known) return std::unexpected(known.error());
  auto header = BlockTable(**database, {.blocks = 1, .transactions = 0}).last_header();
  if (!header) return std::unexpected(header.error());
  Opened opened{.database = std::move(*database), .last = {}};
  if (*header && *format) opened.last = std::move((*header)->header);
  if (*label) {
    if (auto kept = check_label(**label, opened.last, options.folder); !kept) return std::unexpected(kept.error());
  }
  return opened;
}

}  // namespace

Result<void> ChainStore::Impl::create(const ledger::Genesis& genesis) {
  auto block = first_block(genesis);
  const auto diff = std::make_shared<const ledger::StateDiff>(genesis.state);
  auto candidate = prepare(diff);
  if (!candidate) return std::unexpected(candidate.error());
  genesis_ = genesis;
  genesis_hash_ = ledger::header_hash(block.header);
  auto batch = tables_->database->batch();
  batch.put(Column::meta, view_of(meta::kFormat), records::big_endian(kFormat));
  batch.put(Column::meta, view_of(meta::kGenesis), ledger::encode_genesis(genesis));
  return write(std::move(batch), std::make_shared<const StoredBlock>(StoredBlock{genesis_hash_, std::move(block)}),
               *diff);
}

Result<void> ChainStore::Impl::load(const ledger::Header& last) {
  const auto& database = *tables_->database;
  const auto genesis_bytes = database.get(Column::meta, view_of(meta::kGenesis));
  if (!genesis_bytes) return std::unexpected(genesis_bytes.error());
  auto genesis = *genesis_bytes ? ledger::decode_genesis(**genesis_bytes) : std::nullopt;
  const auto hash = tables_->blocks.hash_of(0);
  if (!hash) return std::unexpected(hash.error());
  if (!genesis || !*hash) {
    return fail(ErrorCode::damaged, fmt::format("{} holds no readable genesis: {}", options_.folder.string(), kRepair));
  }
  genesis_ = std::move(*genesis);
  genesis_hash_ = **hash;
  const auto oldest = read_number(database, meta::kOldestState);
  if (!oldest) return std::unexpected(oldest.error());
  tables_->oldest_state = oldest->value_or(0);
  if (auto undone = undo_adoption(); !undone) return undone;
  const auto oldest_block = read_number(database, meta::kOldestBlock);
  if (!oldest_block) return std::unexpected(oldest_block.error());
  tables_->oldest_block = oldest_block->value_or(0);
  tables_->history.begins_at(tables_->oldest_block);
  if (auto loaded = tables_->history.load(last.height + 1); !loaded) return loaded;
  if (auto loaded = tables_->tree.load(last.height, last.state_root); !loaded) {
    loaded.error().text = fmt::format("{}: {}", options_.folder.string(), loaded.error().text);
    return loaded;
  }
  if (last.height < tables_->oldest_block) {  // the snapshot's own block was too big to come with it
    last_ = std::make_shared<const StoredBlock>(
        StoredBlock{.hash = ledger::header_hash(last), .block = {.header = last, .transactions = {}, .receipts = {}}});
    return {};
  }
  auto block = tables_->blocks.block(last.height);
  if (!block) return std::unexpected(block.error());
  last_ = std::move(*block);
  return {};
}

Result<void> ChainStore::Impl::label() const {
  return write_label(options_.folder, {.format = kFormat,
                                       .chain_id = genesis_.chain_id,
                                       .genesis_hash = genesis_hash_,
                                       .height = last()->block.header.height});
}

Result<std::unique_ptr<ChainStore>> ChainStore::open(const StoreOptions& options, const ledger::Genesis& genesis) {
  auto opened = open_database(options);
  if (!opened) return std::unexpected(opened.error());
  const auto latest = opened->last ? opened->last->height : 0;
  auto impl = std::make_shared<Impl>(std::move(opened->database), options, latest);
  const auto ready = opened->last ? impl->load(*opened->last) : impl->create(genesis);
  if (!ready) return std::unexpected(ready.error());
  const auto expected = ledger::header_hash(first_block(genesis).header);
  if (expected != impl->genesis_hash()) {
    return fail(ErrorCode::other_chain,
                fmt::format("{} holds another chain (genesis {}, expected {}): choose another data folder, or the "
                            "configuration that belongs to it",
                            options.folder.string(), to_hex(impl->genesis_hash()), to_hex(expected)));
  }
  if (auto labelled = impl->label(); !labelled) return std::unexpected(labelled.error());
  return std::unique_ptr<ChainStore>(new ChainStore(std::move(impl)));
}

Result<std::unique_ptr<ChainStore>> ChainStore::open_existing(const StoreOptions& options) {
  auto existing = options;
  existing.create_if_missing = false;
  auto opened = open_database(existing);
  if (!opened) return std::unexpected(opened.error());
  if (!opened->last) {
    return fail(ErrorCode::missing_folder, fmt::format("{} holds no block: check the path", options.folder.string()));
  }
  auto impl = std::make_shared<Impl>(std::move(opened->database), options, opened->last->height);
  if (auto loaded = impl->load(*opened->last); !loaded) return std::unexpected(loaded.error());
  if (auto labelled = impl->label(); !labelled) return std::unexpected(labelled.error());
  return std::unique_ptr<ChainStore>(new ChainStore(std::move(impl)));
}

}  // namespace kaisho::storage
