#include <kaisho/base/assert.hpp>
#include <kaisho/consensus/batch.hpp>

/// A decoded batch encodes to the bytes that it came from and keeps its limits; what is refused has a reason in words;
/// recovery judges the same bytes the same way; what is packed is judged by what it unpacks to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace consensus = kaisho::consensus;
  const kaisho::ByteView bytes(data, size);
  const auto received = consensus::receive_batch(bytes);
  const auto unpacked = consensus::UnpackedBatch::from(bytes);
  if (!unpacked) {
    KAISHO_ASSERT(!received && received.error().code == unpacked.error().code);
    return 0;
  }
  const auto plain = unpacked->bytes();
  const auto entries = consensus::decode_batch(plain);
  if (!entries) {
    KAISHO_ASSERT(consensus::describe(entries.error().code) != "unknown error");
    KAISHO_ASSERT(!received && received.error().code == entries.error().code);
    return 0;
  }
  KAISHO_ASSERT(!entries->empty() && entries->size() <= consensus::kMaxBatchTransactions);
  KAISHO_ASSERT(kaisho::equal(consensus::encode_batch(*entries), plain));
  if (received) {
    KAISHO_ASSERT((*received)->size == size && (*received)->transactions.size() == entries->size());
    KAISHO_ASSERT(kaisho::equal(consensus::encode_batch((*received)->transactions), plain));
  }
  return 0;
}
