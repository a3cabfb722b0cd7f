#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "kaisho/base/hex.hpp"
#include "snapshot_file.hpp"
#include "snapshot_maker.hpp"

namespace kaisho::storage {
namespace {

namespace fs = std::filesystem;
using snapshot::refuse;

constexpr std::string_view kExtension = ".snapshot";
constexpr std::string_view kIncoming = "incoming.part";

/// A finished snapshot and the file that holds it.
struct Kept {
  Snapshot about;
  fs::path path;
};

/// A snapshot on its way in.
struct Incoming {
  Incoming(snapshot::Checked what, DiskFile to)
      : checked(std::move(what)), file(std::move(to)), offsets(snapshot::offsets_of(checked.metadata.chunks)) {}

  snapshot::Checked checked;
  DiskFile file;
  std::vector<std::uint64_t> offsets;
  snapshot::ChunkCheck check{checked};

  [[nodiscard]] Result<Bytes> chunk(std::uint32_t index) const {
    return file.read_at(offsets[index], offsets[index + 1] - offsets[index]);
  }
};

std::optional<Kept> read_kept(const fs::path& path) {
  const auto file = snapshot::SnapshotFile::open(path);
  if (!file) return std::nullopt;
  auto checked = snapshot::check_metadata(file->metadata(), std::nullopt);
  if (!checked) return std::nullopt;
  return Kept{.about = std::move(checked->snapshot), .path = path};
}

}  // namespace

class Snapshots::Impl {
 public:
  Impl(SnapshotOptions options, ChainStore& store) : options_(std::move(options)), store_(store) {}

  Result<void> load();
  void consider();
  void wait();
  [[nodiscard]] std::vector<Snapshot> list() const;
  [[nodiscard]] Result<std::optional<Bytes>> chunk(Height height, std::uint32_t format, std::uint32_t index) const;
  [[nodiscard]] SnapshotResult<Snapshot> begin(ByteView metadata, const SnapshotTrust& trust);
  [[nodiscard]] SnapshotResult<void> apply(std::uint32_t index, ByteView chunk);
  [[nodiscard]] bool complete() const { return incoming_ && incoming_->check.complete(); }
  [[nodiscard]] SnapshotResult<BlockPtr> finish(ByteView engine_record);
  void abandon();

 private:
  [[nodiscard]] fs::path file_of(Height height) const {
    return options_.folder / (std::to_string(height) + std::string(kExtension));
  }
  void make(FrozenChain chain, const std::stop_token& stop);
  void keep(Kept made);

  SnapshotOptions options_;
  ChainStore& store_;
  mutable std::mutex mutex_;
  std::map<Height, Kept, std::greater<>> kept_;
  std::unique_ptr<Incoming> incoming_;
  std::atomic<bool> making_{false};
  std::jthread maker_;  // last: stops before the rest goes
};

Result<void> Snapshots::Impl::load() {
  std::error_code error;
  fs::create_directories(options_.folder, error);
  std::vector<fs::path> half_made;
  for (auto at = fs::directory_iterator(options_.folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (at->path().extension() == ".part") half_made.push_back(at->path());
    if (at->path().extension() != kExtension) continue;
    if (auto found = read_kept(at->path())) {
      const auto height = found->about.header.height;
      kept_.emplace(height, std::move(*found));
    } else {
      half_made.push_back(at->path());  // damaged: nobody can use it, and the next one is made in time
    }
  }
  if (error) {
    return fail(ErrorCode::not_writable, fmt::format("the snapshots' folder {} can not be read or made: {}",
                                                     options_.folder.string(), error.message()));
  }
  for (const auto& path : half_made) fs::remove(path, error);
  return {};
}

void Snapshots::Impl::consider() {
  if (options_.every == 0 || making_.load()) return;
  const auto height = store_.height();
  if (height == 0 || height % options_.every != 0) return;
  {
    const std::scoped_lock lock(mutex_);
    if (kept_.contains(height)) return;
  }
  making_.store(true);
  maker_ = std::jthread([this, chain = SnapshotAccess::freeze(store_)](const std::stop_token& stop) mutable {
    make(std::move(chain), stop);
    making_.store(false);
    making_.notify_all();
  });
}

void Snapshots::Impl::wait() { making_.wait(true); }

void Snapshots::Impl::make(FrozenChain chain, const std::stop_token& stop) {
  const auto height = chain.last().header.height;
  const auto path = file_of(height);
  auto made = snapshot::make_snapshot(chain, path, stop);
  if (!made) {
    options_.log(fmt::format("no snapshot of block {}: {}: {}", height, name_of(made.error().code), made.error().text));
    return;
  }
  if (!*made) return;
  options_.log(fmt::format("snapshot of block {}: {} chunks, {}", height, (*made)->chunks, to_hex((*made)->hash)));
  keep({.about = std::move(**made), .path = path});
}

/// The newest stay.
void Snapshots::Impl::keep(Kept made) {
  const std::scoped_lock lock(mutex_);
  const auto height = made.about.header.height;
  kept_.insert_or_assign(height, std::move(made));
  while (kept_.size() > std::max<std::size_t>(options_.keep, 1)) {
    const auto oldest = std::prev(kept_.end());
    std::error_code ignored;
    fs::remove(oldest->second.path, ignored);  // whoever reads it now reads on
    kept_.erase(oldest);
  }
}

std::vector<Snapshot> Snapshots::Impl::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Snapshot> all;
  for (const auto& [_, kept] : kept_) all.push_back(kept.about);
  return all;
}

Result<std::optional<Bytes>> Snapshots::Impl::chunk(Height height, std::uint32_t format, std::uint32_t index) const {
  fs::path path;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = kept_.find(height);
    if (found == kept_.end() || format != kSnapshotFormat || index >= found->second.about.chunks) {
      return std::optional<Bytes>{};
    }
    path = found->second.path;
  }
  const auto file = snapshot::SnapshotFile::open(path);
  if (!file) return std::optional<Bytes>{};  // gone since
  auto bytes = file->chunk(index);
  if (!bytes) return std::unexpected(bytes.error());
  return std::optional(std::move(*bytes));
}

SnapshotResult<Snapshot> Snapshots::Impl::begin(ByteView metadata, const SnapshotTrust& trust) {
  abandon();
  if (store_.height() != 0) {
    return refuse(SnapshotErrorCode::not_empty,
                  fmt::format("this node is at block {} already: a snapshot is restored into an empty data folder",
                              store_.height()));
  }
  auto checked = snapshot::check_metadata(metadata, trust);
  if (!checked) return std::unexpected(checked.error());
  if (ledger::header_hash(checked->metadata.genesis) != store_.genesis_hash()) {
    return refuse(SnapshotErrorCode::foreign_chain,
                  fmt::format("the snapshot is of the chain with genesis {}, this node's is {}",
                              to_hex(ledger::header_hash(checked->metadata.genesis)), to_hex(store_.genesis_hash())));
  }
  auto file = DiskFile::create(options_.folder / kIncoming);
  if (!file) return refuse(file.error());
  auto incoming = std::make_unique<Incoming>(std::move(*checked), std::move(*file));
  if (auto written = incoming->file.write_at(incoming->offsets.back(), snapshot::tail_of(metadata)); !written) {
    return refuse(written.error());
  }
  incoming_ = std::move(incoming);
  return incoming_->checked.snapshot;
}

SnapshotResult<void> Snapshots::Impl::apply(std::uint32_t index, ByteView chunk) {
  if (!incoming_) return refuse(SnapshotErrorCode::unexpected, "no snapshot is being restored");
  if (auto taken = incoming_->check.take(index, chunk); !taken) return taken;
  if (auto written = incoming_->file.write_at(incoming_->offsets[index], chunk); !written) {
    return refuse(written.error());
  }
  return {};
}

SnapshotResult<BlockPtr> Snapshots::Impl::finish(ByteView engine_record) {
  if (!incoming_) return refuse(SnapshotErrorCode::unexpected, "no snapshot is being restored");
  if (auto whole = incoming_->check.finish(); !whole) return std::unexpected(whole.error());
  const Adoption adoption{.checked = incoming_->checked,
                          .chunk = [this](std::uint32_t index) { return incoming_->chunk(index); }};
  auto block = SnapshotAccess::adopt(store_, adoption, engine_record);
  if (!block) return refuse(block.error());
  auto about = std::move(incoming_->checked.snapshot);
  const auto path = file_of(about.header.height);
  const auto published = std::move(incoming_->file).publish(path);  // from here on this node serves it, too
  incoming_.reset();
  if (published) keep({.about = std::move(about), .path = path});
  return std::move(*block);
}

void Snapshots::Impl::abandon() {
  if (!incoming_) return;
  incoming_.reset();
  std::error_code ignored;
  fs::remove(options_.folder / kIncoming, ignored);
}

// --- the face ----------------------------------------------------------------------------------------------------

Snapshots::Snapshots(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Snapshots::~Snapshots() = default;

Result<std::unique_ptr<Snapshots>> Snapshots::open(SnapshotOptions options, ChainStore& store) {
  auto impl = std::make_unique<Impl>(std::move(options), store);
  if (auto loaded = impl->load(); !loaded) return std::unexpected(loaded.error());
  return std::unique_ptr<Snapshots>(new Snapshots(std::move(impl)));
}

void Snapshots::consider() { impl_->consider(); }
void Snapshots::wait() { impl_->wait(); }
std::vector<Snapshot> Snapshots::list() const { return impl_->list(); }
Result<std::optional<Bytes>> Snapshots::chunk(Height height, std::uint32_t format, std::uint32_t index) const {
  return impl_->chunk(height, format, index);
}
SnapshotResult<Snapshot> Snapshots::begin_restore(ByteView metadata, const SnapshotTrust& trust) {
  return impl_->begin(metadata, trust);
}
SnapshotResult<void> Snapshots::apply(std::uint32_t index, ByteView chunk) { return impl_->apply(index, chunk); }
bool Snapshots::complete() const { return impl_->complete(); }
SnapshotResult<BlockPtr> Snapshots::finish(ByteView engine_record) { return impl_->finish(engine_record); }
void Snapshots::abandon() { impl_->abandon(); }

}  // namespace kaisho::storage
