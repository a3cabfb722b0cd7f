#include <kaisho/base/assert.hpp>

#include "../../src/storage/src/snapshot_check.hpp"

/// Whatever the decoders of snapshots accept encodes to the same bytes, and nobody's metadata is trusted beyond the
/// hash that vouches for it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace snapshot = kaisho::storage::snapshot;
  using kaisho::equal;
  const kaisho::ByteView bytes(data, size);
  if (const auto leaves = kaisho::state::decode_leaves(bytes)) {
    KAISHO_ASSERT(equal(kaisho::state::encode_leaves(*leaves), bytes));
  }
  if (const auto codes = snapshot::decode_codes(bytes)) {
    KAISHO_ASSERT(equal(snapshot::encode_codes(*codes), bytes));
  }
  static_cast<void>(snapshot::check_block(kaisho::ledger::Header{}, bytes));
  const auto metadata = snapshot::decode_metadata(bytes);
  if (!metadata) return 0;
  KAISHO_ASSERT(equal(snapshot::encode_metadata(*metadata), bytes));
  const kaisho::Hash nobodys{{0x5a}};
  KAISHO_ASSERT(!snapshot::check_metadata(bytes, kaisho::storage::SnapshotTrust{.header_hash = nobodys}));
  const auto checked = snapshot::check_metadata(bytes, std::nullopt);
  if (!checked) return 0;
  snapshot::ChunkCheck check(*checked);
  for (std::uint32_t index = 0; index < checked->metadata.chunks.size(); ++index) {
    static_cast<void>(check.take(index, bytes));
  }
  static_cast<void>(check.finish());
  return 0;
}
