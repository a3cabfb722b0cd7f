#include <kaisho/base/assert.hpp>
#include <kaisho/consensus/record.hpp>

/// A decoded engine record encodes to the bytes that it came from.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace consensus = kaisho::consensus;
  const kaisho::ByteView bytes(data, size);
  const auto record = consensus::decode_record(bytes);
  if (!record) return 0;
  KAISHO_ASSERT(record->skips.size() <= consensus::kMaxSkips);
  for (const auto& skip : record->skips) KAISHO_ASSERT(!consensus::describe(skip).empty());
  KAISHO_ASSERT(kaisho::equal(consensus::encode_record(*record), bytes));
  return 0;
}
