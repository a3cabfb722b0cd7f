#pragma once

#include <kaisho/governance/governance.hpp>

#include "rest/consents.hpp"

namespace kaisho::api::rest {

/// Most hexadecimal characters of the constructor's arguments, with "0x".
inline constexpr std::size_t kArgumentsText = 2 + 2 * governance::Limits::kArguments;

/// Bodies of the consents, with the user's signature or (a draft) without.
[[nodiscard]] Schema entrust_schema(bool is_signed);
[[nodiscard]] Schema issue_schema(bool is_signed);
[[nodiscard]] Schema distribute_schema(bool is_signed);
[[nodiscard]] Schema upgrade_schema(bool is_signed);
[[nodiscard]] Schema change_schema(bool is_signed);
[[nodiscard]] Schema entrust_anew_schema(bool is_signed);
[[nodiscard]] Schema end_of_entrustment_schema(bool is_signed);

}  // namespace kaisho::api::rest
