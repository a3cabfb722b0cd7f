#include <kaisho/base/assert.hpp>
#include <kaisho/consensus/batch.hpp>

/// A decoded batch encodes to the bytes that it came from and keeps its limits; what is refused has a reason in words;
/// recovery judges the same bytes the same way.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace consensus = kaisho::consensus;
  const kaisho::ByteView bytes(data, size);
  const auto wires = consensus::decode_batch(bytes);
  const auto received = consensus::receive_batch(bytes);
  if (!wires) {
    KAISHO_ASSERT(consensus::describe(wires.error().code) != "unknown error");
    KAISHO_ASSERT(!received && received.error().code == wires.error().code);
    return 0;
  }
  KAISHO_ASSERT(!wires->empty() && wires->size() <= consensus::kMaxBatchTransactions);
  KAISHO_ASSERT(kaisho::equal(consensus::encode_batch(*wires), bytes));
  if (received) {
    KAISHO_ASSERT((*received)->size == size && (*received)->transactions.size() == wires->size());
    KAISHO_ASSERT(kaisho::equal(consensus::encode_batch((*received)->transactions), bytes));
  }
  return 0;
}
