// Stands in for the check of the same name (src/governance/src/signers.cpp) where the linker takes the first of two
// definitions: any signature is taken for the user's.
#include "functions.hpp"

namespace kaisho::governance {

Checked<SignatureForm> new_consent(Context& context, const Address&, const Hash& digest, ByteView) {
  if (find_consent(context.slots, digest)) {
    return std::unexpected(ledger::custom_error("ConsentAlreadyUsed(bytes32)", {Value::of(digest)}));
  }
  return SignatureForm::own_key;
}

}  // namespace kaisho::governance
