#include "kaisho/governance/consent.hpp"

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/eip712.hpp>

#include "kaisho/governance/records.hpp"

namespace kaisho::governance {
namespace {

namespace eip712 = codec::eip712;
using codec::abi::Value;
using codec::abi::Values;

// The one place where the types stand (docs/formats/consent.md lists them). Every consent ends with the same terms.
constexpr std::string_view kEntrust =
    "EntrustConsent(string userId,address account,string vorg,bytes32 profileHash,bytes32 textHash,string language,"
    "string purpose,string scope,uint64 expiry,bytes32 salt)";
constexpr std::string_view kEntrustAnew =
    "EntrustAnew(string userId,address account,string vorg,bytes32 profileHash,bytes32 replaces,bytes32 textHash,"
    "string language,string purpose,string scope,uint64 expiry,bytes32 salt)";
constexpr std::string_view kIssue =
    "IssueConsent(string userId,string tokenId,bytes32 packageHash,bytes32 argumentsHash,string vorg,bytes32 textHash,"
    "string language,string purpose,string scope,uint64 expiry,bytes32 salt)";
constexpr std::string_view kDistribute =
    "DistributeConsent(string userId,string tokenId,bytes32 packageHash,string vorg,bytes32 textHash,string language,"
    "string purpose,string scope,uint64 expiry,bytes32 salt)";
constexpr std::string_view kUpgrade =
    "UpgradeConsent(string userId,string tokenId,address deployed,bytes32 fromPackage,bytes32 packageHash,"
    "bytes32 argumentsHash,string vorg,bytes32 textHash,string language,string purpose,string scope,uint64 expiry,"
    "bytes32 salt)";
constexpr std::string_view kChange =
    "ChangeConsent(string userId,string tokenId,string action,address deployed,bytes32 packageHash,string vorg,"
    "bytes32 textHash,string language,string purpose,string scope,uint64 expiry,bytes32 salt)";
constexpr std::string_view kChangeApproval =
    "ChangeApproval(uint64 application,string tokenId,string action,address deployed,bytes32 packageHash,"
    "bytes32 argumentsHash,bytes32 policyHash)";
constexpr std::string_view kWithdrawal =
    "Withdrawal(string userId,string tokenId,uint64 application,bytes32 consent,bytes32 textHash,string language)";
constexpr std::string_view kAttestation =
    "Attestation(string tokenId,bytes32 packageHash,bool success,bytes32 reportHash)";
constexpr std::string_view kWitness = "Witness(bytes32 document,string userId,string organization,bytes32 paperHash)";
constexpr std::string_view kIdentityDecision =
    "IdentityDecision(string userId,string organization,bytes32 profileHash,bytes32 evidenceHash,bool matches,"
    "string reason)";
constexpr std::string_view kDeployApproval =
    "DeployApproval(uint64 application,string tokenId,bytes32 packageHash,bytes32 argumentsHash,bytes32 policyHash)";

eip712::Domain domain(ChainId chain_id) {
  return {.name = "Kaisho Governance",
          .version = "1",
          .chain_id = chain_id,
          .verifying_contract = kGovernanceAddress,
          .salt = std::nullopt};
}

Values with_terms(Values subject, const Terms& terms) {
  subject.insert(subject.end(), {Value::of(terms.text_hash), Value::of(terms.language), Value::of(terms.purpose),
                                 Value::of(terms.scope), Value::of(terms.expiry), Value::of(terms.salt)});
  return subject;
}

/// A document's type and its values.
struct Typed {
  std::string_view type;
  Values values;
};

Typed typed(const EntrustConsent& c) {
  return {
      kEntrust,
      with_terms({Value::of(c.user_id), Value::of(c.account), Value::of(c.vorg), Value::of(c.profile_hash)}, c.terms)};
}
Typed typed(const EntrustAnew& c) {
  return {kEntrustAnew, with_terms({Value::of(c.user_id), Value::of(c.account), Value::of(c.vorg),
                                    Value::of(c.profile_hash), Value::of(c.replaces)},
                                   c.terms)};
}
Typed typed(const Witness& w) {
  return {kWitness, {Value::of(w.document), Value::of(w.user_id), Value::of(w.organization), Value::of(w.paper)}};
}
Typed typed(const IdentityDecision& d) {
  return {kIdentityDecision,
          {Value::of(d.user_id), Value::of(d.organization), Value::of(d.profile_hash), Value::of(d.evidence),
           Value::of(d.matches), Value::of(d.reason)}};
}
Typed typed(const IssueConsent& c) {
  return {kIssue, with_terms({Value::of(c.user_id), Value::of(c.token_id), Value::of(c.package_hash),
                              Value::of(c.arguments_hash), Value::of(c.vorg)},
                             c.terms)};
}
Typed typed(const DistributeConsent& c) {
  return {
      kDistribute,
      with_terms({Value::of(c.user_id), Value::of(c.token_id), Value::of(c.package_hash), Value::of(c.vorg)}, c.terms)};
}
Typed typed(const UpgradeConsent& c) {
  return {kUpgrade,
          with_terms({Value::of(c.user_id), Value::of(c.token_id), Value::of(c.deployed), Value::of(c.from_package),
                      Value::of(c.package_hash), Value::of(c.arguments_hash), Value::of(c.vorg)},
                     c.terms)};
}
Typed typed(const ChangeConsent& c) {
  return {kChange, with_terms({Value::of(c.user_id), Value::of(c.token_id), Value::of(c.action), Value::of(c.deployed),
                               Value::of(c.package_hash), Value::of(c.vorg)},
                              c.terms)};
}
Typed typed(const ChangeApproval& a) {
  return {kChangeApproval,
          {Value::of(a.application), Value::of(a.token_id), Value::of(a.action), Value::of(a.deployed),
           Value::of(a.package_hash), Value::of(a.arguments_hash), Value::of(a.policy_hash)}};
}
Typed typed(const Withdrawal& w) {
  return {kWithdrawal,
          {Value::of(w.user_id), Value::of(w.token_id), Value::of(w.application), Value::of(w.consent),
           Value::of(w.text_hash), Value::of(w.language)}};
}
Typed typed(const Attestation& a) {
  return {kAttestation,
          {Value::of(a.token_id), Value::of(a.package_hash), Value::of(a.success), Value::of(a.report_hash)}};
}
Typed typed(const DeployApproval& a) {
  return {kDeployApproval,
          {Value::of(a.application), Value::of(a.token_id), Value::of(a.package_hash), Value::of(a.arguments_hash),
           Value::of(a.policy_hash)}};
}

Hash digest_of(const Typed& document, ChainId chain_id) {
  const auto hash = eip712::struct_hash(document.type, document.values);
  KAISHO_ASSERT(hash.has_value());  // the values are made for the type above
  return eip712::digest(domain(chain_id), *hash);
}

std::string json_of(const Typed& document, ChainId chain_id) {
  return eip712::to_json(domain(chain_id), document.type, document.values).value_or("");
}

}  // namespace

Hash digest(const EntrustConsent& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const EntrustAnew& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const Witness& witness, ChainId chain_id) { return digest_of(typed(witness), chain_id); }
Hash digest(const IdentityDecision& decision, ChainId chain_id) { return digest_of(typed(decision), chain_id); }
Hash digest(const IssueConsent& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const DistributeConsent& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const UpgradeConsent& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const ChangeConsent& consent, ChainId chain_id) { return digest_of(typed(consent), chain_id); }
Hash digest(const ChangeApproval& approval, ChainId chain_id) { return digest_of(typed(approval), chain_id); }
Hash digest(const Withdrawal& withdrawal, ChainId chain_id) { return digest_of(typed(withdrawal), chain_id); }
Hash digest(const Attestation& attestation, ChainId chain_id) { return digest_of(typed(attestation), chain_id); }
Hash digest(const DeployApproval& approval, ChainId chain_id) { return digest_of(typed(approval), chain_id); }

std::string to_json(const EntrustConsent& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const EntrustAnew& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const Witness& witness, ChainId chain_id) { return json_of(typed(witness), chain_id); }
std::string to_json(const IdentityDecision& decision, ChainId chain_id) { return json_of(typed(decision), chain_id); }
std::string to_json(const IssueConsent& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const DistributeConsent& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const UpgradeConsent& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const ChangeConsent& consent, ChainId chain_id) { return json_of(typed(consent), chain_id); }
std::string to_json(const ChangeApproval& approval, ChainId chain_id) { return json_of(typed(approval), chain_id); }
std::string to_json(const Withdrawal& withdrawal, ChainId chain_id) { return json_of(typed(withdrawal), chain_id); }
std::string to_json(const Attestation& attestation, ChainId chain_id) { return json_of(typed(attestation), chain_id); }
std::string to_json(const DeployApproval& approval, ChainId chain_id) { return json_of(typed(approval), chain_id); }

Bytes sign_digest(const crypto::PrivateKey& key, const Hash& digest) {
  const auto rsv = crypto::to_rsv(crypto::sign(key, digest));
  return {rsv.begin(), rsv.end()};
}

std::optional<Address> signer_of(const Hash& digest, ByteView signature) {
  const auto parsed = crypto::parse_rsv(signature);
  if (!parsed || !crypto::is_low_s(*parsed)) return std::nullopt;
  const auto account = crypto::recover(digest, *parsed);
  if (!account) return std::nullopt;
  return *account;
}

}  // namespace kaisho::governance
