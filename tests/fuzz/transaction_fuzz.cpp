#include <kaisho/base/assert.hpp>
#include <kaisho/ledger/validity.hpp>

/// A decoded transaction encodes to the bytes that it came from, its sender is the same each time, and the rules that
/// need no state judge it without harm.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ledger = kaisho::ledger;
  const kaisho::ByteView wire(data, size);
  const auto tx = ledger::decode_transaction(wire);
  if (!tx) {
    KAISHO_ASSERT(ledger::describe(tx.error()) != "unknown error");
    return 0;
  }
  KAISHO_ASSERT(kaisho::equal(ledger::encode_transaction(*tx), wire));
  ledger::BlockContext block;
  block.chain_id = tx->chain_id.value_or(0);
  block.gas_limit = 60'000'000;
  (void)ledger::check_stateless(*tx, block);
  const auto first = ledger::recover_transaction(kaisho::bytes_of(wire));
  const auto second = ledger::recover_transaction(kaisho::bytes_of(wire));
  KAISHO_ASSERT(first.has_value() == second.has_value());
  KAISHO_ASSERT(!first || (first->sender == second->sender && kaisho::equal(first->wire, wire)));
  return 0;
}
