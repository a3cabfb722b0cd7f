#include <algorithm>
#include <kaisho/base/assert.hpp>
#include <kaisho/peering/package_archive.hpp>

/// Package archives: cut anywhere, the check says the same as for the whole, and what it takes is a package that gives
/// the same bytes. The hash is the one of whatever manifest the input holds, so that the check gets past it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace peering = kaisho::peering;
  constexpr std::size_t kHead = 21;
  const kaisho::ByteView input(data, size);
  if (size < kHead + 1) return 0;
  const std::size_t manifest = std::min<std::size_t>(size - kHead, std::size_t{input[19]} << 8 | input[20]);
  const auto hash = kaisho::governance::package_hash(kaisho::text_of(input.subspan(kHead, manifest)));
  peering::ArchiveCheck whole(hash);
  const bool taken = whole.add(input).has_value() && whole.complete();
  peering::ArchiveCheck pieces(hash);
  const std::size_t cut = data[0] % size;
  const bool first = pieces.add(input.first(cut)).has_value();
  KAISHO_ASSERT((first && pieces.add(input.subspan(cut)).has_value() && pieces.complete()) == taken);
  if (const auto package = peering::from_archive(input, hash)) {
    KAISHO_ASSERT(taken && kaisho::equal(peering::to_archive(*package), input));
  }
  return 0;
}
