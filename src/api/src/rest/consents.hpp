#pragma once

#include <kaisho/governance/drafts.hpp>
#include <kaisho/governance/governance.hpp>

#include "rest/writing.hpp"

/// Consents in bodies of requests. The text's hash is made here from the fields, so nobody can have agreed to another.
namespace kaisho::api::rest {

/// Most hexadecimal characters of a program's arguments, with "0x".
inline constexpr std::size_t kArgumentsText = 2 + 2 * governance::Limits::kArguments;

/// As it is signed, and to which organization it goes.
template <class Consent>
struct Drafted {
  Consent consent;
  std::string vorg;
};
/// About what is on record: no-such-record where it is not.
template <class Consent>
using DraftOutcome = std::expected<Drafted<Consent>, Problem>;

[[nodiscard]] Schema terms_schema();

using Records = services::GovernanceRecords;
[[nodiscard]] DraftOutcome<governance::EntrustConsent> entrust_in(const boost::json::object& body, const Records&);
/// `argumentsHash` is that of `constructorArguments`. What the package declares for a withdrawal comes from its record.
[[nodiscard]] DraftOutcome<governance::IssueConsent> issue_in(const boost::json::object& body, const Records& records);
[[nodiscard]] DraftOutcome<governance::DistributeConsent> distribute_in(const boost::json::object& body,
                                                                        const Records& records);
[[nodiscard]] DraftOutcome<governance::UpgradeConsent> upgrade_in(const boost::json::object& body,
                                                                  const Records& records);
[[nodiscard]] DraftOutcome<governance::ChangeConsent> change_in(const boost::json::object& body,
                                                                const Records& records);
[[nodiscard]] DraftOutcome<governance::EntrustAnew> entrust_anew_in(const boost::json::object& body,
                                                                    const Records& records);
[[nodiscard]] DraftOutcome<governance::Withdrawal> withdrawal_in(const boost::json::object& body,
                                                                 const Records& records);
/// Of one application that still waits, whatever its class.
[[nodiscard]] DraftOutcome<governance::Withdrawal> application_withdrawal_in(const boost::json::object& body,
                                                                             const Records& records);
[[nodiscard]] DraftOutcome<governance::Withdrawal> end_of_entrustment_in(const boost::json::object& body,
                                                                         const Records& records);

}  // namespace kaisho::api::rest
