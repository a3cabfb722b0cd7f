#pragma once

#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {

/// Logs of the block before its transaction `index`.
[[nodiscard]] std::uint64_t first_log_index(const ledger::Block& block, std::uint32_t index);
[[nodiscard]] SentResults sent_of(std::vector<consensus::SubmitResult> results);

}  // namespace kaisho::services
