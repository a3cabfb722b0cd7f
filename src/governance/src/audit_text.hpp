#pragma once

#include "kaisho/governance/audit.hpp"

/// What an audit says to people, in English and Japanese. Times are printed as consent texts print them.
namespace kaisho::governance::texts {

[[nodiscard]] Sentence policy_unauthorized(const AuditPair& pair, const std::string& policy, const std::string& vorg);
[[nodiscard]] Sentence policy_unreadable(const std::string& token_id);
[[nodiscard]] Sentence policy_unsatisfiable(const AuditPair& pair, const std::string& policy,
                                            const OrganizationSet& former);
[[nodiscard]] Sentence entrusted_left(const AuditPair& pair, const std::string& vorg);
[[nodiscard]] Sentence entrustment_missing(const AuditPair& pair);
[[nodiscard]] Sentence entrustment_expired(const AuditPair& pair, Timestamp expiry);
[[nodiscard]] Sentence entrustment_withdrawn(const AuditPair& pair, Timestamp time);
[[nodiscard]] Sentence consent_missing(const AuditPair& pair, ApplicationNumber application);
[[nodiscard]] Sentence consent_expired(const AuditPair& pair, Timestamp expiry, bool runs);
[[nodiscard]] Sentence consent_withdrawn(const AuditPair& pair, Timestamp time, bool runs);
[[nodiscard]] Sentence runs_without_consent(const std::string& token_id, const std::string& where);
[[nodiscard]] Sentence runs_other_program(const std::string& token_id, const std::string& where,
                                          const std::string& running, const std::string& consented);
[[nodiscard]] Sentence proxy_turned(const std::string& token_id, const std::string& where, const std::string& found,
                                    const std::string& consented);
[[nodiscard]] Sentence program_gone(const std::string& token_id, const std::string& where);
[[nodiscard]] Sentence use_without_consent(const AuditPair& pair, ApplicationNumber application);

/// "an operator of broker" or "the account 0x…"; what was tried; why it was refused.
[[nodiscard]] Sentence refused_attempt(const std::string& organization, const std::string& sender,
                                       const Sentence& tried, const Sentence& reason);

}  // namespace kaisho::governance::texts
