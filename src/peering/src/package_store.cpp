#include "kaisho/peering/package_store.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>

#include "files.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kWhole = ".package";
constexpr std::string_view kPart = ".part";
constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes read at once when an earlier run's part is checked

std::unexpected<StoreError> fail(StoreFault fault, std::string text, std::uint64_t offset = 0) {
  return std::unexpected(StoreError{fault, std::move(text), offset});
}
std::unexpected<StoreError> missing(const Hash& package) {
  return fail(StoreFault::missing, "this node does not have the package " + to_hex(package));
}

std::string name_of(const Hash& package, std::string_view ending) {
  return to_hex_plain(package.view()) + std::string(ending);
}

std::optional<Hash> hash_of(const fs::path& file) {
  const auto hash = fixed_from_hex<Hash>(file.stem().string());
  return hash && to_hex_plain(hash->view()) == file.stem().string() ? hash : std::nullopt;
}

}  // namespace

struct PackageStore::Incoming {
  explicit Incoming(const Hash& package) : check(package) {}
  ArchiveCheck check;
  std::string sender;          ///< of what is not verified yet
  std::uint64_t last_use = 0;  ///< counts calls
};

PackageStore::PackageStore(fs::path folder, std::uint64_t limit) : folder_(std::move(folder)), limit_(limit) {}
PackageStore::~PackageStore() = default;

StoreResult<std::unique_ptr<PackageStore>> PackageStore::open(fs::path folder, std::uint64_t limit) {
  if (auto made = make_folder(folder); !made) return fail(StoreFault::medium, made.error());
  std::unique_ptr<PackageStore> store(new PackageStore(std::move(folder), limit));
  if (auto loaded = store->load(); !loaded) return std::unexpected(loaded.error());
  return store;
}

StoreResult<void> PackageStore::load() {
  std::error_code error;
  for (auto at = fs::directory_iterator(folder_, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (at->path().extension() != kWhole) continue;
    if (const auto hash = hash_of(at->path())) sizes_[*hash] = at->file_size(error);
  }
  if (error) return fail(StoreFault::medium, "cannot read the folder " + folder_.string() + ": " + error.message());
  return {};
}

bool PackageStore::has(const Hash& package) const {
  const std::scoped_lock lock(mutex_);
  return sizes_.contains(package);
}

std::vector<StoredPackage> PackageStore::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<StoredPackage> packages;
  for (const auto& [hash, size] : sizes_) packages.push_back({hash, size});
  return packages;
}

std::uint64_t PackageStore::used() const {
  std::uint64_t bytes = 0;
  for (const auto& [hash, size] : sizes_) bytes += size;
  for (const auto& [hash, arriving] : arriving_) bytes += arriving->check.size();
  return bytes;
}

std::uint64_t PackageStore::bytes_used() const {
  const std::scoped_lock lock(mutex_);
  return used();
}

StoreResult<std::uint64_t> PackageStore::size_of(const Hash& package) const {
  const std::scoped_lock lock(mutex_);
  const auto at = sizes_.find(package);
  if (at == sizes_.end()) return missing(package);
  return at->second;
}

StoreResult<Bytes> PackageStore::read(const Hash& package, std::uint64_t offset, std::size_t size) const {
  if (!has(package)) return missing(package);
  auto bytes = read_at(folder_ / name_of(package, kWhole), offset, size);
  if (!bytes) return fail(StoreFault::medium, bytes.error());
  return *std::move(bytes);
}

/// The arrival that waited longest for its next piece goes, so that abandoned ones never stop others.
void PackageStore::make_room() {
  if (arriving_.size() < kMaxArrivals) return;
  const auto oldest = std::ranges::min_element(arriving_, {}, [](const auto& entry) { return entry.second->last_use; });
  std::error_code ignored;  // what stays is taken up or replaced by the next attempt
  fs::remove(folder_ / name_of(oldest->first, kPart), ignored);
  arriving_.erase(oldest);
}

/// Takes up what an earlier run left; what of it is wrong is dropped.
StoreResult<PackageStore::Incoming*> PackageStore::incoming(const Hash& package) {
  if (const auto at = arriving_.find(package); at != arriving_.end()) {
    at->second->last_use = ++calls_;
    return at->second.get();
  }
  make_room();
  auto fresh = std::make_unique<Incoming>(package);
  const auto part = folder_ / name_of(package, kPart);
  for (std::uint64_t offset = 0; fs::exists(part);) {
    const auto bytes = read_at(part, offset, kPiece);
    if (!bytes) return fail(StoreFault::medium, bytes.error());
    if (bytes->empty() || !fresh->check.add(*bytes)) break;
    offset += bytes->size();
  }
  fresh->last_use = ++calls_;
  fresh->check.drop_unverified();  // nobody knows any more who sent it
  return (arriving_[package] = std::move(fresh)).get();
}

StoreResult<Arrival> PackageStore::begin(const Hash& package, const std::string& sender) {
  const std::scoped_lock lock(mutex_);
  if (const auto at = sizes_.find(package); at != sizes_.end()) return Arrival{at->second, at->second, true};
  const auto found = incoming(package);
  if (!found) return std::unexpected(found.error());
  auto& arriving = **found;
  if (arriving.sender != sender) arriving.check.drop_unverified();
  arriving.sender = sender;
  if (arriving.check.complete()) return finish(package, arriving);
  return Arrival{arriving.check.size(), arriving.check.total(), false};
}

StoreResult<Arrival> PackageStore::add(const Hash& package, std::uint64_t offset, ByteView bytes) {
  const std::scoped_lock lock(mutex_);
  if (const auto at = sizes_.find(package); at != sizes_.end()) return Arrival{at->second, at->second, true};
  const auto found = incoming(package);
  if (!found) return std::unexpected(found.error());
  auto& check = (*found)->check;
  if (offset != check.size()) {
    return fail(StoreFault::wrong_offset, "go on at byte " + std::to_string(check.size()), check.size());
  }
  if (used() + bytes.size() > limit_) {
    return fail(StoreFault::full, "the package store holds its limit of " + std::to_string(limit_) +
                                      " bytes: remove packages that nobody needs from " + folder_.string());
  }
  if (auto right = check.add(bytes); !right) {
    const auto verified = check.verified();
    arriving_.erase(package);  // what was verified before is read again from the file
    return fail(StoreFault::wrong_bytes, right.error(), verified);
  }
  const auto part = folder_ / name_of(package, kPart);
  if (auto written = write_at(part, offset, bytes); !written) {
    arriving_.erase(package);
    return fail(StoreFault::medium, written.error());
  }
  if (check.complete()) return finish(package, **found);
  return Arrival{check.size(), check.total(), false};
}

/// Every byte was checked when it came.
StoreResult<Arrival> PackageStore::finish(const Hash& package, const Incoming& arriving) {
  const auto size = arriving.check.size();
  const auto part = folder_ / name_of(package, kPart);
  auto renamed = write_at(part, size, {});  // cuts what an earlier run may have left behind the end
  if (renamed) renamed = rename_durably(part, folder_ / name_of(package, kWhole));
  arriving_.erase(package);
  if (!renamed) return fail(StoreFault::medium, renamed.error());
  sizes_[package] = size;
  return Arrival{size, size, true};
}

}  // namespace kaisho::peering
