#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/ledger/system_storage.hpp>

#include "kaisho/governance/package.hpp"
#include "kaisho/governance/signature.hpp"

/// The governance's records on the ledger, read back from storage slots (layout: docs/formats/governance.md). For every
/// reader: the contract itself, admission, the API, evidence.
namespace kaisho::governance {

using ledger::Slots;

/// Where the governance system contract stands.
inline constexpr Address kGovernanceAddress{{0x4b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01}};

/// What an organization may do besides voting; added up. A registrar registers users, an owner assigns regions.
enum class Role : std::uint32_t { owner = 1, registrar = 2, auditor = 4, administrator = 8 };

[[nodiscard]] std::string_view describe(Role role);

/// An organization by its number; 0 is none. Numbers begin at 1 and never change.
using OrganizationNumber = std::uint32_t;
/// An application by its number; 0 is none.
using ApplicationNumber = std::uint64_t;

struct Member {
  OrganizationNumber number = 0;
  std::string name;
  Address operator_account;  ///< acts and signs for the organization
  std::uint32_t roles = 0;
  bool active = false;
  Timestamp since = 0;
};

/// One registered version of a token program (G1).
struct PackageRecord {
  Hash hash;  ///< SHA-256 of the canonical manifest
  std::string token_id, name, version, standard, source_path;
  Hash creation_code_hash;  ///< SHA-256
  OrganizationNumber organization = 0;
  Height height = 0;
  Timestamp time = 0;
};

/// An organization's signed test result (G2).
struct AttestationRecord {
  OrganizationNumber organization = 0;
  bool success = false;
  Timestamp time = 0;
  Hash report_hash;
  Bytes signature;
};

struct UserRecord {
  std::string user_id;
  Address account;
  OrganizationNumber vorg = 0;
  OrganizationNumber registrar = 0;
  Timestamp time = 0;
  Hash profile_hash;
  Hash consent;
  std::vector<std::string> tokens;  ///< usable
};

enum class ApplicationClass : std::uint8_t {
  issue = 1,
  distribute = 2,
  upgrade = 3,
  pause = 4,
  resume = 5,
  retire = 6
};
enum class ApplicationStatus : std::uint8_t {
  open = 1,
  deployed = 2,
  usable = 3,
  refused = 4,
  withdrawn = 5,
  executed = 6,  ///< an upgrade, a pause, … that was carried out
};
[[nodiscard]] std::string_view describe(ApplicationClass application_class);
[[nodiscard]] std::string_view describe(ApplicationStatus status);

struct ApplicationRecord {
  ApplicationNumber number = 0;
  ApplicationClass application_class = ApplicationClass::issue;
  ApplicationStatus status = ApplicationStatus::open;
  OrganizationNumber vorg = 0;
  std::string user_id, token_id;
  Hash package_hash;
  Hash arguments_hash;  ///< Keccak-256 of the constructor's encoded arguments
  Hash consent;         ///< zero where the user refused
  Timestamp expiry = 0;
  Timestamp time = 0;
  Height height = 0;
  Address deployed;
};

enum class ConsentKind : std::uint8_t { entrust = 1, issue = 2, distribute = 3, upgrade = 4, change = 5 };
[[nodiscard]] std::string_view describe(ConsentKind kind);

struct ConsentRecord {
  Hash digest;
  ConsentKind kind = ConsentKind::entrust;
  Address account;
  ApplicationNumber application = 0;
  Timestamp expiry = 0;
  Timestamp time = 0;
  Timestamp withdrawn = 0;  ///< 0: stands
  Bytes signature;
  SignatureForm form{};             ///< of the signature above
  SignatureForm withdrawal_form{};  ///< of the one that withdrew it
};

/// Somebody who witnesses and decides for an organization (G3, G10).
struct ClerkRecord {
  OrganizationNumber organization = 0;
  Timestamp since = 0;
  Timestamp until = 0;  ///< 0: still acts
};

/// Whom a user entrusted before.
struct Entrustment {
  OrganizationNumber vorg = 0;
  Timestamp until = 0;
  Hash consent;
};

struct PolicyRecord {
  std::string text;
  OrganizationNumber organization = 0;
  ApplicationNumber application = 0;
  Timestamp time = 0;
  Height height = 0;
};

struct TokenRecord {
  std::string token_id;
  OrganizationNumber organization = 0;
  ApplicationNumber application = 0;  ///< the issue application in force
  Address deployed;
  Hash package_hash;  ///< of the running contract
  std::uint64_t package_count = 0;
  std::uint64_t policy_count = 0;
};

/// What a token may do (G7, G12).
enum class TokenState : std::uint8_t { none = 0, running = 1, paused = 2, winding_down = 3, retired = 4 };
/// "not deployed", "running", "paused", "winding down", "retired".
[[nodiscard]] std::string_view describe(TokenState state);

struct LifecycleRecord {
  TokenState state = TokenState::none;
  Timestamp since = 0;                ///< of the state; 0: since its deployment
  ApplicationNumber application = 0;  ///< that made the state; the issue application where its consent was withdrawn
  ApplicationNumber pending = 0;      ///< the last upgrade, pause, resume or retirement that was applied for
  Address implementation;             ///< behind a proxy
  ApplicationNumber upgrade = 0;      ///< the last upgrade that was carried out
};

/// What a package declared for its token's life; all zero where it declared nothing.
struct PackageRules {
  ProxyKind proxy = ProxyKind::none;
  OnWithdrawal on_withdrawal = OnWithdrawal::none;
  std::uint32_t code_size = 0;  ///< bytes of the creation code, where the proxy's stands behind it
  Hash proxy_code_hash;         ///< SHA-256
};

// Readers give nothing where there is no such record.
[[nodiscard]] std::string consortium_name(const Slots& slots);
[[nodiscard]] OrganizationNumber member_count(const Slots& slots);
[[nodiscard]] std::optional<Member> find_member(const Slots& slots, OrganizationNumber number);
[[nodiscard]] std::optional<Member> find_member(const Slots& slots, std::string_view name);
/// The member for which this account acts; nothing for the account of an operator that was replaced.
[[nodiscard]] std::optional<Member> find_operator(const Slots& slots, const Address& account);
[[nodiscard]] std::vector<Member> active_members(const Slots& slots);

[[nodiscard]] std::optional<PackageRecord> find_package(const Slots& slots, const Hash& hash);
[[nodiscard]] std::optional<AttestationRecord> find_attestation(const Slots& slots, const Hash& package,
                                                                OrganizationNumber organization);
[[nodiscard]] std::vector<AttestationRecord> attestations(const Slots& slots, const Hash& package);

[[nodiscard]] std::optional<TokenRecord> find_token(const Slots& slots, std::string_view token_id);
/// The same from one slot: only ID, organization, application and contract.
[[nodiscard]] std::optional<TokenRecord> find_token_head(const Slots& slots, std::string_view token_id);
[[nodiscard]] std::optional<Hash> package_at(const Slots& slots, std::string_view token_id, std::uint64_t index);
/// Package of a token's version.
[[nodiscard]] std::optional<Hash> find_version(const Slots& slots, std::string_view token_id, std::string_view version);
[[nodiscard]] std::optional<PolicyRecord> policy_at(const Slots& slots, std::string_view token_id, std::uint64_t index);
[[nodiscard]] std::optional<PolicyRecord> current_policy(const Slots& slots, std::string_view token_id);
/// Token of a governed contract; empty for any other address.
[[nodiscard]] std::string token_of(const Slots& slots, const Address& contract);

[[nodiscard]] std::uint64_t user_count(const Slots& slots);
[[nodiscard]] std::optional<std::string> user_at(const Slots& slots, std::uint64_t index);
[[nodiscard]] std::optional<UserRecord> find_user(const Slots& slots, std::string_view user_id);
/// User of an account; empty for a stranger.
[[nodiscard]] std::string user_of(const Slots& slots, const Address& account);

/// An organization's clerk, present or former.
[[nodiscard]] std::optional<ClerkRecord> find_clerk(const Slots& slots, const Address& account);
/// Former entrustments of a user, oldest first.
[[nodiscard]] std::vector<Entrustment> former_entrustments(const Slots& slots, std::string_view user_id);
/// The organization that the owner assigned to a country or region ("JP", "JP-13"; ISO 3166), else to its country, else
/// the first active member with the role of an owner; 0 where there is none.
[[nodiscard]] OrganizationNumber vorg_for(const Slots& slots, std::string_view region);

[[nodiscard]] ApplicationNumber application_count(const Slots& slots);
[[nodiscard]] std::optional<ApplicationRecord> find_application(const Slots& slots, ApplicationNumber number);
/// The user's application for the token that counts, or 0.
[[nodiscard]] ApplicationNumber application_of(const Slots& slots, std::string_view user_id, std::string_view token_id);
/// Root of the private record of an application (G9); zero where its consent names none.
[[nodiscard]] Hash private_root(const Slots& slots, ApplicationNumber number);
/// Root that a consent's scope names: "private 0x…" with 64 small digits and nothing else.
[[nodiscard]] std::optional<Hash> private_scope(std::string_view scope);
[[nodiscard]] std::optional<ConsentRecord> find_consent(const Slots& slots, const Hash& digest);
/// Whether the account may use the token (G5): the number of the application that allowed it, or 0.
[[nodiscard]] ApplicationNumber usable(const Slots& slots, std::string_view token_id, const Address& account);

/// `state` is `none` for a token that was never deployed.
[[nodiscard]] LifecycleRecord find_lifecycle(const Slots& slots, const TokenRecord& token);
[[nodiscard]] TokenState token_state(const Slots& slots, std::string_view token_id);
[[nodiscard]] PackageRules package_rules(const Slots& slots, const Hash& package);
/// Whether the account took its consent to hold the token back, and may still give its holdings to the issuer or burn
/// them: the number of the application, or 0.
[[nodiscard]] ApplicationNumber leaving(const Slots& slots, std::string_view token_id, const Address& account);
/// The account of the user whom the token was issued for; zero where there is none.
[[nodiscard]] Address issuer_account(const Slots& slots, const TokenRecord& token);

}  // namespace kaisho::governance
