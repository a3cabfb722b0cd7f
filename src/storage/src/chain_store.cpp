#include "kaisho/storage/chain_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/base/hex.hpp"
#include "label.hpp"
#include "tables.hpp"

namespace kaisho::storage {
namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kGenesisKey = "genesis";
constexpr std::string_view kOldestKey = "oldest_state";
constexpr Height kPruneAtLeast = 1024;  // heights dropped at once: a pruning walks over the whole state

std::unexpected<StoreError> fail(ErrorCode code, std::string text) {
  return std::unexpected(StoreError{.code = code, .text = std::move(text)});
}

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

}  // namespace

class ChainStore::Impl {
 public:
  Impl(std::unique_ptr<Database> database, StoreOptions options, Height latest)
      : options_(std::move(options)), tables_(std::make_shared<Tables>(std::move(database), options_, latest)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (stopped_ || !last_) return;
    tables_->database->flush();
    static_cast<void>(label());  // an old label is a weaker check, not a wrong one
  }

  [[nodiscard]] Result<void> create(const ledger::Genesis& genesis);
  [[nodiscard]] Result<void> load(const ledger::Header& last);

  /// Says on the folder how far the chain has come.
  [[nodiscard]] Result<void> label() const;

  [[nodiscard]] Result<Candidate> prepare(std::shared_ptr<const ledger::StateDiff> diff);
  [[nodiscard]] Result<BlockPtr> commit(ledger::Block block, const Candidate& candidate);
  [[nodiscard]] Result<void> prune_below(Height height);

  [[nodiscard]] BlockPtr last() const {
    const std::scoped_lock lock(last_mutex_);
    return last_;
  }
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

  [[nodiscard]] Result<void> check_next(const ledger::Block& block, const Candidate& candidate) const;
  [[nodiscard]] Result<void> stage_again(const Candidate& candidate);
  [[nodiscard]] Result<void> write(Database::Batch batch, const BlockPtr& block, const ledger::StateDiff& diff);
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
};

Result<void> ChainStore::Impl::create(const ledger::Genesis& genesis) {
  auto block = first_block(genesis);
  const auto diff = std::make_shared<const ledger::StateDiff>(genesis.state);
  auto candidate = prepare(diff);
  if (!candidate) return std::unexpected(candidate.error());
  genesis_ = genesis;
  genesis_hash_ = ledger::header_hash(block.header);
  auto batch = tables_->database->batch();
  batch.put(Column::meta, view_of(kFormatKey), records::big_endian(kFormat));
  batch.put(Column::meta, view_of(kGenesisKey), ledger::encode_genesis(genesis));
  return write(std::move(batch), std::make_shared<const StoredBlock>(StoredBlock{genesis_hash_, std::move(block)}),
               *diff);
}

Result<void> ChainStore::Impl::load(const ledger::Header& last) {
  const auto& database = *tables_->database;
  const auto genesis_bytes = database.get(Column::meta, view_of(kGenesisKey));
  if (!genesis_bytes) return std::unexpected(genesis_bytes.error());
  auto genesis = *genesis_bytes ? ledger::decode_genesis(**genesis_bytes) : std::nullopt;
  const auto hash = tables_->blocks.hash_of(0);
  if (!hash) return std::unexpected(hash.error());
  if (!genesis || !*hash) {
    return fail(ErrorCode::damaged, fmt::format("{} holds no readable genesis: put the folder back from a backup",
                                                options_.folder.string()));
  }
  genesis_ = std::move(*genesis);
  genesis_hash_ = **hash;
  const auto oldest = read_number(database, kOldestKey);
  if (!oldest) return std::unexpected(oldest.error());
  tables_->oldest_state = oldest->value_or(0);
  if (auto loaded = tables_->history.load(last.height + 1); !loaded) return loaded;
  if (auto loaded = tables_->tree.load(last.height, last.state_root); !loaded) {
    loaded.error().text = fmt::format("{}: {}", options_.folder.string(), loaded.error().text);
    return loaded;
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

Result<Candidate> ChainStore::Impl::prepare(std::shared_ptr<const ledger::StateDiff> diff) {
  staged_ = Staged{.ticket = ++tickets_, .changes = changes_of(*diff), .root = {}};
  staged_->root = tables_->tree.propose(staged_->changes);
  return Candidate{.state_root = staged_->root,
                   .height = last_ ? last_->block.header.height + 1 : 0,
                   .ticket = staged_->ticket,
                   .diff = std::move(diff)};
}

Result<BlockPtr> ChainStore::Impl::commit(ledger::Block block, const Candidate& candidate) {
  if (stopped_) {
    return fail(ErrorCode::stopped, fmt::format("no block is taken since an earlier one could not be written: repair "
                                                "the cause and start again ({})",
                                                *stopped_));
  }
  if (auto next = check_next(block, candidate); !next) return std::unexpected(next.error());
  if (!staged_ || staged_->ticket != candidate.ticket) {
    if (auto staged = stage_again(candidate); !staged) return std::unexpected(staged.error());
  }
  const auto hash = ledger::header_hash(block.header);
  const auto stored = std::make_shared<const StoredBlock>(StoredBlock{.hash = hash, .block = std::move(block)});
  if (auto written = write(tables_->database->batch(), stored, *candidate.diff); !written) {
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
  if (auto written = tables_->database->write(std::move(batch), true); !written) {
    stopped_ = written.error().text;
    tables_->tree.discard();
    staged_.reset();
    return written;
  }
  publish(block, diff);
  return {};
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
  return prune(*tables_, height);
}

Result<void> ChainStore::Impl::prune_if_due() {
  const auto keep = options_.keep_versions;
  const auto height = last_->block.header.height;
  if (keep == 0 || height < keep) return {};
  const auto below = height - keep;
  return below >= tables_->oldest_state + std::max(keep, kPruneAtLeast) ? prune(*tables_, below) : Result<void>{};
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

// --- the face ----------------------------------------------------------------------------------------------------

ChainStore::ChainStore(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
ChainStore::~ChainStore() = default;

namespace {

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
                          "there hides what came later; put the folder back from a backup",
                          folder.string(), label.height));
}

Result<Opened> open_database(const StoreOptions& options) {
  const auto label = read_label(options.folder);
  if (!label) return std::unexpected(label.error());
  if (*label) {
    if (auto known = check_format((*label)->format, options.folder); !known) return std::unexpected(known.error());
  }
  auto database = Database::open({.folder = options.folder,
                                  .create_if_missing = options.create_if_missing && !*label,
                                  .cache_bytes = options.cache_bytes});
  if (!database) return std::unexpected(database.error());
  const auto format = read_number(**database, kFormatKey);
  if (!format) return std::unexpected(format.error());
  if (auto known = check_format(*format, options.folder); !known) return std::unexpected(known.error());
  auto header = BlockTable(**database, 1).last_header();
  if (!header) return std::unexpected(header.error());
  Opened opened{.database = std::move(*database), .last = {}};
  if (*header && *format) opened.last = std::move((*header)->header);
  if (*label) {
    if (auto kept = check_label(**label, opened.last, options.folder); !kept) return std::unexpected(kept.error());
  }
  return opened;
}

}  // namespace

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

Result<Candidate> ChainStore::prepare(ledger::StateDiff diff) {
  return impl_->prepare(std::make_shared<const ledger::StateDiff>(std::move(diff)));
}
Result<BlockPtr> ChainStore::commit(ledger::Block block, const Candidate& candidate) {
  return impl_->commit(std::move(block), candidate);
}
Result<void> ChainStore::prune_below(Height height) { return impl_->prune_below(height); }

std::shared_ptr<const ledger::StateView> ChainStore::latest() const { return view_at(impl_->tables(), height()); }

Result<std::shared_ptr<const ledger::StateView>> ChainStore::at(Height height) const {
  if (auto readable = impl_->readable(height); !readable) return std::unexpected(readable.error());
  return view_at(impl_->tables(), height);
}

Result<StateProof> ChainStore::prove_state(ByteView raw_key, Height height) const {
  if (auto readable = impl_->readable(height); !readable) return std::unexpected(readable.error());
  const auto header = impl_->tables()->blocks.header(height);
  if (!header) return std::unexpected(header.error());
  if (!*header) return fail(ErrorCode::damaged, fmt::format("the header of block {} is missing", height));
  return impl_->tables()->tree.prove(raw_key, height, (*header)->header.state_root);
}

Result<void> ChainStore::visit_state(Height height, const std::function<bool(ByteView, ByteView)>& visit) const {
  if (auto readable = impl_->readable(height); !readable) return readable;
  return impl_->tables()->states.visit(height, visit);
}

Height ChainStore::height() const { return last_block()->block.header.height; }
BlockPtr ChainStore::last_block() const { return impl_->last(); }
const ledger::Genesis& ChainStore::genesis() const { return impl_->genesis(); }
Hash ChainStore::genesis_hash() const { return impl_->genesis_hash(); }
Height ChainStore::oldest_state() const { return impl_->tables()->oldest_state.load(); }

Result<BlockPtr> ChainStore::block(Height height) const {
  return height > this->height() ? BlockPtr{} : impl_->tables()->blocks.block(height);
}

Result<std::optional<ledger::Header>> ChainStore::header(Height height) const {
  auto record = impl_->tables()->blocks.header(height);
  if (!record) return std::unexpected(record.error());
  if (!*record) return std::optional<ledger::Header>{};
  return std::move((*record)->header);
}

Result<std::optional<Hash>> ChainStore::block_hash(Height height) const {
  return impl_->tables()->blocks.hash_of(height);
}
Result<std::optional<Height>> ChainStore::height_of(const Hash& block_hash) const {
  return impl_->tables()->blocks.height_of(block_hash);
}
Result<std::optional<TransactionPlace>> ChainStore::find_transaction(const Hash& transaction_hash) const {
  return impl_->tables()->blocks.find_transaction(transaction_hash);
}

namespace {

std::unexpected<StoreError> bad_size(std::uint64_t size, Height last) {
  return fail(ErrorCode::unknown_height,
              fmt::format("there is no history tree of size {}: block {} is the last", size, last));
}

}  // namespace

Result<Hash> ChainStore::history_root(std::uint64_t size) const {
  if (size > height() + 1) return bad_size(size, height());
  return impl_->tables()->history.root(size);
}
Result<std::vector<Hash>> ChainStore::history_inclusion(Height height, std::uint64_t size) const {
  if (size > this->height() + 1 || height >= size) return bad_size(size, this->height());
  return impl_->tables()->history.inclusion(height, size);
}
Result<std::vector<Hash>> ChainStore::history_consistency(std::uint64_t old_size, std::uint64_t new_size) const {
  if (new_size > height() + 1 || old_size > new_size) return bad_size(new_size, height());
  return impl_->tables()->history.consistency(old_size, new_size);
}

}  // namespace kaisho::storage
