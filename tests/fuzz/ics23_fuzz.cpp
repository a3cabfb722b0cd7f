#include <kaisho/base/assert.hpp>
#include <kaisho/state/proof.hpp>

/// Whatever the proof decoder accepts encodes to the same bytes, and no verifier trusts it beyond its own root.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace state = kaisho::state;
  const kaisho::ByteView bytes(data, size);
  const kaisho::Hash root{{0x5a}};  // nobody knows a state with this root
  KAISHO_ASSERT(!state::verify_membership(root, bytes, bytes, bytes));
  const auto proof = state::ics23::decode(bytes);
  if (!proof) return 0;
  KAISHO_ASSERT(kaisho::equal(state::ics23::encode(*proof), bytes));
  if (proof->present) {
    KAISHO_ASSERT(!state::verify_membership(root, proof->present->key, proof->present->value, bytes));
  } else {
    KAISHO_ASSERT(!state::verify_non_membership(root, proof->absent->key, bytes));
  }
  return 0;
}
