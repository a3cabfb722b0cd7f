#pragma once

#include <kaisho/governance/governance.hpp>

#include "rest/consents.hpp"

namespace kaisho::api::rest {

/// Most hexadecimal characters of the constructor's arguments, with "0x".
inline constexpr std::size_t kArgumentsText = 2 + 2 * governance::Limits::kArguments;

/// Bodies of the three consents, with the user's signature or (a draft) without.
[[nodiscard]] Schema entrust_schema(bool is_signed);
[[nodiscard]] Schema issue_schema(bool is_signed);
[[nodiscard]] Schema distribute_schema(bool is_signed);

}  // namespace kaisho::api::rest
