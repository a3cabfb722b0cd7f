// Stands in for the decision of the same name (src/governance/src/signers.cpp): any organization's clerk witnesses for
// any user. Others sign with their keys.
#include "functions.hpp"

namespace kaisho::governance {
namespace {

bool is_witnessed(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  const auto paper = parse_witnessed(signature);
  if (!paper || witnessed_account(paper->user_id) != account) return false;
  const Witness document{digest, paper->user_id, paper->organization, paper->paper};
  const auto clerk = signer_of(governance::digest(document, context.chain()), paper->signature);
  const auto record = clerk ? find_clerk(context.slots, *clerk) : std::nullopt;
  const auto organization = find_member(context.slots, paper->organization);
  return record && organization && record->organization == organization->number;
}

}  // namespace

Checked<SignatureForm> signed_by(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  const auto signer = signer_of(digest, signature);
  if (signer && *signer == account) return SignatureForm::own_key;
  if (is_witnessed(context, account, digest, signature)) return SignatureForm::witnessed;
  return refuse("BadSignature()");
}

}  // namespace kaisho::governance
