#pragma once

#include <kaisho/consensus/engine.hpp>

#include "kaisho/services/types.hpp"

/// How the errors of the levels below are said here.
namespace kaisho::services {

[[nodiscard]] Error error_of(const storage::StoreError& error);
[[nodiscard]] Error error_of(const consensus::Refused& refused);
[[nodiscard]] Error error_of(const ledger::StateError& error);
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string text) {
  return std::unexpected(Error{code, std::move(text), {}, {}});
}

}  // namespace kaisho::services
