#pragma once

#include <span>

#include "errors.hpp"
#include "kaisho/governance/consent.hpp"
#include "kaisho/governance/policy.hpp"
#include "records_write.hpp"

/// The contract's functions, by group. Each handler checks every rule first and writes last; a revert undoes it anyway.
namespace kaisho::governance {

using codec::abi::Value;
using codec::abi::Values;
using ledger::Handled;
using ledger::Revert;
using ledger::SystemFunction;

template <class T>
using Checked = std::expected<T, Revert>;

/// One call in progress.
struct Context {
  Context(ledger::Host& the_host, const ledger::SystemCall& the_call)
      : host(the_host), call(the_call), slots(the_host) {}
  [[nodiscard]] Timestamp now() const { return call.block.timestamp; }
  [[nodiscard]] ChainId chain() const { return call.block.chain_id; }

  ledger::Host& host;
  const ledger::SystemCall& call;
  ledger::HostSlots slots;
};

// Checks that several functions share (checks.cpp). Each names the error that it gives.

/// The organization whose operator calls. NotAMember.
[[nodiscard]] Checked<Member> calling_member(Context& context);
/// The same, with this role. NotAMember, RoleMissing.
[[nodiscard]] Checked<Member> calling_member(Context& context, Role role);
/// An active organization by name. UnknownOrganization.
[[nodiscard]] Checked<Member> known_organization(Context& context, const std::string& name);
/// UnknownUser.
[[nodiscard]] Checked<UserRecord> known_user(Context& context, const std::string& user_id);
/// UnknownToken.
[[nodiscard]] Checked<TokenRecord> known_token(Context& context, const std::string& token_id);
/// A registered package of this token. UnknownPackage.
[[nodiscard]] Checked<PackageRecord> known_package(Context& context, const std::string& token_id, const Hash& hash);
/// UnknownApplication.
[[nodiscard]] Checked<ApplicationRecord> known_application(Context& context, ApplicationNumber number);
/// That the user entrusted `vorg`, whose operator calls, and that the entrustment is not over. NotAMember,
/// WrongOrganization, NotEntrusted, ConsentExpired, EntrustmentWithdrawn.
[[nodiscard]] Checked<Member> entrusted_caller(Context& context, const UserRecord& user, const std::string& vorg);
/// That the user did not take the consent to entrust back. EntrustmentWithdrawn.
[[nodiscard]] Checked<void> entrustment_stands(Context& context, const UserRecord& user);
/// The organization, perhaps a former member, that the application's user entrusts today; the application names the one
/// of then. UnknownUser, EntrustmentWithdrawn.
[[nodiscard]] Checked<Member> entrusted_now(Context& context, const ApplicationRecord& application);
/// That the application went through the organization that its user still entrusts. UnknownUser, WrongOrganization,
/// EntrustmentWithdrawn.
[[nodiscard]] Checked<void> still_entrusted(Context& context, const ApplicationRecord& application);
/// That the organization tested the package with success. NoSuccessfulTest.
[[nodiscard]] Checked<void> tested(Context& context, const Hash& package, const Member& organization);
/// Free text of a user. TooLong, BadName.
[[nodiscard]] Checked<void> free_text(const char* what, const std::string& text, std::size_t limit);
/// Language, texts, expiry, and that `text` is what the terms' hash says. UnknownLanguage, BadName, TooLong,
/// ConsentExpired, WrongConsentText.
[[nodiscard]] Checked<void> good_terms(Context& context, const Terms& terms);
[[nodiscard]] Checked<void> agreed_text(Context& context, const Hash& given, const std::string& text);
/// Who signed the digest. BadSignature.
[[nodiscard]] Checked<Address> recovered(Context& context, const Hash& digest, ByteView signature);
/// That `account` agreed, and in which form (signers.cpp): the one decision for every document of a user's.
/// BadSignature, NotSignedBy, BadPasskeySignature, BadWitness, ContractAccountRefused, TooLong.
[[nodiscard]] Checked<SignatureForm> signed_by(Context& context, const Address& account, const Hash& digest,
                                               ByteView signature);
/// That the consent is new and the user's own. ConsentAlreadyUsed, and as signed_by.
[[nodiscard]] Checked<SignatureForm> new_consent(Context& context, const Address& account, const Hash& digest,
                                                 ByteView signature);
/// A consent that passed every check.
struct SignedConsent {
  Hash digest;
  SignatureForm form{};
};
/// The terms of a consent, the text that goes with them, and the account's own new signature. Errors of good_terms,
/// agreed_text and new_consent, in this order.
template <class Consent>
[[nodiscard]] Checked<SignedConsent> good_consent(Context& context, const Address& account, const Consent& consent,
                                                  ByteView signature) {
  if (auto terms = good_terms(context, consent.terms); !terms) return std::unexpected(terms.error());
  if (auto agreed = agreed_text(context, consent.terms.text_hash, text(consent)); !agreed) {
    return std::unexpected(agreed.error());
  }
  const Hash hash = digest(consent, context.chain());
  const auto form = new_consent(context, account, hash, signature);
  if (!form) return std::unexpected(form.error());
  return SignedConsent{hash, *form};
}

/// A text of the caller's for an error: itself if people can read it.
[[nodiscard]] Value shown(const std::string& text);
[[nodiscard]] Terms terms_of(const Value& tuple);
[[nodiscard]] std::string organization_name(const ledger::Slots& slots, OrganizationNumber number);

/// A policy from its text. BadPolicy.
[[nodiscard]] Checked<Policy> readable_policy(Context& context, const std::string& text);
[[nodiscard]] OrganizationSet names_of(const std::vector<Member>& members);
/// Replaces a token's policy if the new text is a policy of known organizations, can hold, and is not weaker (G6). No
/// change where both are the same text. BadPolicy, UnknownOrganization, PolicyNeverSatisfied, PolicyWeakened,
/// PolicyTooComplex.
[[nodiscard]] Checked<void> replace_policy(Context& context, const std::string& token_id, const std::string& text,
                                           const Member& organization, ApplicationNumber application,
                                           const OrganizationSet& former = {});
/// Organizations that stand in the token's policy only because this application's user once entrusted them: the user's
/// own later entrustment lets them be replaced by the one of now, and nothing else does.
[[nodiscard]] OrganizationSet replaceable(Context& context, const ApplicationRecord& application);
/// What a token's policy must not be weaker than once its user entrusts `organization` instead of the `former` ones: as
/// it is but for them, and as it was before anything rested on this user's consent. The second, because the entrusted
/// organization may have put a former one in place of what the policy demanded at first.
[[nodiscard]] Policy with_successor(Context& context, const Policy& old, const ApplicationRecord& application,
                                    const OrganizationSet& former, std::string_view organization);
/// Adds the application with its consent, and with the root of the private record that the consent names (G9).
void record_consented(Context& context, const ApplicationRecord& application, ConsentKind kind, const Address& account,
                      const Bytes& signature, SignatureForm form, const Terms& terms);
/// First policy of a token: the majority of the members.
void begin_policy(Context& context, const std::string& token_id);

/// Adds the token to what the user may use, with its event.
void grant(Context& context, const UserRecord& user, const ApplicationRecord& application);

// Approvals (approvals.cpp).

/// The code is the registered and tested one, the arguments are the consented ones, both to the byte. UnknownPackage,
/// WrongCreationCode, WrongArguments.
[[nodiscard]] Checked<void> same_program(Context& context, const ApplicationRecord& application, ByteView creation_code,
                                         const Bytes& arguments);
/// Members whose operators signed the digest, each once, each with its own successful test of the package where there
/// is one. TooLong, BadSignature, NotAMember, NoSuccessfulTest, SignatureTwice.
[[nodiscard]] Checked<std::map<OrganizationNumber, std::string>> signers_of(Context& context, const Hash& digest,
                                                                            const Value::List& signatures,
                                                                            const std::optional<Hash>& tested_package);
/// The entrusted organization signed, and the policy in force holds for those who signed. EntrustedSignatureMissing,
/// PolicyNotSatisfied.
[[nodiscard]] Checked<void> policy_holds(Context& context, const ApplicationRecord& application,
                                         const std::string& policy_text,
                                         const std::map<OrganizationNumber, std::string>& signers);

// Proxies (proxies.cpp).

/// The creation code of a package's program, and behind it that of its proxy.
struct SplitCode {
  ByteView program, proxy;
};
[[nodiscard]] SplitCode split_code(Context& context, const Hash& package, const Bytes& code);
/// WrongCreationCode.
[[nodiscard]] Checked<void> same_proxy(Context& context, const Hash& package, ByteView proxy_code);
struct CreatedProgram {
  Address deployed;        ///< the program, or its proxy
  Address implementation;  ///< behind the proxy; zero without one
};
/// Creates a program, behind a proxy where its package says so. CreationFailed, ProxyPointsElsewhere.
[[nodiscard]] Checked<CreatedProgram> create_program(Context& context, const Hash& package, const Bytes& code,
                                                     const Bytes& arguments);
/// Creates a new implementation and has the proxy point to it. CreationFailed, UpgradeFailed, ProxyPointsElsewhere.
[[nodiscard]] Checked<Address> upgrade_proxy(Context& context, ProxyKind kind, const Address& proxy, const Bytes& code,
                                             const Bytes& first_call);

// Lifecycle (functions_lifecycle*.cpp).

/// Token and user of an application for a change of a running token, which waits and whose consents all stand.
struct OpenChange {
  ApplicationRecord application;
  TokenRecord token;
  LifecycleRecord record;
};
/// That the token may be changed so in its state. WrongTokenState.
[[nodiscard]] Checked<void> possible_in_state(const TokenRecord& token, const LifecycleRecord& record,
                                              ApplicationClass action);
/// Calls `pause()` or `unpause()` of a program that may have it; whether it did.
bool tell_program(Context& context, const Address& program, bool pause);
/// Writes a state that `application` made, with its event.
void set_token_state(Context& context, const TokenRecord& token, LifecycleRecord record, TokenState state,
                     ApplicationNumber application, const std::vector<std::string>& signers);

// Membership (membership_change.cpp).

/// From the ABI tuple `MembershipChange`. BadMembershipChange.
[[nodiscard]] Checked<MembershipChange> change_of(const Value& tuple);
/// The node that four keys and two addresses describe; none where all are zero and empty. BadMembershipChange.
[[nodiscard]] Checked<std::optional<MemberNode>> node_of(const Value& tuple, std::size_t first);
/// That nobody else has or had these keys. KeyBelongsTo.
[[nodiscard]] Checked<void> own_keys(Context& context, const MemberNode& node, OrganizationNumber number);
/// That the change can be made now and locks nobody out. BadMembershipChange, BadName, AlreadyAMember,
/// UnknownOrganization, OperatorBelongsTo, AccountAlreadyRegistered, KeyBelongsTo, TooLong, NothingToChange,
/// LastMember, LastValidator, BadPolicy, MembershipPolicyUnsatisfiable.
[[nodiscard]] Checked<void> possible_change(Context& context, const MembershipChange& change);
/// Makes a possible change, with its events.
void make_change(Context& context, const ProposalRecord& proposal);
/// Counts the change and tells what the member is now. `what` changed: "add", "validator key", …
void tell_member_changed(Context& context, OrganizationNumber number, std::string_view what, std::uint64_t proposal);

[[nodiscard]] std::span<const SystemFunction> proposal_functions();
[[nodiscard]] std::span<const SystemFunction> node_functions();
[[nodiscard]] std::span<const SystemFunction> member_functions();
[[nodiscard]] std::span<const SystemFunction> program_functions();
[[nodiscard]] std::span<const SystemFunction> rebuild_functions();
[[nodiscard]] std::span<const SystemFunction> user_functions();
[[nodiscard]] std::span<const SystemFunction> entrusting_functions();
[[nodiscard]] std::span<const SystemFunction> clerk_functions();
[[nodiscard]] std::span<const SystemFunction> application_functions();
[[nodiscard]] std::span<const SystemFunction> application_view_functions();
[[nodiscard]] std::span<const SystemFunction> withdrawal_functions();
/// Every group, in one order.
[[nodiscard]] std::vector<SystemFunction> all_functions();
[[nodiscard]] std::span<const SystemFunction> text_functions();
[[nodiscard]] std::span<const SystemFunction> policy_functions();
[[nodiscard]] std::span<const SystemFunction> deployment_functions();
[[nodiscard]] std::span<const SystemFunction> lifecycle_functions();
[[nodiscard]] std::span<const SystemFunction> change_functions();
[[nodiscard]] std::span<const SystemFunction> lifecycle_view_functions();

}  // namespace kaisho::governance
