#include <algorithm>

#include <kaisho/crypto/hash.hpp>

#include "errors.hpp"
#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {

std::uint32_t StateDigest::bucket_of(ByteView raw_key) {
  const auto hash = crypto::blake3(raw_key);
  return static_cast<std::uint32_t>(hash.bytes[0]) << 4 | static_cast<std::uint32_t>(hash.bytes[1]) >> 4;
}

Result<StateDigest> LedgerService::state_digest(const BlockId& at) const {
  const auto height = resolve(at);
  if (!height) return std::unexpected(height.error());
  const auto header = needs_.store.header(*height);
  if (!header) return std::unexpected(error_of(header.error()));
  StateDigest digest{.height = *height, .state_root = (**header).state_root, .buckets = {}};
  // A bucket's hash goes on from entry to entry; every node walks in key order. A raw key's first byte says its size.
  std::vector<Hash> running(StateDigest::kBuckets);
  const auto walked = needs_.store.visit_state(*height, [&](ByteView key, ByteView value) {
    auto& hash = running[StateDigest::bucket_of(key)];
    auto entry = bytes_of(hash.view());
    append(entry, key);
    append(entry, value);
    hash = crypto::blake3(entry);
    return true;
  });
  if (!walked) return std::unexpected(error_of(walked.error()));
  digest.buckets.reserve(StateDigest::kBuckets * StateDigest::kSize);
  for (const auto& hash : running) append(digest.buckets, hash.view().first(StateDigest::kSize));
  return digest;
}

Result<std::vector<std::pair<Bytes, Bytes>>> LedgerService::state_bucket(const BlockId& at,
                                                                         std::uint32_t bucket) const {
  if (bucket >= StateDigest::kBuckets) {
    return std::unexpected(Error{.code = ErrorCode::invalid_request, .text = "a bucket is a number below 4096"});
  }
  const auto height = resolve(at);
  if (!height) return std::unexpected(height.error());
  std::vector<std::pair<Bytes, Bytes>> entries;
  const auto walked = needs_.store.visit_state(*height, [&](ByteView key, ByteView value) {
    if (StateDigest::bucket_of(key) == bucket) entries.emplace_back(bytes_of(key), bytes_of(value));
    return true;
  });
  if (!walked) return std::unexpected(error_of(walked.error()));
  return entries;
}

}  // namespace kaisho::services
