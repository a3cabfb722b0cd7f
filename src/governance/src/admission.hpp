#pragma once

#include "kaisho/governance/records.hpp"

namespace kaisho::governance {

/// Whether the account may use the token by a user's consent: it may, it gives back what it held, or it acts for the
/// issuer. Says nothing about the token's own state, but that whoever held it may give it back while it is wound down.
[[nodiscard]] bool has_right_to(const Slots& slots, const TokenRecord& token, const Address& sender);

}  // namespace kaisho::governance
