#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kaisho/governance/policy.hpp"
#include "kaisho/governance/records.hpp"

/// The audit of a user and a token (G8): whom the user entrusted, whom the token's policy makes indispensable, whether
/// they agree; and beyond that whether the policy can still hold, the consents stand, and what runs is what was agreed.
namespace kaisho::governance {

/// What an audit finds. Stable: never renumbered, never renamed (docs/formats/alerts.md).
enum class FindingCode : std::uint8_t {
  policy_unauthorized = 1,    ///< the policy can hold without the organization that the issuer entrusted
  policy_unreadable = 2,      ///< the token has no policy, or one that does not parse
  policy_unsatisfiable = 3,   ///< the present members together cannot satisfy it
  entrusted_left = 4,         ///< the entrusted organization is no member any more
  entrustment_missing = 5,    ///< no consent to entrust is on record for the user
  entrustment_expired = 6,    ///< nothing new can be done for the user
  entrustment_withdrawn = 7,  ///< as expired, by the user's will
  consent_missing = 8,        ///< an application stands without the user's consent
  consent_expired = 9,
  consent_withdrawn = 10,
  runs_without_consent = 11,  ///< a program runs, and no consented application says so
  runs_other_program = 12,    ///< what runs is another version, or stands elsewhere, than what was consented
  program_gone = 13,          ///< there is no code where the program should run
  use_without_consent = 14,   ///< the account may use the token, and no application of its user says so
  refused_attempt = 15,       ///< somebody tried what the ledger's rules forbid, and was refused
};
/// "policy_unauthorized".
[[nodiscard]] std::string_view name_of(FindingCode code);
[[nodiscard]] std::optional<FindingCode> finding_code(std::string_view name);

/// An alarm: somebody did, or tried, what the user did not agree to. A notice: something ended, as it may.
enum class Severity : std::uint8_t { notice = 1, alarm = 2 };
[[nodiscard]] Severity severity_of(FindingCode code);
/// "alarm".
[[nodiscard]] std::string_view name_of(Severity severity);

/// One sentence in the two languages of the consents.
struct Sentence {
  std::string en, ja;
  friend bool operator==(const Sentence&, const Sentence&) = default;
};

/// A few words for a subject line: "unauthorized policy".
[[nodiscard]] Sentence title_of(FindingCode code);

struct Finding {
  FindingCode code = FindingCode::policy_unauthorized;
  Sentence text;
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// How a consent stands at the time of the audit.
struct ConsentStanding {
  Hash digest;
  bool on_record = false;
  Timestamp expiry = 0;
  Timestamp withdrawn = 0;  ///< 0: it is not
  SignatureForm form{};     ///< how the user signed it
  /// On record, not withdrawn, not expired at `now`.
  [[nodiscard]] bool stands(Timestamp now) const { return on_record && withdrawn == 0 && expiry >= now; }
};

/// A user and a token, by their IDs.
struct AuditPair {
  std::string user_id, token_id;
  friend auto operator<=>(const AuditPair&, const AuditPair&) = default;
};

struct AuditReport {
  AuditPair pair;
  Timestamp now = 0;
  std::optional<ApplicationRecord> application;  ///< the user's own that counts for this token
  std::string entrusted;                         ///< by that application; without one, by the user today
  std::string issuer_entrusted;                  ///< by the token's issuer: the policy must bind it; empty: no issuer
  std::string policy;                            ///< canonical text in force
  OrganizationSet indispensable;
  bool agrees = false;       ///< `issuer_entrusted` (without an issuer: `entrusted`) is indispensable
  bool satisfiable = false;  ///< by the present members together
  OrganizationSet former;    ///< that the policy names and that are no members any more
  ConsentStanding entrustment;
  std::optional<ConsentStanding> consent;  ///< of the application; nothing without one, or where the user refused
  Address runs_at;                         ///< zero: nothing runs
  std::vector<Finding> findings;           ///< in order of their codes; empty: all is well
};

/// Code hash of an account; zero where there is none.
using CodeHashOf = std::function<Hash(const Address&)>;

/// A storage slot of an account; zero where there is none.
using SlotOf = std::function<Word(const Address&, const Word&)>;

enum class AuditError : std::uint8_t { unknown_user = 1, unknown_token = 2 };

/// The audit at one state of the ledger, at block time `now`. Reads a bounded number of records. `code_hash` may be
/// empty: then nobody looks whether there is code where the program should run; `slot_of` too: then nobody looks where
/// its proxy points.
[[nodiscard]] std::expected<AuditReport, AuditError> audit(const Slots& slots, const AuditPair& pair, Timestamp now,
                                                           const CodeHashOf& code_hash = {},
                                                           const SlotOf& slot_of = {});

/// Until when nothing but time can change what the audit finds: the next expiry after `now` of a consent that stands;
/// nothing where time changes nothing.
[[nodiscard]] std::optional<Timestamp> next_expiry(const AuditReport& report);

/// The user whose application to issue the token counts; nothing where nobody applied.
[[nodiscard]] std::optional<AuditPair> issuer_of(const Slots& slots, std::string_view token_id);

/// Visits every user and token with an application that counts, in the order of applications; `issues_only` leaves out
/// those who only hold. Until `visit` returns false.
void visit_pairs(const Slots& slots, bool issues_only, const std::function<bool(const AuditPair&)>& visit);

}  // namespace kaisho::governance
