#include <kaisho/base/assert.hpp>
#include <kaisho/codec/lz4.hpp>

#include "kaisho/consensus/batch.hpp"

namespace kaisho::consensus {
namespace {

constexpr std::size_t kHead = 5;  // version and size

std::size_t size_in(ByteView packed) {
  std::size_t size = 0;
  for (const auto byte : packed.subspan(1, kHead - 1)) size = size << 8 | byte;
  return size;
}

bool is_allowed(std::size_t unpacked, std::size_t packed) { return unpacked <= kMaxUnpackedRatio * packed; }

std::unexpected<BatchFault> fault(BatchError code, std::string detail = {}) {
  return std::unexpected(BatchFault{code, std::move(detail)});
}

}  // namespace

Bytes pack_batch(Bytes batch) {
  KAISHO_ASSERT(batch.size() <= kMaxBatchSize);
  const auto block = codec::lz4::encode(batch);
  const auto size = kHead + block.size();
  if (size >= batch.size() || !is_allowed(batch.size(), size)) return batch;
  Bytes packed{kPackedVersion};
  packed.reserve(size);
  for (int shift = 24; shift >= 0; shift -= 8) packed.push_back(static_cast<std::uint8_t>(batch.size() >> shift));
  packed.insert(packed.end(), block.begin(), block.end());
  return packed;
}

std::expected<UnpackedBatch, BatchFault> UnpackedBatch::from(ByteView bytes) {
  UnpackedBatch unpacked;
  if (bytes.size() > kMaxBatchSize) return fault(BatchError::too_large);
  if (bytes.empty() || bytes.front() != kPackedVersion) {
    unpacked.given_ = bytes;  // decode_batch judges it
    return unpacked;
  }
  if (bytes.size() < kHead) return fault(BatchError::malformed, "its size is cut off");
  const auto size = size_in(bytes);
  if (size > kMaxBatchSize) return fault(BatchError::too_large, "unpacked");
  if (!is_allowed(size, bytes.size())) {
    return fault(BatchError::malformed,
                 "it would unpack to more than " + std::to_string(kMaxUnpackedRatio) + " times its size");
  }
  unpacked.own_ = codec::lz4::decode(bytes.subspan(kHead), size);
  if (!unpacked.own_) return fault(BatchError::malformed, "no LZ4 block of " + std::to_string(size) + " bytes");
  return unpacked;
}

}  // namespace kaisho::consensus
