#include <kaisho/crypto/hash.hpp>

#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G10: who signed? One place decides for every document of a user's, whatever form the signature has.
namespace kaisho::governance {
namespace {

using ledger::SystemGas;

/// An EIP-712 digest hashes its texts, the struct, the domain and both together.
constexpr Gas kDigestGas = 8 * SystemGas::kHash + 64 * SystemGas::kHashWord;
/// A P-256 verification (EIP-7951's price), and reading a byte of what it covers.
constexpr Gas kPasskeyGas = 6'900;
constexpr Gas kPasskeyByte = 20;
constexpr std::size_t kKeySignature = 65;
/// What an account's contract may use to look at a signature; enough for a few recoveries or one P-256 in Solidity.
constexpr Gas kContractGas = 2'000'000;

/// Keccak-256 of nothing: an account without code has this code hash.
const Hash& empty_code() {
  static const Hash kEmpty = crypto::keccak256(ByteView{});
  return kEmpty;
}

bool is_contract(Context& context, const Address& account) {
  const Hash code = context.host.code_hash(account);
  return !code.is_zero() && code != empty_code();
}

/// ERC-1271: the account's contract answers isValidSignature(bytes32,bytes) with the function's own selector, in a word
/// of its own. It is asked at this block; what it would say later does not matter.
Checked<SignatureForm> by_contract(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  static const auto kFunction = codec::abi::Function::of("isValidSignature(bytes32,bytes)");
  constexpr std::size_t kWord = 32;
  const auto input = kFunction.encode_call(std::vector{Value::of(digest), Value::of(signature)});
  const auto answer = context.host.static_call(account, input.value(), kContractGas, kWord);
  Bytes expected = bytes_of(kFunction.selector().view());
  expected.resize(kWord);
  if (answer.success && answer.output == expected) return SignatureForm::contract_account;
  return refuse("ContractAccountRefused(address)", {Value::of(account)});
}

std::unexpected<Revert> not_signed(const Address& expected, const Address& other) {
  return refuse("NotSignedBy(address,address)", {Value::of(expected), Value::of(other)});
}

Checked<SignatureForm> by_passkey(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  context.host.charge(kPasskeyGas + kPasskeyByte * signature.size());
  const auto assertion = parse_passkey(signature);
  if (!assertion) return refuse("BadSignature()");
  if (const auto owner = passkey_account(assertion->key); owner != account) return not_signed(account, owner);
  if (auto good = check(*assertion, digest); !good) {
    return refuse("BadPasskeySignature(string)", {Value::of(good.error())});
  }
  return SignatureForm::passkey;
}

/// Which organization's clerks may witness for this account: the one that the user entrusted; where that one left, the
/// one that registered the user; where both left, and for a user that is not registered yet, the one that calls.
OrganizationNumber witnessing_organization(Context& context, const Address& account) {
  const auto user = find_user(context.slots, user_of(context.slots, account));
  for (const auto number : {user ? user->vorg : 0, user ? user->registrar : 0}) {
    const auto member = find_member(context.slots, number);
    if (member && member->active) return number;
  }
  const auto caller = find_operator(context.slots, context.call.caller);
  return caller && caller->active ? caller->number : 0;
}

std::unexpected<Revert> bad_witness(std::string reason) {
  return refuse("BadWitness(string)", {Value::of(std::move(reason))});
}

/// The organization's operator or a clerk of now, and another person than the one who sends the transaction.
Checked<void> may_witness(Context& context, const Address& clerk, const Member& organization) {
  const auto record = find_clerk(context.slots, clerk);
  const bool is_clerk = record && record->until == 0 && record->organization == organization.number;
  if (!is_clerk && clerk != organization.operator_account) {
    return bad_witness("its signer is no clerk of " + organization.name);
  }
  if (clerk == context.call.caller) return bad_witness("a second person has to send it (four eyes)");
  return {};
}

Checked<SignatureForm> by_witness(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  context.host.charge(kDigestGas + SystemGas::kRecover);
  const auto witnessed = parse_witnessed(signature);
  if (!witnessed) return refuse("BadSignature()");
  if (const auto owner = witnessed_account(witnessed->user_id); owner != account) return not_signed(account, owner);
  const auto organization = find_member(context.slots, witnessed->organization);
  if (!organization || !organization->active || organization->number != witnessing_organization(context, account)) {
    return bad_witness("it is not for this organization's clerks to witness for this user");
  }
  const Witness document{digest, witnessed->user_id, witnessed->organization, witnessed->paper};
  const auto clerk = signer_of(governance::digest(document, context.chain()), witnessed->signature);
  if (!clerk) return refuse("BadSignature()");
  if (auto may = may_witness(context, *clerk, *organization); !may) return std::unexpected(may.error());
  ledger::emit(context.host, "Witnessed(bytes32,string,string,address,bytes32)", {0},
               {Value::of(digest), Value::of(witnessed->user_id), Value::of(organization->name), Value::of(*clerk),
                Value::of(witnessed->paper)});
  return SignatureForm::witnessed;
}

}  // namespace

Checked<Address> recovered(Context& context, const Hash& digest, ByteView signature) {
  context.host.charge(kDigestGas + SystemGas::kRecover);
  const auto signer = signer_of(digest, signature);
  if (!signer) return refuse("BadSignature()");
  return *signer;
}

Checked<SignatureForm> signed_by(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  if (signature.size() > Limits::kSignature) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("signature"), Value::of(std::uint64_t{signature.size()}),
                   Value::of(std::uint64_t{Limits::kSignature})});
  }
  // The account decides first: its contract may take any bytes, also ones that look like another form. An account whose
  // key signs is that key's, whatever code it has delegated to (EIP-7702).
  const auto signer = recovered(context, digest, signature);
  if (signer && *signer == account) return SignatureForm::own_key;
  if (is_contract(context, account)) return by_contract(context, account, digest, signature);
  if (signature.size() != kKeySignature && !signature.empty()) {
    if (signature[0] == kPasskeyMark) return by_passkey(context, account, digest, signature);
    if (signature[0] == kWitnessMark) return by_witness(context, account, digest, signature);
  }
  if (!signer) return std::unexpected(signer.error());
  return not_signed(account, *signer);
}

Checked<SignatureForm> new_consent(Context& context, const Address& account, const Hash& digest, ByteView signature) {
  if (find_consent(context.slots, digest)) return refuse("ConsentAlreadyUsed(bytes32)", {Value::of(digest)});
  return signed_by(context, account, digest, signature);
}

}  // namespace kaisho::governance
