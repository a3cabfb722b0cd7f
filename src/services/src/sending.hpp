#pragma once

#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {

[[nodiscard]] SentResults sent_of(std::vector<consensus::SubmitResult> results);

}  // namespace kaisho::services
