#pragma once

#include <kaisho/ledger/genesis.hpp>

namespace kaisho::bench {

/// A genesis in which so many users are registered and so many tokens issued, token n by user n, each as the contract
/// would have written it; and `senders` accounts that may send coins. Signatures are left out: no audit reads them.
[[nodiscard]] ledger::Genesis registered(std::size_t users, std::size_t tokens, const std::vector<Address>& senders);

}  // namespace kaisho::bench
