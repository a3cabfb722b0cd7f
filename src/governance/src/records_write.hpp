#pragma once

#include "kaisho/governance/membership.hpp"
#include "kaisho/governance/records.hpp"

/// Writing records. Callers have checked every rule before; these only lay out.
namespace kaisho::governance {

using ledger::WritableSlots;

void begin_records(WritableSlots& slots, std::string_view consortium);
/// `member.number` is the next one.
void add_member(WritableSlots& slots, const Member& member);
/// Operator, roles, active and since of a known member. A former operator's account still leads to it.
void update_member(WritableSlots& slots, const Member& member);
/// The member's node, and that its keys are the member's for ever. None: the words are cleared, the keys stay taken.
void write_node(WritableSlots& slots, OrganizationNumber number, const std::optional<MemberNode>& node);
/// When a member left (0: it did not) and the membership version at which it last came in.
void write_stay(WritableSlots& slots, OrganizationNumber number, Timestamp until, std::uint64_t admitted);
/// Gives the new version.
std::uint64_t count_membership_change(WritableSlots& slots);
/// A token's or the membership's, in the two slots from `at`.
void write_policy(WritableSlots& slots, const Word& at, const PolicyRecord& policy);
void add_membership_policy(WritableSlots& slots, const PolicyRecord& policy);
/// `proposal.number` is the next one.
void add_proposal(WritableSlots& slots, const ProposalRecord& proposal);
/// Status and time of the decision, which alone change.
void update_proposal(WritableSlots& slots, const ProposalRecord& proposal);
void write_approval(WritableSlots& slots, std::uint64_t proposal, OrganizationNumber organization);

void add_package(WritableSlots& slots, const PackageRecord& package);
void add_attestation(WritableSlots& slots, const Hash& package, const AttestationRecord& attestation);
/// Owner, application, contract and package hash of a token.
void write_token(WritableSlots& slots, const TokenRecord& token);
void add_package_of_token(WritableSlots& slots, std::string_view token_id, std::string_view version, const Hash& hash);
void add_policy(WritableSlots& slots, std::string_view token_id, const PolicyRecord& policy);
void write_token_of(WritableSlots& slots, const Address& contract, std::string_view token_id);

/// A new user; `tokens` are added one by one below.
void add_user(WritableSlots& slots, const UserRecord& user);
/// Adds the token to the user's usable ones and to the table that programs ask.
void grant_token(WritableSlots& slots, const UserRecord& user, std::string_view token_id,
                 ApplicationNumber application);

/// Takes the token out of both.
void revoke_token(WritableSlots& slots, const UserRecord& user, std::string_view token_id);
/// 0 clears it.
void write_leaving(WritableSlots& slots, std::string_view token_id, const Address& account,
                   ApplicationNumber application);
void write_lifecycle(WritableSlots& slots, std::string_view token_id, const LifecycleRecord& record);
/// Nothing is written where nothing was declared.
void add_package_rules(WritableSlots& slots, const Hash& package, const Manifest& manifest);
/// Another organization, consent and profile for a known user; what they replace goes to its former entrustments.
void replace_entrustment(WritableSlots& slots, const UserRecord& user, const Entrustment& former);
void write_clerk(WritableSlots& slots, const Address& account, const ClerkRecord& clerk);
void write_region(WritableSlots& slots, std::string_view region, OrganizationNumber organization);

/// `application.number` is the next one.
void add_application(WritableSlots& slots, const ApplicationRecord& application);
/// Status and contract, which alone change.
void update_application(WritableSlots& slots, const ApplicationRecord& application);
void write_application_of(WritableSlots& slots, const ApplicationRecord& application);
void write_private_root(WritableSlots& slots, ApplicationNumber number, const Hash& root);
void add_consent(WritableSlots& slots, const ConsentRecord& consent);
void write_withdrawn(WritableSlots& slots, const Hash& consent, Timestamp time, SignatureForm form);

}  // namespace kaisho::governance
