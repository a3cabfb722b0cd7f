#pragma once

#include <kaisho/governance/consent.hpp>

#include "rest/writing.hpp"

/// Consents in bodies of requests. The text's hash is made here from the fields, so nobody can have agreed to another.
namespace kaisho::api::rest {

[[nodiscard]] Schema terms_schema();

[[nodiscard]] governance::EntrustConsent entrust_in(const boost::json::object& body);
/// `argumentsHash` is that of `constructorArguments`. What the package declares for a withdrawal comes from its record.
[[nodiscard]] governance::IssueConsent issue_in(const boost::json::object& body, const governance::Slots& slots);
[[nodiscard]] governance::DistributeConsent distribute_in(const boost::json::object& body,
                                                          const governance::Slots& slots);
/// Of an application that is on record.
[[nodiscard]] governance::Withdrawal withdrawal_of(const governance::ApplicationRecord& application,
                                                   const std::string& language, const governance::Slots& slots);

}  // namespace kaisho::api::rest
