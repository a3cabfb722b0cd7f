#pragma once

#include <kaisho/governance/records.hpp>
#include <kaisho/services/evidence_service.hpp>
#include <kaisho/services/governance_records.hpp>
#include <kaisho/services/ledger_service.hpp>

/// What belongs into an evidence pack (G11), put together from the records of one moment.
namespace kaisho::services {

/// Adds the story of an application, its package, user and token: every transaction whose governance events speak of
/// them, the records that it rests on, and the running contract's account. Errors: those of `LedgerService::logs`.
[[nodiscard]] Result<void> add_application(PackRequest& request, const LedgerService& ledger,
                                           const GovernanceRecords& records,
                                           const governance::ApplicationRecord& application,
                                           const std::stop_token& stop = {});

/// Adds that no consent of this user for this token is on record: slots that are empty. There must be none.
void add_absence(PackRequest& request, const GovernanceRecords& records, std::string_view user_id,
                 std::string_view token_id);

}  // namespace kaisho::services
