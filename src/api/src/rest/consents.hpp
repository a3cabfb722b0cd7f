#pragma once

#include <kaisho/governance/drafts.hpp>

#include "rest/writing.hpp"

/// Consents in bodies of requests. The text's hash is made here from the fields, so nobody can have agreed to another.
namespace kaisho::api::rest {

[[nodiscard]] Schema terms_schema();

[[nodiscard]] governance::EntrustConsent entrust_in(const boost::json::object& body);
/// `argumentsHash` is that of `constructorArguments`. What the package declares for a withdrawal comes from its record.
[[nodiscard]] governance::IssueConsent issue_in(const boost::json::object& body, const governance::Slots& slots);
[[nodiscard]] governance::DistributeConsent distribute_in(const boost::json::object& body,
                                                          const governance::Slots& slots);
/// About what is on record: no-such-record where it is not.
[[nodiscard]] std::expected<governance::UpgradeConsent, Problem> upgrade_in(const boost::json::object& body,
                                                                            const governance::Slots& slots);
[[nodiscard]] std::expected<governance::ChangeConsent, Problem> change_in(const boost::json::object& body,
                                                                          const governance::Slots& slots);
[[nodiscard]] std::expected<governance::EntrustAnew, Problem> entrust_anew_in(const boost::json::object& body,
                                                                              const governance::Slots& slots);

}  // namespace kaisho::api::rest
