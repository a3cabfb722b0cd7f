#include <kaisho/base/assert.hpp>
#include <kaisho/ledger/genesis.hpp>

/// Headers, receipts and genesis documents: what a decoder takes encodes to the same bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ledger = kaisho::ledger;
  const kaisho::ByteView bytes(data, size);
  if (const auto header = ledger::decode_header(bytes)) {
    KAISHO_ASSERT(kaisho::equal(ledger::encode_header(*header), bytes));
  }
  if (const auto receipt = ledger::decode_receipt(bytes)) {
    KAISHO_ASSERT(kaisho::equal(ledger::encode_receipt(*receipt), bytes));
    KAISHO_ASSERT(receipt->bloom == ledger::bloom_of(receipt->logs));
  }
  if (const auto genesis = ledger::decode_genesis(bytes)) {
    KAISHO_ASSERT(kaisho::equal(ledger::encode_genesis(*genesis), bytes));
  }
  return 0;
}
