#pragma once

#include <optional>
#include <string>

#include "kaisho/services/operation.hpp"

namespace kaisho::services {

/// One line of the journal, without its end.
[[nodiscard]] std::string to_line(const Operation& operation);
[[nodiscard]] std::optional<Operation> operation_of(std::string_view line);

}  // namespace kaisho::services
