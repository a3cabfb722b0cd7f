#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/secp256k1.hpp>

#include "kaisho/governance/package.hpp"

/// What people and organizations sign: EIP-712 typed data and the text that is agreed (docs/formats/consent.md, G10).
namespace kaisho::governance {

/// Fields of ISO/IEC TS 27560 that every consent has besides its subject.
struct Terms {
  Hash text_hash;        ///< SHA-256 of `text()` of the same consent
  std::string language;  ///< "en" or "ja"
  std::string purpose;
  std::string scope;
  Timestamp expiry = 0;
  Hash salt;
};

/// G3: the user entrusts an organization with the running of its tokens.
struct EntrustConsent {
  std::string user_id;
  Address account;
  std::string vorg;
  Hash profile_hash;
  Terms terms;
};

/// G3: the user entrusts another organization, or gives another profile, in place of an earlier consent to entrust.
struct EntrustAnew {
  std::string user_id;
  Address account;
  std::string vorg;
  Hash profile_hash;
  Hash replaces;  ///< digest of the consent that ends with this one: an old paper can not come back
  Terms terms;
};

/// G4: the user wants this very program deployed with these arguments.
struct IssueConsent {
  std::string user_id, token_id;
  Hash package_hash;
  Hash arguments_hash;  ///< Keccak-256 of the constructor's encoded arguments
  std::string vorg;
  Terms terms;
  OnWithdrawal on_withdrawal = OnWithdrawal::none;  ///< what the package declares: in the text, so under its hash
};

/// G5: the user wants to hold and trade the token whose program this is.
struct DistributeConsent {
  std::string user_id, token_id;
  Hash package_hash;
  std::string vorg;
  Terms terms;
  OnWithdrawal on_withdrawal = OnWithdrawal::none;  ///< of the running package
};

/// G7: the user wants the running program replaced by this version.
struct UpgradeConsent {
  std::string user_id, token_id;
  Address deployed;   ///< where the token runs now
  Hash from_package;  ///< that runs now
  Hash package_hash;
  Hash arguments_hash;  ///< Keccak-256 of the constructor's arguments, or of the call behind a proxy
  std::string vorg;
  Terms terms;
  OnWithdrawal on_withdrawal = OnWithdrawal::none;  ///< of the new package
};

/// G7: the user wants the token paused, resumed or retired.
struct ChangeConsent {
  std::string user_id, token_id;
  std::string action;  ///< "pause", "resume", "retire"
  Address deployed;
  Hash package_hash;  ///< that runs now
  std::string vorg;
  Terms terms;
};

/// What a withdrawal does besides refusing later deployments (G12).
enum class WithdrawalEffect : std::uint8_t {
  deployments_refused,   ///< nothing else
  token_pauses,          ///< the running token, by its package's rule
  token_winds_down,      ///< so too
  right_ends,            ///< the user may not use the token any more
  right_ends_give_back,  ///< … but may redeem, burn or give back to the issuer
};

/// G12: the user takes a consent back; of the consent to entrust the token ID is empty and the application 0.
struct Withdrawal {
  std::string user_id, token_id;
  std::uint64_t application = 0;
  Hash consent;  ///< digest of the consent that is withdrawn
  Hash text_hash;
  std::string language;
  WithdrawalEffect effect = WithdrawalEffect::deployments_refused;  ///< in the text, so under its hash
};

/// G2: an organization's test result.
struct Attestation {
  std::string token_id;
  Hash package_hash;
  bool success = false;
  Hash report_hash;
};

/// G7: an organization agrees to one deployment under the policy in force.
struct DeployApproval {
  std::uint64_t application = 0;
  std::string token_id;
  Hash package_hash;
  Hash arguments_hash;
  Hash policy_hash;  ///< Keccak-256 of the canonical policy text
};

/// G7: an organization agrees to one upgrade, pause, resumption or retirement under the policy in force.
struct ChangeApproval {
  std::uint64_t application = 0;
  std::string token_id;
  std::string action;  ///< "upgrade", "pause", "resume", "retire"
  Address deployed;    ///< where the token runs now
  Hash package_hash;   ///< the new one of an upgrade, else the running one
  Hash arguments_hash;
  Hash policy_hash;  ///< Keccak-256 of the canonical policy text
};

/// G10: a clerk saw the user agree on paper to the document with this digest.
struct Witness {
  Hash document;  ///< EIP-712 digest of a consent or a withdrawal
  std::string user_id;
  std::string organization;  ///< for which the clerk acts
  Hash paper;                ///< SHA-256 of the paper's scan
};

/// G3: a clerk compared a user's evidence of identity with the request and decided. Kept by the organization.
struct IdentityDecision {
  std::string user_id;
  std::string organization;
  Hash profile_hash;
  Hash evidence;  ///< SHA-256 of what was compared
  bool matches = false;
  std::string reason;
};

/// Languages in which a text exists.
[[nodiscard]] bool is_known_language(std::string_view language);

// For each kind: the text that is agreed in `terms.language` (the hash in the terms is not looked at), its EIP-712
// digest on a chain, and the document for a wallet (eth_signTypedData_v4).
[[nodiscard]] std::string text(const EntrustConsent& consent);
[[nodiscard]] std::string text(const EntrustAnew& consent);
[[nodiscard]] std::string text(const IssueConsent& consent);
[[nodiscard]] std::string text(const DistributeConsent& consent);
[[nodiscard]] std::string text(const UpgradeConsent& consent);
[[nodiscard]] std::string text(const ChangeConsent& consent);
[[nodiscard]] std::string text(const Withdrawal& withdrawal);
[[nodiscard]] Hash text_hash(std::string_view text);
/// The same with the hash of its own text filled in.
[[nodiscard]] EntrustConsent with_text(EntrustConsent consent);
[[nodiscard]] EntrustAnew with_text(EntrustAnew consent);
[[nodiscard]] IssueConsent with_text(IssueConsent consent);
[[nodiscard]] DistributeConsent with_text(DistributeConsent consent);
[[nodiscard]] UpgradeConsent with_text(UpgradeConsent consent);
[[nodiscard]] ChangeConsent with_text(ChangeConsent consent);
[[nodiscard]] Withdrawal with_text(Withdrawal withdrawal);

[[nodiscard]] Hash digest(const EntrustConsent& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const EntrustAnew& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const IssueConsent& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const DistributeConsent& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const UpgradeConsent& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const ChangeConsent& consent, ChainId chain_id);
[[nodiscard]] Hash digest(const ChangeApproval& approval, ChainId chain_id);
[[nodiscard]] Hash digest(const Withdrawal& withdrawal, ChainId chain_id);
[[nodiscard]] Hash digest(const Attestation& attestation, ChainId chain_id);
[[nodiscard]] Hash digest(const DeployApproval& approval, ChainId chain_id);
[[nodiscard]] Hash digest(const Witness& witness, ChainId chain_id);
[[nodiscard]] Hash digest(const IdentityDecision& decision, ChainId chain_id);

[[nodiscard]] std::string to_json(const EntrustConsent& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const EntrustAnew& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const IssueConsent& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const DistributeConsent& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const UpgradeConsent& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const ChangeConsent& consent, ChainId chain_id);
[[nodiscard]] std::string to_json(const ChangeApproval& approval, ChainId chain_id);
[[nodiscard]] std::string to_json(const Withdrawal& withdrawal, ChainId chain_id);
[[nodiscard]] std::string to_json(const Attestation& attestation, ChainId chain_id);
[[nodiscard]] std::string to_json(const DeployApproval& approval, ChainId chain_id);
[[nodiscard]] std::string to_json(const Witness& witness, ChainId chain_id);
[[nodiscard]] std::string to_json(const IdentityDecision& decision, ChainId chain_id);

/// 65 bytes r‖s‖v of a digest, as wallets give them.
[[nodiscard]] Bytes sign_digest(const crypto::PrivateKey& key, const Hash& digest);
/// Who signed; nothing for bytes that are no signature (wrong size, high s, not recoverable).
[[nodiscard]] std::optional<Address> signer_of(const Hash& digest, ByteView signature);

}  // namespace kaisho::governance
