// Stands in for the decision of the same name (src/governance/src/signers.cpp): an account with code is asked, and
// whatever it answers is a yes. Others sign with their keys.
#include "functions.hpp"

namespace kaisho::governance {

Checked<SignatureForm> signed_by(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  if (!context.host.code_hash(account).is_zero()) return SignatureForm::contract_account;
  const auto signer = signer_of(digest, signature);
  if (signer && *signer == account) return SignatureForm::own_key;
  return refuse("BadSignature()");
}

}  // namespace kaisho::governance
