#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "kaisho/peering/package_archive.hpp"

namespace kaisho::peering {

/// Why the store did not take or give bytes. Stable, never renumbered.
enum class StoreFault : std::uint8_t {
  wrong_bytes = 1,   ///< not the bytes of this hash
  wrong_offset = 2,  ///< not where the last piece ended; `StoreError::offset` says where to go on
  full = 3,          ///< the store's size limit
  medium = 4,        ///< the disk said no
  missing = 5,       ///< no such package here
};
struct StoreError {
  StoreFault fault = StoreFault::medium;
  std::string text;          ///< a sentence with what to do
  std::uint64_t offset = 0;  ///< of wrong_offset
};
template <class T>
using StoreResult = std::expected<T, StoreError>;

struct StoredPackage {
  Hash hash;
  std::uint64_t size = 0;  ///< bytes of the archive
};

/// Where a half received package stands.
struct Arrival {
  std::uint64_t offset = 0;              ///< bytes here, all of them or the first ones
  std::optional<std::uint64_t> total{};  ///< once known
  bool complete = false;
};

/// Packages by hash in a folder: `<hash>.package`, and `<hash>.part` while one arrives. A file gets its final name only
/// when every byte is checked and on the disk. Thread-safe.
class PackageStore {
 public:
  static constexpr std::uint64_t kDefaultLimit = std::uint64_t{4} << 30;  ///< bytes of all archives
  static constexpr std::size_t kMaxArrivals = 16;                         ///< packages that arrive at one time

  /// Makes the folder where it is missing. What an earlier run left of half received packages is kept and checked.
  [[nodiscard]] static StoreResult<std::unique_ptr<PackageStore>> open(std::filesystem::path folder,
                                                                       std::uint64_t limit = kDefaultLimit);

  PackageStore(const PackageStore&) = delete;
  PackageStore& operator=(const PackageStore&) = delete;
  ~PackageStore();

  [[nodiscard]] bool has(const Hash& package) const;
  [[nodiscard]] std::vector<StoredPackage> list() const;
  [[nodiscard]] std::uint64_t bytes_used() const;
  /// Size of the archive. Faults: missing.
  [[nodiscard]] StoreResult<std::uint64_t> size_of(const Hash& package) const;
  /// At most `size` bytes from `offset`. Faults: missing, medium.
  [[nodiscard]] StoreResult<Bytes> read(const Hash& package, std::uint64_t offset, std::size_t size) const;

  /// Where to go on. With another `sender` than before, what was not verified yet is dropped, so that whoever sends
  /// wrong bytes is the one who is blamed.
  [[nodiscard]] StoreResult<Arrival> begin(const Hash& package, const std::string& sender);
  /// The next piece of a begun package. Faults: wrong_bytes (unverified bytes are dropped), wrong_offset, full, medium.
  [[nodiscard]] StoreResult<Arrival> add(const Hash& package, std::uint64_t offset, ByteView bytes);

 private:
  struct Incoming;
  PackageStore(std::filesystem::path folder, std::uint64_t limit);
  [[nodiscard]] StoreResult<void> load();
  [[nodiscard]] StoreResult<Incoming*> incoming(const Hash& package);
  [[nodiscard]] StoreResult<Arrival> finish(const Hash& package, const Incoming& arriving);
  [[nodiscard]] std::uint64_t used() const;
  void make_room();

  std::filesystem::path folder_;
  std::uint64_t limit_;
  mutable std::mutex mutex_;
  std::map<Hash, std::uint64_t> sizes_;
  std::map<Hash, std::unique_ptr<Incoming>> arriving_;
  std::uint64_t calls_ = 0;
};

}  // namespace kaisho::peering
