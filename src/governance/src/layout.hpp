#pragma once

#include <kaisho/ledger/system_storage.hpp>

/// Where each record lies (docs/formats/governance.md; contracts/kaisho/GovernanceStorage.sol is the same in Solidity).
/// Never changed, only added to: proofs of years ago name these slots.
namespace kaisho::governance::layout {

using ledger::array_slot;
using ledger::mapping_slot;
using ledger::slot_after;
using ledger::slot_number;

inline constexpr std::uint64_t kVersion = 1;

/// The contract's state variables in their order.
enum Variable : std::uint64_t {
  kLayoutVersion = 0,
  kConsortium = 1,
  kMembers = 2,
  kMemberByName = 3,
  kMemberByOperator = 4,
  kPackages = 5,
  kAttestations = 6,
  kTokens = 7,
  kTokenOf = 8,
  kUserIds = 9,
  kUsers = 10,
  kUserOf = 11,
  kApplications = 12,
  kApplicationOf = 13,
  kConsents = 14,
  kUsable = 15,
  kNodes = 16,
  kMemberByKey = 17,
  kMembershipChanges = 18,
  kMembershipPolicies = 19,
  kProposals = 20,
  kLifecycles = 21,
  kPackageRules = 22,
  kLeaving = 23,
  kClerks = 24,
  kRegions = 25,
  kEntrustments = 26,
  kPrivateRoots = 27,
  kRebuilds = 28,
};

inline constexpr std::uint64_t kMemberWords = 2;
inline constexpr std::uint64_t kPolicyWords = 2;
inline constexpr std::uint64_t kApplicationWords = 7;
inline constexpr std::uint64_t kNodeWords = 6;
inline constexpr std::uint64_t kProposalWords = 11;
inline constexpr std::uint64_t kEntrustmentWords = 2;

inline Word variable(Variable number) { return slot_number(number); }

/// Slots of one member: name, then operator, roles, active and since packed.
inline Word member(std::uint32_t number) {
  return slot_after(array_slot(variable(kMembers)), (number - 1) * kMemberWords);
}
inline Word member_by_name(std::string_view name) { return mapping_slot(variable(kMemberByName), name); }
inline Word member_by_operator(const Address& account) { return mapping_slot(variable(kMemberByOperator), account); }

/// Slots of one package: token ID, name, version, standard, source path, creation code hash, origin packed.
inline Word package(const Hash& hash) { return mapping_slot(variable(kPackages), hash); }
/// Slots of one attestation: report hash, result and time packed, signature.
inline Word attestation(const Hash& hash, std::uint32_t organization) {
  return mapping_slot(mapping_slot(variable(kAttestations), hash), std::uint64_t{organization});
}

/// Slots of one rebuild: report hash, outcome and time packed, signature.
inline Word rebuild(const Hash& hash, std::uint32_t organization) {
  return mapping_slot(mapping_slot(variable(kRebuilds), hash), std::uint64_t{organization});
}

/// Slots of one token: owner, application and contract packed; package hash; packages; policies; versions.
inline Word token(std::string_view id) { return mapping_slot(variable(kTokens), id); }
inline Word token_packages(std::string_view id) { return slot_after(token(id), 2); }
inline Word token_policies(std::string_view id) { return slot_after(token(id), 3); }
inline Word token_version(std::string_view id, std::string_view version) {
  return mapping_slot(slot_after(token(id), 4), version);
}
inline Word policy(std::string_view id, std::uint64_t index) {
  return slot_after(array_slot(token_policies(id)), index * kPolicyWords);
}
inline Word token_of(const Address& contract) { return mapping_slot(variable(kTokenOf), contract); }

/// Slots of one user: account, vorg and time packed; profile hash; consent; registrar; tokens.
inline Word user(std::string_view id) { return mapping_slot(variable(kUsers), id); }
inline Word user_tokens(std::string_view id) { return slot_after(user(id), 4); }
inline Word user_of(const Address& account) { return mapping_slot(variable(kUserOf), account); }

/// Slots of one application: class, status, vorg, expiry, time and height packed; contract; package hash; arguments
/// hash; consent; user ID; token ID.
inline Word application(std::uint64_t number) {
  return slot_after(array_slot(variable(kApplications)), (number - 1) * kApplicationWords);
}
inline Word application_of(std::string_view user_id, std::string_view token_id) {
  return mapping_slot(mapping_slot(variable(kApplicationOf), user_id), token_id);
}
/// Slots of one consent: kind, account, expiry and form packed; application, time and the withdrawal's form packed;
/// withdrawn; signature.
inline Word consent(const Hash& digest) { return mapping_slot(variable(kConsents), digest); }
inline Word usable(std::string_view token_id, const Address& account) {
  return mapping_slot(mapping_slot(variable(kUsable), token_id), account);
}

/// Slots of one token's life: state, since, application and pending packed; implementation and
/// last upgrade packed.
inline Word lifecycle(std::string_view token_id) { return mapping_slot(variable(kLifecycles), token_id); }
/// Slots of what a package declared: proxy kind, rule on withdrawal and size of the creation code packed; proxy's code.
inline Word package_rules(const Hash& hash) { return mapping_slot(variable(kPackageRules), hash); }
inline Word leaving(std::string_view token_id, const Address& account) {
  return mapping_slot(mapping_slot(variable(kLeaving), token_id), account);
}

/// Slots of one member's node: the six of a node (validator key; node ID and power packed; checkpoint key; service pin;
/// p2p address; service URL); until and admitted packed.
inline Word node(std::uint32_t number) { return mapping_slot(variable(kNodes), std::uint64_t{number}); }
inline Word member_by_key(const Word& key) { return mapping_slot(variable(kMemberByKey), key); }
inline Word membership_policy(std::uint64_t index) {
  return slot_after(array_slot(variable(kMembershipPolicies)), index * kPolicyWords);
}
/// Slots of one proposal: kind, status, proposer, time, expiry and decided packed; version, operator and roles packed;
/// name; the six of a node; policy; approvals.
inline Word proposal(std::uint64_t number) {
  return slot_after(array_slot(variable(kProposals)), (number - 1) * kProposalWords);
}
/// One word: organization, since and until packed.
inline Word clerk(const Address& account) { return mapping_slot(variable(kClerks), account); }
/// Organization of a country or region.
inline Word region(std::string_view name) { return mapping_slot(variable(kRegions), name); }
/// Whom a user entrusted before: organization and the time of the end packed; consent.
inline Word entrustments(std::string_view user_id) { return mapping_slot(variable(kEntrustments), user_id); }
inline Word entrustment(std::string_view user_id, std::uint64_t index) {
  return slot_after(array_slot(entrustments(user_id)), index * kEntrustmentWords);
}
/// Root of the private record that an application's consent names in its scope (G9).
inline Word private_root(std::uint64_t application_number) {
  return mapping_slot(variable(kPrivateRoots), application_number);
}
/// Membership version at which the organization approved.
inline Word approval(std::uint64_t proposal_number, std::uint32_t organization) {
  return mapping_slot(slot_after(proposal(proposal_number), 10), std::uint64_t{organization});
}

}  // namespace kaisho::governance::layout
